/* indicator
code           = "B17"
title          = "Winner's share of a buyer"
condition      = "One supplier takes {watch} or more of what a buyer awards in 12 months, or far more than the first suppliers of other buyers do."
subject        = "buyer_supplier"
unit           = "share"
flag           = { when = "at_least", watch = 0.4 }
also           = [{ column = "above_distance", when = "at_least", watch = 1.5 }]
hook           = "peers_beside_rules.fences"
formula        = "awards to the supplier / awards of the buyer, in the 12 months up to the reporting date; where one award makes more than half of that share, the share without it"
why            = "Money that goes to one firm year after year may mean that others cannot get in."
innocent       = ["one large project", "a small market with one capable firm", "a framework agreement"]
skips          = { insufficient = ["fewer than 10 contracts", "fewer than 3 suppliers in the market", "suppliers of a fifth of the value not known", "award amounts not known"], contradictory = ["currencies differ"] }
source         = "0.4: example in the Open Contracting Partnership's guide of 2024, R040 and R050. Ten contracts, three suppliers, a fifth of the value and the share without the largest award: house defaults."
verification   = "V2"
evidence_class = "S"
cluster        = "k19"
core           = false
needs          = ["awards", "award_suppliers", "tenders"]
params         = { peer_min_n = 20 }
limits         = "The partners of a joint award together are one supplier, apart from each alone; spellings of one firm are merged. A buyer without a known supplier has one row, its supplier being unknown. The market is all that was awarded in the same months in the categories that the buyer buys. Peers are the first suppliers of all buyers. Awards without a date do not count."
maps           = { ocp = ["R040", "R050"], opentender = ["INTEGRITY_WINNER_CA_SHARE"], sasu = ["sas-3-3"], arachne = ["concentration"] }
sentence       = "In 12 months the supplier got {supplier_amount} of the {buyer_amount} that the buyer awarded, in {supplier_award_count} of {award_count} awards; the largest single award is {largest_amount}."
worked         = "{supplier_amount} / {buyer_amount} = {amount_share}; without the largest award {share_without_largest:share}; judged: {value}"
clears         = "A framework or a large project won in open competition, a market report that shows one capable firm, or awards that are missing from the file."

[remedies]
"fewer than 10 contracts" = "more cases"
"fewer than 3 suppliers in the market" = "more cases"
"suppliers of a fifth of the value not known" = "award_suppliers.party_id"
"award amounts not known" = "awards.award_amount"
*/
WITH

members AS (
    -- Of several spellings of a firm the first one that the awards have.
    SELECT DISTINCT
        award_suppliers.award_id,
        MIN(award_suppliers.party_id) OVER (
            PARTITION BY COALESCE(parties.cluster_id, award_suppliers.party_id)
        ) AS member_id
    FROM award_suppliers
    LEFT JOIN parties ON award_suppliers.party_id = parties.party_id
),

suppliers AS (
    SELECT
        award_id,
        STRING_AGG(member_id, ' + ' ORDER BY member_id) AS supplier_id,
        COUNT(*) AS member_count
    FROM members
    GROUP BY award_id
),

awarded AS (
    SELECT
        awards.award_id,
        tenders.buyer_id,
        tenders.buyer_name,
        COALESCE(tenders.category, 'not known') AS category,
        COALESCE(tenders.procurement_method, '') IN ('open', 'selective') AS is_competitive,
        CAST(awards.award_amount AS DOUBLE) AS award_amount,
        awards.currency,
        awards.award_date,
        suppliers.supplier_id,
        suppliers.member_count
    FROM awards
    INNER JOIN tenders ON awards.tender_id = tenders.tender_id
    LEFT JOIN suppliers ON awards.award_id = suppliers.award_id
    WHERE
        tenders.buyer_id IS NOT NULL
        AND COALESCE(awards.status, 'active') NOT IN ('cancelled', 'unsuccessful')
        AND awards.award_date > CAST($as_of - INTERVAL 12 MONTHS AS DATE)
),

