/* model
title  = "Lot awards: what was decided on each lot, and for whom"
grain  = ["lot_id"]
limits = "Cancelled and unsuccessful decisions do not count. An award that names no lot belongs to the tender's only lot; where there are several it belongs to none of them."
*/
WITH

placed AS (
    SELECT
        tender_lots.lot_id,
        awards.award_id,
        awards.award_date,
        awards.award_amount,
        awards.currency,
        awards.bid_id
    FROM awards
    INNER JOIN tender_lots
        ON
            awards.tender_id = tender_lots.tender_id
            AND (
                awards.lot_id = tender_lots.lot_id
                OR (awards.lot_id IS NULL AND tender_lots.lot_count = 1)
            )
    WHERE COALESCE(awards.status, 'active') NOT IN ('cancelled', 'unsuccessful')
),

supplied AS (
    SELECT
        placed.lot_id,
        COUNT(DISTINCT COALESCE(parties.cluster_id, award_suppliers.party_id)) AS supplier_count,
        MIN(award_suppliers.party_id) AS party_id
    FROM placed
    INNER JOIN award_suppliers ON placed.award_id = award_suppliers.award_id
    LEFT JOIN parties ON award_suppliers.party_id = parties.party_id
    GROUP BY placed.lot_id
),

summed AS (
    SELECT
        lot_id,
        COUNT(*) AS award_count,
        MIN(award_id) AS award_id,
        MIN(award_date) AS award_date,
        -- One amount that is not known leaves the sum unknown.
        CASE WHEN COUNT(award_amount) = COUNT(*) THEN SUM(award_amount) END AS award_amount,
        MIN(currency) AS currency,
        COUNT(DISTINCT currency) AS currency_count
    FROM placed
    GROUP BY lot_id
)

SELECT
    summed.lot_id,
    summed.award_count,
    CASE WHEN summed.award_count = 1 THEN summed.award_id END AS award_id,
    summed.award_date,
    CASE WHEN summed.currency_count <= 1 THEN summed.award_amount END AS award_amount,
    CASE WHEN summed.currency_count <= 1 THEN summed.currency END AS currency,
    COALESCE(supplied.supplier_count, 0) AS supplier_count,
    CASE WHEN supplied.supplier_count = 1 THEN supplied.party_id END AS party_id
FROM summed
LEFT JOIN supplied ON summed.lot_id = supplied.lot_id
