/* view
title  = "Longest unpaid: the ten open invoices in the reader's scope that are furthest past due, then the oldest"
grain  = ["invoice_id"]
limits = "Clocks stop at the day the invoice's file speaks for. Workers and other persons are not named."
*/
SELECT
    unpaid_invoices.invoice_id,
    unpaid_invoices.invoice_number,
    unpaid_invoices.project_id,
    unpaid_invoices.project_name,
    unpaid_invoices.payee_name,
    unpaid_invoices.is_payee_withheld,
    unpaid_invoices.tier,
    unpaid_invoices.issued_date,
    unpaid_invoices.due_date,
    unpaid_invoices.overdue_days,
    unpaid_invoices.open_days,
    unpaid_invoices.open_amount,
    unpaid_invoices.currency,
    unpaid_invoices.waiting_desk
FROM unpaid_invoices
INNER JOIN scoped_projects ON unpaid_invoices.project_id = scoped_projects.project_id
ORDER BY
    unpaid_invoices.overdue_days DESC NULLS LAST,
    unpaid_invoices.open_days DESC NULLS LAST,
    unpaid_invoices.invoice_id ASC
LIMIT 10