markets AS (
    SELECT
        category,
        COUNT(DISTINCT supplier_id) AS supplier_count
    FROM awarded
    GROUP BY category
),

buyers AS (
    SELECT
        awarded.buyer_id,
        COUNT(*) AS award_count,
        COUNT(awarded.award_amount) AS amount_count,
        COUNT(DISTINCT CASE WHEN awarded.award_amount IS NOT NULL THEN awarded.currency END)
            AS currency_count,
        SUM(awarded.award_amount) AS buyer_amount,
        COALESCE(
            SUM(CASE WHEN awarded.supplier_id IS NULL THEN awarded.award_amount END),
            CAST(0 AS DOUBLE)
        ) AS unknown_amount,
        MAX(markets.supplier_count) AS market_supplier_count
    FROM awarded
    INNER JOIN markets ON awarded.category = markets.category
    GROUP BY awarded.buyer_id
),

pairs AS (
    SELECT
        buyer_id,
        supplier_id,
        MAX(buyer_name) AS buyer_name,
        MAX(member_count) AS member_count,
        MIN(currency) AS currency,
        COUNT(*) AS supplier_award_count,
        SUM(award_amount) AS supplier_amount,
        MAX(award_amount) AS largest_amount,
        SUM(CASE WHEN is_competitive THEN award_amount END) AS competitive_amount,
        MAX(award_date) AS last_award_date
    FROM awarded
    GROUP BY buyer_id, supplier_id
),

shared AS (
    SELECT
        pairs.*,
        buyers.award_count,
        buyers.award_count - buyers.amount_count AS unpriced_count,
        buyers.currency_count,
        buyers.buyer_amount,
        buyers.unknown_amount,
        buyers.market_supplier_count,
        COUNT(pairs.supplier_id) OVER (PARTITION BY pairs.buyer_id) AS known_supplier_count,
        pairs.supplier_amount / NULLIF(buyers.buyer_amount, 0) AS amount_share,
        (pairs.supplier_amount - pairs.largest_amount)
        / NULLIF(buyers.buyer_amount - pairs.largest_amount, 0) AS share_without_largest
    FROM pairs
    INNER JOIN buyers ON pairs.buyer_id = buyers.buyer_id
),

measured AS (
    SELECT
        *,
        CASE
            WHEN COALESCE(share_without_largest, CAST(0 AS DOUBLE)) * 2 < amount_share
                THEN COALESCE(share_without_largest, CAST(0 AS DOUBLE))
            ELSE amount_share
        END AS standing_share,
        CASE
            WHEN award_count < 10 THEN 'fewer than 10 contracts'
            WHEN market_supplier_count < 3 THEN 'fewer than 3 suppliers in the market'
            WHEN currency_count > 1 THEN 'currencies differ'
            WHEN unpriced_count * 5 > award_count OR supplier_amount IS NULL
                THEN 'award amounts not known'
            WHEN unknown_amount > buyer_amount * 0.2
                THEN 'suppliers of a fifth of the value not known'
        END AS skip_reason
    FROM shared
    WHERE supplier_id IS NOT NULL OR known_supplier_count = 0
)

SELECT
    buyer_id || ' > ' || COALESCE(supplier_id, 'not known') AS subject_id,
    CAST(NULL AS VARCHAR) AS project_id,
    standing_share AS value,
    skip_reason,
    buyer_id,
    buyer_name,
    CASE WHEN member_count = 1 THEN supplier_id END AS party_id,
    supplier_id,
    amount_share,
    share_without_largest,
    supplier_amount,
    largest_amount,
    competitive_amount,
    buyer_amount,
    unknown_amount,
    currency,
    supplier_award_count,
    award_count,
    unpriced_count,
    market_supplier_count,
    last_award_date,
    CASE
        WHEN
            skip_reason IS NULL
            AND ROW_NUMBER() OVER (
                PARTITION BY buyer_id ORDER BY standing_share DESC, supplier_id ASC
            ) = 1
            THEN standing_share
    END AS compared,
    last_award_date AS peer_date,
    'first suppliers of all buyers' AS peer_group_1
FROM measured
