/* view
title = "Unpaid invoices by desk: where they lie, in the reader's scope"
grain = ["waiting_desk"]
limits = "Only where the source says at which desk an invoice waits."
*/
SELECT
    unpaid_invoices.waiting_desk,
    COUNT(*) AS open_count,
    SUM(unpaid_invoices.open_amount) AS open_amount,
    QUANTILE_CONT(unpaid_invoices.open_days, 0.5) AS median_open_days,
    MAX(unpaid_invoices.open_days) AS longest_open_days
FROM unpaid_invoices
INNER JOIN scoped_projects ON unpaid_invoices.project_id = scoped_projects.project_id
WHERE unpaid_invoices.waiting_desk IS NOT NULL
GROUP BY unpaid_invoices.waiting_desk
ORDER BY open_count DESC, unpaid_invoices.waiting_desk ASC
