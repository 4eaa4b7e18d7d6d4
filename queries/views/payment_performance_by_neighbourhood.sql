/* view
title = "Payment performance by neighbourhood: the share settled late and what is open, in the reader's scope"
grain = ["level", "neighbourhood_id"]
limits = "A project in several areas counts by its shares. Fewer than five judged invoices are too few for a share. What lies in no area of a level is a row of its own there. Without a filter it reads payment_counts_by_area, a row per area instead of a million."
*/
WITH

placed AS (
    SELECT
        project_area_shares.neighbourhood_id,
        project_area_shares.level,
        payment_counts.project_id,
        project_area_shares.neighbourhood_share,
        payment_counts.invoice_count,
        payment_counts.judged_count,
        payment_counts.late_count,
        payment_counts.timed_count,
        payment_counts.paid_days,
        payment_counts.open_count,
        CAST(payment_counts.open_amount AS DOUBLE) AS open_amount
    FROM payment_counts
    INNER JOIN scoped_projects ON payment_counts.project_id = scoped_projects.project_id
    INNER JOIN project_area_shares
        ON payment_counts.project_id = project_area_shares.project_id
    WHERE COALESCE($agency, $sector, $status, $neighbourhood_id) IS NOT NULL
),

counted AS (
    SELECT
        neighbourhood_id,
        project_count,
        level,
        invoice_count,
        judged_count,
        late_count,
        timed_count,
        paid_days,
        open_count,
        open_amount
    FROM payment_counts_by_area
    WHERE COALESCE($agency, $sector, $status, $neighbourhood_id) IS NULL
    UNION ALL
    SELECT
        neighbourhood_id,
        COUNT(DISTINCT project_id) AS project_count,
        level,
        SUM(neighbourhood_share * invoice_count) AS invoice_count,
        SUM(neighbourhood_share * judged_count) AS judged_count,
        SUM(neighbourhood_share * late_count) AS late_count,
        SUM(neighbourhood_share * timed_count) AS timed_count,
        SUM(neighbourhood_share * paid_days) AS paid_days,
        SUM(neighbourhood_share * open_count) AS open_count,
        SUM(neighbourhood_share * open_amount) AS open_amount
    FROM placed
    GROUP BY neighbourhood_id, level
)

SELECT
    counted.neighbourhood_id,
    neighbourhoods.neighbourhood_name,
    counted.level,
    counted.project_count,
    counted.invoice_count,
    counted.judged_count,
    CASE
        WHEN counted.judged_count >= 5 THEN counted.late_count / NULLIF(counted.judged_count, 0)
    END AS late_share,
    counted.judged_count > 0 AND counted.judged_count < 5 AS is_too_few,
    counted.paid_days / NULLIF(counted.timed_count, 0) AS mean_days,
    counted.open_count,
    counted.open_amount
FROM counted
LEFT JOIN neighbourhoods ON counted.neighbourhood_id = neighbourhoods.neighbourhood_id
ORDER BY
    late_share DESC NULLS LAST,
    counted.open_amount DESC NULLS LAST,
    counted.neighbourhood_id ASC
