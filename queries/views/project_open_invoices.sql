/* view
title = "Project open invoices: how much of each project's claims is unpaid, and how much of it past due"
grain = ["project_id"]
*/
SELECT
    project_id,
    COUNT(*) AS open_count,
    SUM(open_amount) AS open_amount,
    MAX(open_days) AS oldest_open_days,
    COUNT(due_date) AS dated_count,
    COUNT(overdue_days) AS overdue_count,
    SUM(open_amount) FILTER (WHERE overdue_days IS NOT NULL) AS overdue_amount,
    MIN(currency) AS currency,
    COUNT(DISTINCT currency) AS currency_count
FROM unpaid_invoices
GROUP BY project_id
