/* indicator
code           = "N6"
title          = "Concentrated market"
condition      = "The Herfindahl-Hirschman index of a buyer, sector or neighbourhood is {watch} or more; high from 2,500 where it also stands out from its peers. Both hold after corrections for few and for large contracts."
subject        = "market"
unit           = "index"
flag           = { when = "at_least", watch = 1800 }
also           = [{ column = "standing_out_index", when = "at_least", high = 2500 }]
formula        = "sum of squared shares in per cent of the supplier groups in 36 months of contract value; the smaller of (index / 10,000 - 1/n) / (1 - 1/n) x 10,000, where 1/n is the sum of the squared shares of the single contracts (n is their number where all are of one size), and of the index without the largest contract"
why            = "Few suppliers with most of the money can be a sign of a market that is not open."
innocent       = ["small district with few contracts", "one very large project", "specialised works that few firms can do", "framework agreement won in open competition"]
skips          = { insufficient = ["fewer than 10 contracts", "too many suppliers are not known"], contradictory = ["currencies differ"] }
source         = "1,800 and 2,500: United States merger guidelines of 1992 and 2010, written for mergers and not for public works, so the higher one asks for peers as well. At most a fifth of the value with unknown suppliers: house default."
verification   = "V"
evidence_class = "S"
cluster        = "k19"
core           = false
needs          = ["contracts"]
params         = { contract_min_n = 10, market_days = 1096, most_unknown_share = 0.2, peer_min_n = 20 }
maps           = { ocp = ["R050", "R051"], arachne = ["concentration"] }
limits         = "Contracts signed in the 36 months up to the reporting date, at their first value; a contract in two neighbourhoods counts in each with its share. Supplier groups are firms of one number or one owner. The peers are the markets of the same kind; the upper fence lies 1.5 interquartile ranges above their third quartile. Without twenty peers, or where they do not differ, nothing is high."
sentence       = "In the market {market} ({market_kind}) the largest of {group_count} supplier groups holds {largest_share} of {market_amount}, over {contract_count} contracts in 36 months."
worked         = "sum of squared shares {herfindahl_index}; corrected for few contracts ({effective_contract_count:number} of even size) {corrected_index}; without the largest contract {without_largest_index}; the smaller of the last two = {value}"
clears         = "Contracts that are missing from the file, a framework won in open competition, or a market report that shows few capable firms."

[remedies]
"fewer than 10 contracts" = "more cases"
"too many suppliers are not known" = "contracts.supplier_id"
*/
WITH

signed AS (
    SELECT
        contracts.contract_id,
        contracts.project_id,
        contracts.buyer_id,
        projects.sector,
        contracts.currency,
        CAST(contracts.original_amount AS DOUBLE) AS amount,
        COALESCE(supplier_groups.group_id, contracts.supplier_id) AS group_id
    FROM contracts
    LEFT JOIN projects ON contracts.project_id = projects.project_id
    LEFT JOIN supplier_groups ON contracts.supplier_id = supplier_groups.party_id
    WHERE
        contracts.original_amount > 0
        AND COALESCE(contracts.status, 'active') <> 'cancelled'
        AND DATE_DIFF('day', contracts.signed_date, $as_of) BETWEEN 0 AND $market_days
),

placed AS (
    SELECT
        'buyer' AS market_kind,
        signed.buyer_id AS market,
        signed.contract_id,
        signed.group_id,
        signed.currency,
        signed.amount
    FROM signed
    WHERE signed.buyer_id IS NOT NULL
    UNION ALL
    SELECT
        'sector' AS market_kind,
        signed.sector AS market,
        signed.contract_id,
        signed.group_id,
        signed.currency,
        signed.amount
    FROM signed
    WHERE signed.sector IS NOT NULL
    UNION ALL
    SELECT
        'neighbourhood' AS market_kind,
        project_neighbourhoods.neighbourhood_id AS market,
        signed.contract_id,
        signed.group_id,
        signed.currency,
        signed.amount * project_neighbourhoods.neighbourhood_share AS amount
    FROM signed
    INNER JOIN project_neighbourhoods ON signed.project_id = project_neighbourhoods.project_id
),

ranked AS (
    SELECT
        placed.*,
        ROW_NUMBER() OVER (
            PARTITION BY market_kind, market ORDER BY amount DESC, contract_id ASC
        ) AS size_rank
    FROM placed
),

counted AS (
    SELECT
        market_kind,
        market,
        COUNT(*) AS contract_count,
        COUNT(DISTINCT currency) AS currency_count,
        MIN(currency) AS currency,
        SUM(amount) AS market_amount,
        MAX(amount) AS largest_amount,
        -- What the sizes alone would give, if every contract went to another supplier.
        SUM(CASE WHEN group_id IS NOT NULL THEN amount * amount END)
        / NULLIF(
            SUM(CASE WHEN group_id IS NOT NULL THEN amount END)
            * SUM(CASE WHEN group_id IS NOT NULL THEN amount END),
            0
        ) AS size_share,
        SUM(CASE WHEN group_id IS NULL THEN amount ELSE 0 END) / NULLIF(SUM(amount), 0)
            AS unknown_share
    FROM ranked
    GROUP BY market_kind, market
),

