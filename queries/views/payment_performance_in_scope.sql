/* view
title  = "Payment performance in scope: payment_performance_by_tier for the projects that the filters leave"
grain  = ["tier"]
limits = "Run when a filter is set: it reads one narrow row per invoice. Its columns are those of payment_performance_by_tier, and a test holds the two together."
*/
WITH

kept AS (
    SELECT invoice_days.*
    FROM invoice_days
    INNER JOIN scoped_projects ON invoice_days.project_id = scoped_projects.project_id
)

SELECT
    tier,
    CASE tier
        WHEN 'client_prime' THEN 1
        WHEN 'prime_sub' THEN 2
        WHEN 'sub_sub' THEN 3
        WHEN 'wage' THEN 4
        WHEN 'equipment' THEN 5
        ELSE 6
    END AS tier_order,
    COUNT(*) AS invoice_count,
    COUNT(*) FILTER (WHERE is_settled) AS settled_count,
    COUNT(days_to_pay) AS timed_count,
    COUNT(*) FILTER (WHERE is_without_days) AS without_days_count,
    MIN(days_to_pay) AS shortest_days,
    QUANTILE_CONT(days_to_pay, 0.5) AS median_days,
    QUANTILE_CONT(days_to_pay, 0.8) AS p80_days,
    QUANTILE_CONT(days_to_pay, 0.9) AS p90_days,
    MAX(days_to_pay) AS longest_days,
    QUANTILE_CONT(allowed_days, 0.5) AS median_allowed_days,
    COUNT(is_late) AS judged_count,
    COUNT(*) FILTER (WHERE is_late) AS late_count,
    CAST(COUNT(*) FILTER (WHERE is_late) AS DOUBLE) / NULLIF(COUNT(is_late), 0) AS late_share,
    FALSE AS is_too_few,
    COUNT(*) FILTER (WHERE is_open) AS open_count,
    -- Without a single due date nobody can say that none is past due.
    CASE
        WHEN COUNT(is_overdue) > 0 OR COUNT(*) FILTER (WHERE is_open) = 0
            THEN COUNT(*) FILTER (WHERE is_overdue)
    END AS overdue_count,
    SUM(open_amount) AS open_amount,
    COUNT(*) FILTER (WHERE is_open AND open_amount IS NULL) AS open_without_amount_count,
    MAX(open_days) AS longest_open_days,
    COUNT(*) FILTER (WHERE is_unknown) AS unknown_count,
    COUNT(*) FILTER (WHERE watched_days >= 30) AS watched_30_count,
    CAST(
        COUNT(*) FILTER (WHERE watched_days >= 30 AND (is_open OR days_to_pay > 30)) AS DOUBLE
    ) / NULLIF(COUNT(*) FILTER (WHERE watched_days >= 30), 0) AS unpaid_after_30_share,
    CAST(
        COUNT(*) FILTER (WHERE watched_days >= 60 AND (is_open OR days_to_pay > 60)) AS DOUBLE
    ) / NULLIF(COUNT(*) FILTER (WHERE watched_days >= 60), 0) AS unpaid_after_60_share,
    CAST(
        COUNT(*) FILTER (WHERE watched_days >= 90 AND (is_open OR days_to_pay > 90)) AS DOUBLE
    ) / NULLIF(COUNT(*) FILTER (WHERE watched_days >= 90), 0) AS unpaid_after_90_share,
    MIN(payments_known_date) AS payments_known_date
FROM kept
GROUP BY tier
ORDER BY tier_order
