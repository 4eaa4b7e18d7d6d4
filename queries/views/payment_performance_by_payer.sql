/* view
title = "Payment performance by payer: who pays late and who leaves most open, in the reader's scope"
grain = ["payer_name", "tier"]
limits = "The payer is the party that the invoice names, else the agency of the project. Fewer than five judged invoices are too few for a share. The rows with most money open come first, $row_limit of them. Without a filter it reads payment_counts_by_payer, a few rows instead of a million."
*/
WITH

counted AS (
    SELECT
        payer_name,
        tier,
        invoice_count,
        settled_count,
        timed_count,
        paid_days,
        judged_count,
        late_count,
        open_count,
        open_judged_count,
        overdue_count,
        open_amount
    FROM payment_counts_by_payer
    WHERE COALESCE($agency, $sector, $status, $neighbourhood_id) IS NULL
    UNION ALL
    SELECT
        COALESCE(parties.party_name, payment_counts.payer_id, scoped_projects.agency)
            AS payer_name,
        payment_counts.tier,
        payment_counts.invoice_count,
        payment_counts.settled_count,
        payment_counts.timed_count,
        payment_counts.paid_days,
        payment_counts.judged_count,
        payment_counts.late_count,
        payment_counts.open_count,
        payment_counts.open_judged_count,
        payment_counts.overdue_count,
        payment_counts.open_amount
    FROM payment_counts
    INNER JOIN scoped_projects ON payment_counts.project_id = scoped_projects.project_id
    LEFT JOIN parties ON payment_counts.payer_id = parties.party_id
    WHERE COALESCE($agency, $sector, $status, $neighbourhood_id) IS NOT NULL
)

SELECT
    payer_name,
    tier,
    SUM(invoice_count) AS invoice_count,
    SUM(settled_count) AS settled_count,
    CAST(SUM(paid_days) AS DOUBLE) / NULLIF(SUM(timed_count), 0) AS mean_days,
    SUM(judged_count) AS judged_count,
    CASE
        WHEN SUM(judged_count) >= 5
            THEN CAST(SUM(late_count) AS DOUBLE) / NULLIF(SUM(judged_count), 0)
    END AS late_share,
    SUM(judged_count) BETWEEN 1 AND 4 AS is_too_few,
    SUM(open_count) AS open_count,
    CASE
        WHEN SUM(open_judged_count) > 0 OR SUM(open_count) = 0 THEN SUM(overdue_count)
    END AS overdue_count,
    SUM(open_amount) AS open_amount,
    COUNT(*) OVER () AS row_total
FROM counted
GROUP BY payer_name, tier
ORDER BY open_amount DESC NULLS LAST, open_count DESC, payer_name ASC NULLS LAST, tier ASC
LIMIT $row_limit