grouped AS (
    SELECT
        market_kind,
        market,
        group_id,
        SUM(amount) AS group_amount,
        -- Zero where the group's only contract is the one left out.
        SUM(CASE WHEN size_rank > 1 THEN amount ELSE 0 END) AS rest_amount,
        COUNT(*) AS group_contract_count
    FROM ranked
    WHERE group_id IS NOT NULL
    GROUP BY market_kind, market, group_id
),

shared AS (
    SELECT
        grouped.*,
        grouped.group_amount
        / NULLIF(SUM(grouped.group_amount) OVER market_rows, 0) AS group_share,
        grouped.rest_amount
        / NULLIF(SUM(grouped.rest_amount) OVER market_rows, 0) AS rest_share
    FROM grouped
    WINDOW market_rows AS (PARTITION BY grouped.market_kind, grouped.market)
),

summed AS (
    SELECT
        market_kind,
        market,
        10000 * SUM(group_share * group_share) AS herfindahl_index,
        10000 * SUM(rest_share * rest_share) AS without_largest_index,
        MAX(group_share) AS largest_share,
        -- Rounded, so that of two equal groups the same one is named every time.
        MAX_BY(group_id, (ROUND(group_share, 9), group_id)) AS largest_group_id,
        COUNT(*) AS group_count,
        MAX(group_contract_count) AS most_contract_count
    FROM shared
    GROUP BY market_kind, market
),

measured AS (
    SELECT
        counted.*,
        summed.herfindahl_index,
        summed.without_largest_index,
        summed.largest_share,
        summed.largest_group_id,
        summed.group_count,
        summed.most_contract_count,
        -- Rounded, as the difference of two nearly equal sums has no more digits than that.
        ROUND(
            10000 * (summed.herfindahl_index / 10000 - counted.size_share)
            / NULLIF(1 - counted.size_share, 0),
            6
        ) AS corrected_index,
        CASE
            WHEN counted.contract_count < $contract_min_n THEN 'fewer than 10 contracts'
            WHEN counted.currency_count > 1 THEN 'currencies differ'
            WHEN counted.unknown_share > $most_unknown_share
                THEN 'too many suppliers are not known'
        END AS skip_reason
    FROM counted
    LEFT JOIN summed
        ON counted.market_kind = summed.market_kind AND counted.market = summed.market
),

lowered AS (
    SELECT
        measured.*,
        CASE
            WHEN corrected_index <= without_largest_index THEN corrected_index
            ELSE without_largest_index
        END AS lower_index
    FROM measured
),

quartered AS (
    SELECT
        market_kind,
        COUNT(*) AS peer_count,
        QUANTILE_CONT(lower_index, 0.25) AS first_quartile,
        QUANTILE_CONT(lower_index, 0.75) AS third_quartile
    FROM lowered
    WHERE skip_reason IS NULL
    GROUP BY market_kind
),

fenced AS (
    SELECT
        market_kind,
        peer_count,
        first_quartile,
        third_quartile,
        CASE
            WHEN peer_count >= $peer_min_n AND third_quartile > first_quartile
                THEN ROUND(third_quartile + 1.5 * (third_quartile - first_quartile), 6)
        END AS upper_fence
    FROM quartered
)

SELECT
    CONCAT(lowered.market_kind, ' ', lowered.market) AS subject_id,
    CAST(NULL AS VARCHAR) AS project_id,
    lowered.lower_index AS value,
    lowered.skip_reason,
    CASE WHEN lowered.market_kind = 'buyer' THEN lowered.market END AS buyer_id,
    lowered.largest_group_id AS party_id,
    CASE WHEN ROUND(lowered.lower_index, 6) >= fenced.upper_fence THEN lowered.lower_index END
        AS standing_out_index,
    lowered.market_kind,
    lowered.market,
    lowered.herfindahl_index,
    lowered.corrected_index,
    lowered.without_largest_index,
    10000 / NULLIF(lowered.herfindahl_index, 0) AS effective_group_count,
    lowered.largest_share,
    lowered.contract_count,
    1 / NULLIF(lowered.size_share, 0) AS effective_contract_count,
    lowered.group_count,
    lowered.most_contract_count,
    lowered.market_amount,
    lowered.currency,
    lowered.unknown_share,
    fenced.peer_count,
    fenced.first_quartile AS peer_first_quartile,
    fenced.third_quartile AS peer_third_quartile,
    fenced.upper_fence
FROM lowered
LEFT JOIN fenced ON lowered.market_kind = fenced.market_kind
