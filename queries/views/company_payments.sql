/* view
title  = "Company payments: what one cluster received and what it paid, by tier and year"
grain  = ["side", "tier", "paid_year", "currency"]
limits = "Reversals are negative payments and are added in. A payment without a day has no year."
*/
WITH

members AS (
    SELECT party_id
    FROM party_clusters
    WHERE cluster_id = $cluster_id
),

both_sides AS (
    SELECT
        'received' AS side,
        payments.tier,
        payments.paid_date,
        payments.paid_amount,
        payments.currency
    FROM payments
    INNER JOIN members ON payments.payee_id = members.party_id
    UNION ALL
    SELECT
        'paid' AS side,
        payments.tier,
        payments.paid_date,
        payments.paid_amount,
        payments.currency
    FROM payments
    INNER JOIN members ON payments.payer_id = members.party_id
)

SELECT
    side,
    tier,
    YEAR(paid_date) AS paid_year,
    currency,
    COUNT(*) AS payment_count,
    SUM(paid_amount) AS paid_amount
FROM both_sides
GROUP BY side, tier, YEAR(paid_date), currency
ORDER BY side DESC, tier ASC, paid_year ASC NULLS LAST, currency ASC
