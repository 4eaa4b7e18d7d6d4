/* view
title  = "Payment counts by area: invoices paid, late and open in each area, over all projects"
grain  = ["neighbourhood_id"]
limits = "A project in several areas counts by its shares. Projects without a place are a row of their own."
*/
WITH

by_project AS (
    SELECT
        project_id,
        SUM(invoice_count) AS invoice_count,
        SUM(judged_count) AS judged_count,
        SUM(late_count) AS late_count,
        SUM(timed_count) AS timed_count,
        SUM(paid_days) AS paid_days,
        SUM(open_count) AS open_count,
        SUM(open_amount) AS open_amount
    FROM payment_counts
    GROUP BY project_id
)

SELECT
    project_areas.neighbourhood_id,
    project_areas.level,
    COUNT(DISTINCT by_project.project_id) AS project_count,
    SUM(COALESCE(project_areas.neighbourhood_share, 1) * by_project.invoice_count)
        AS invoice_count,
    SUM(COALESCE(project_areas.neighbourhood_share, 1) * by_project.judged_count)
        AS judged_count,
    SUM(COALESCE(project_areas.neighbourhood_share, 1) * by_project.late_count) AS late_count,
    SUM(COALESCE(project_areas.neighbourhood_share, 1) * by_project.timed_count) AS timed_count,
    SUM(COALESCE(project_areas.neighbourhood_share, 1) * by_project.paid_days) AS paid_days,
    SUM(COALESCE(project_areas.neighbourhood_share, 1) * by_project.open_count) AS open_count,
    SUM(
        COALESCE(project_areas.neighbourhood_share, 1) * CAST(by_project.open_amount AS DOUBLE)
    ) AS open_amount
FROM by_project
LEFT JOIN project_areas ON by_project.project_id = project_areas.project_id
GROUP BY project_areas.neighbourhood_id, project_areas.level
ORDER BY project_areas.level, project_areas.neighbourhood_id
