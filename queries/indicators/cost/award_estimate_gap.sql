/* indicator
code           = "C3"
title          = "Award against the estimate"
condition      = "A lot was awarded {high} or more above its estimate, 30 % or more below it, or further from it than lots like it."
subject        = "lot"
unit           = "ratio"
flag           = { when = "at_least", high = 0.18 }
also           = [
  { column = "value", when = "at_most", high = -0.30 },
  { column = "above_distance", when = "at_least", watch = 1.5 },
  { column = "below_distance", when = "at_least", watch = 1.5 },
]
formula        = "sum of the awards of the lot / its estimate - 1; among peers the logarithm of award / estimate, in interquartile ranges beyond the nearest quartile"
why            = "Far above the estimate there was little competition or a poor estimate. Far below it the estimate was inflated, or the price is meant to be recovered by amendments."
innocent       = ["estimate made long before the tender", "one amount with tax and the other without", "prices that rose fast between estimate and award", "ceiling of a framework agreement (out of scope)"]
skips          = { insufficient = ["no estimate", "estimate of the whole procedure only", "award names no lot", "no award amount"], contradictory = ["currencies differ"] }
hook           = "peers_beside_rules.fences"
params         = { peer_min_n = 20 }
source         = "Above: the range of 0 to 18 % that Opentender's settings for Uganda tolerate. Below: the 30 % of a rule of the State Audit Service of Ukraine. Both limits are themselves raised here. Peers: Tukey's fences at 1.5 interquartile ranges."
verification   = "V"
evidence_class = "R"
cluster        = "k02"
core           = false
needs          = ["tenders", "awards"]
limits         = "Where the pack knows price indices, the estimate is brought to the year of the award. Lots with fewer than 20 peers, or peers that do not differ, are judged by the two fixed limits alone: peer_gap says so. Frameworks and awards that are pending, cancelled or without success are out of scope."
maps           = { ocp = ["R016", "R031"], sasu = ["sas-3-6"], krai = ["KRAI11"], arachne = ["procurement"] }
sentence       = "The lot was awarded for {award_amount}, where the estimate was {estimate_amount}, or {compared_estimate_amount} at the prices of the award."
worked         = "{award_amount} / {compared_estimate_amount} - 1 = {value}"
clears         = "The estimate's own date and make-up, the tax basis of both amounts, or a later estimate that was approved before the award."

[remedies]
"no estimate" = "tenders.estimate_amount"
"estimate of the whole procedure only" = "lots.estimate_amount"
"award names no lot" = "awards.lot_id"
"no award amount" = "awards.award_amount"
*/
WITH

lone AS (
    SELECT
        tender_id,
        lot_id
    FROM tender_lots
    WHERE lot_count = 1
),

placed AS (
    SELECT
        awards.award_id,
        awards.tender_id,
        awards.award_date,
        awards.award_amount,
        awards.currency,
        named.lot_id IS NOT NULL OR lone.lot_id IS NOT NULL AS is_of_a_lot,
        COALESCE(named.lot_id, lone.lot_id, awards.tender_id) AS lot_id
    FROM awards
    LEFT JOIN tender_lots AS named
        ON awards.lot_id = named.lot_id AND awards.tender_id = named.tender_id
    LEFT JOIN lone ON awards.tender_id = lone.tender_id
    WHERE COALESCE(awards.status, 'active') NOT IN ('pending', 'cancelled', 'unsuccessful')
),

awarded AS (
    SELECT
        lot_id,
        tender_id,
        is_of_a_lot,
        COUNT(*) AS award_count,
        MIN(award_id) AS award_id,
        MIN(award_date) AS award_date,
        CASE WHEN COUNT(award_amount) = COUNT(*) THEN SUM(award_amount) END AS award_amount,
        MIN(currency) AS currency,
        COUNT(DISTINCT currency) AS currency_count
    FROM placed
    GROUP BY lot_id, tender_id, is_of_a_lot
),

compared AS (
    SELECT
        awarded.*,
        tender_lots.lot_count,
        tender_lots.is_named_lot,
        -- An estimate of zero says nothing.
        CASE WHEN tender_lots.estimate_amount > 0 THEN tender_lots.estimate_amount END
            AS estimate_amount,
        COALESCE(tender_lots.is_estimate_shared, FALSE) AS is_estimate_shared,
        COALESCE(tender_lots.currency, tenders.currency) AS estimate_currency,
        COALESCE(tender_lots.project_id, tenders.project_id) AS project_id,
        tender_lots.contract_id,
        tenders.buyer_id,
        tenders.category,
        tenders.notice_published_date,
        projects.sector,
        CAST(award_years.price_index / NULLIF(estimate_years.price_index, 0) AS DOUBLE)
            AS price_ratio
    FROM awarded
    INNER JOIN tenders ON awarded.tender_id = tenders.tender_id
    LEFT JOIN tender_lots ON awarded.lot_id = tender_lots.lot_id
    LEFT JOIN projects
        ON COALESCE(tender_lots.project_id, tenders.project_id) = projects.project_id
    LEFT JOIN price_indices AS award_years
        ON EXTRACT(YEAR FROM awarded.award_date) = award_years.index_year
    LEFT JOIN price_indices AS estimate_years
        ON EXTRACT(YEAR FROM tenders.notice_published_date) = estimate_years.index_year
    WHERE NOT COALESCE(tenders.is_framework, FALSE)
),

measured AS (
    SELECT
        compared.*,
        CAST(award_amount AS DOUBLE)
        / NULLIF(CAST(estimate_amount AS DOUBLE) * COALESCE(price_ratio, 1), 0) AS price_share,
        CASE
            WHEN NOT is_of_a_lot THEN 'award names no lot'
            WHEN estimate_amount IS NULL AND is_estimate_shared
                THEN 'estimate of the whole procedure only'
            WHEN estimate_amount IS NULL THEN 'no estimate'
            WHEN award_amount IS NULL OR award_amount <= 0 THEN 'no award amount'
            WHEN currency_count > 1 OR currency <> estimate_currency THEN 'currencies differ'
        END AS skip_reason
    FROM compared
),

banded AS (
    SELECT
        measured.*,
        NTILE(10) OVER (ORDER BY award_amount, lot_id) AS size_band
    FROM measured
)

SELECT
    lot_id AS subject_id,
    project_id,
    price_share - 1 AS value,
    skip_reason,
    CASE WHEN skip_reason IS NULL THEN LN(price_share) END AS compared,
    COALESCE(award_date, notice_published_date) AS peer_date,
    'sector, kind and size: ' || sector || ', ' || category || ', ' || CAST(size_band AS VARCHAR)
        AS peer_group_1,
    'sector and kind: ' || sector || ', ' || category AS peer_group_2,
    'kind: ' || category AS peer_group_3,
    'all lots' AS peer_group_4,
    tender_id,
    award_id,
    award_count,
    award_amount,
    estimate_amount,
    CAST(estimate_amount AS DOUBLE) * COALESCE(price_ratio, 1) AS compared_estimate_amount,
    lot_count,
    is_named_lot,
    contract_id,
    price_ratio,
    CASE
        WHEN price_share > 1
            THEN
                CAST(award_amount AS DOUBLE)
                - CAST(estimate_amount AS DOUBLE) * COALESCE(price_ratio, 1)
    END AS exposure_amount,
    currency,
    notice_published_date,
    award_date,
    DATE_DIFF('day', notice_published_date, award_date) AS notice_to_award_days,
    buyer_id
FROM banded
