/* view
title  = "Payment counts by area: invoices paid, late and open in each area, over all projects"
grain  = ["level", "neighbourhood_id"]
limits = "A project in several areas counts by its shares. What lies in no area of a level is a row of its own there, so that every level adds up to all."
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
    project_area_shares.neighbourhood_id,
    project_area_shares.level,
    COUNT(DISTINCT by_project.project_id) AS project_count,
    SUM(project_area_shares.neighbourhood_share * by_project.invoice_count)
        AS invoice_count,
    SUM(project_area_shares.neighbourhood_share * by_project.judged_count)
        AS judged_count,
    SUM(project_area_shares.neighbourhood_share * by_project.late_count) AS late_count,
    SUM(project_area_shares.neighbourhood_share * by_project.timed_count) AS timed_count,
    SUM(project_area_shares.neighbourhood_share * by_project.paid_days) AS paid_days,
    SUM(project_area_shares.neighbourhood_share * by_project.open_count) AS open_count,
    SUM(
        project_area_shares.neighbourhood_share * CAST(by_project.open_amount AS DOUBLE)
    ) AS open_amount
FROM by_project
INNER JOIN project_area_shares ON by_project.project_id = project_area_shares.project_id
GROUP BY project_area_shares.neighbourhood_id, project_area_shares.level
ORDER BY project_area_shares.level, project_area_shares.neighbourhood_id
