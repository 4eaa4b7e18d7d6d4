/* view
title  = "Unpaid invoices by age: how many wait how long, in the reader's scope"
grain  = ["band"]
limits = "Age at the last day that the invoice's file speaks for, not today. Invoices without a date are a band of their own."
*/
WITH

banded AS (
    SELECT
        CASE
            WHEN unpaid_invoices.open_days <= 30 THEN 1
            WHEN unpaid_invoices.open_days <= 60 THEN 2
            WHEN unpaid_invoices.open_days <= 90 THEN 3
            WHEN unpaid_invoices.open_days <= 180 THEN 4
            WHEN unpaid_invoices.open_days <= 365 THEN 5
            WHEN unpaid_invoices.open_days > 365 THEN 6
            ELSE 7
        END AS band_order,
        unpaid_invoices.open_amount,
        unpaid_invoices.due_date,
        unpaid_invoices.overdue_days
    FROM unpaid_invoices
    INNER JOIN scoped_projects ON unpaid_invoices.project_id = scoped_projects.project_id
)

SELECT
    band_order,
    CASE band_order
        WHEN 1 THEN '0 to 30 days'
        WHEN 2 THEN '31 to 60 days'
        WHEN 3 THEN '61 to 90 days'
        WHEN 4 THEN '91 to 180 days'
        WHEN 5 THEN '181 to 365 days'
        WHEN 6 THEN 'over a year'
        ELSE 'date not supplied'
    END AS band,
    COUNT(*) AS open_count,
    SUM(open_amount) AS open_amount,
    COUNT(*) FILTER (WHERE open_amount IS NULL) AS without_amount_count,
    CASE WHEN COUNT(due_date) > 0 THEN COUNT(overdue_days) END AS overdue_count,
    CAST(COUNT(*) AS DOUBLE) / NULLIF(SUM(COUNT(*)) OVER (), 0) AS open_share
FROM banded
GROUP BY band_order
ORDER BY band_order
