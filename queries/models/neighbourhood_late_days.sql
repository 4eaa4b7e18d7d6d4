/* model
title  = "Neighbourhood late days: how many invoices are overdue by how many days in each area"
grain  = ["neighbourhood_id", "late_days"]
limits = "Open invoices only, by the rules of project_arrears. An invoice of a project in several areas counts in each of them."
*/
WITH

late AS (
    SELECT
        project_id,
        DATE_DIFF('day', due_date, known_until_date) - stop_days AS late_days,
        COUNT(*) AS invoice_count
    FROM invoice_timelines
    WHERE
        NOT is_settled
        AND COALESCE(payable_amount, 1) > 0
        AND COALESCE(status, '') NOT IN ('rejected', 'cancelled', 'paid')
        AND DATE_DIFF('day', due_date, known_until_date) - stop_days > 0
        AND DATE_DIFF('day', payments_known_date, known_until_date) <= 15
    GROUP BY project_id, DATE_DIFF('day', due_date, known_until_date) - stop_days
)

SELECT
    project_areas.neighbourhood_id,
    late.late_days,
    SUM(late.invoice_count) AS invoice_count
FROM late
INNER JOIN project_areas ON late.project_id = project_areas.project_id
GROUP BY project_areas.neighbourhood_id, late.late_days
