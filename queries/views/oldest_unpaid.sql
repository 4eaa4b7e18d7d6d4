/* view
title  = "Oldest unpaid: a page of open invoices, the longest waiting first, in the reader's scope"
grain  = ["invoice_id"]
limits = "Invoices without a date come last: their age is not known."
*/
SELECT
    unpaid_invoices.open_days,
    unpaid_invoices.overdue_days,
    unpaid_invoices.open_amount,
    unpaid_invoices.tier,
    unpaid_invoices.payer_name,
    unpaid_invoices.payee_name,
    unpaid_invoices.is_payee_withheld,
    unpaid_invoices.waiting_desk,
    unpaid_invoices.issued_date,
    unpaid_invoices.due_date,
    unpaid_invoices.project_id,
    unpaid_invoices.project_name,
    unpaid_invoices.invoice_id,
    unpaid_invoices.invoice_number,
    unpaid_invoices.source_file_id,
    unpaid_invoices.source_line
FROM unpaid_invoices
INNER JOIN scoped_projects ON unpaid_invoices.project_id = scoped_projects.project_id
ORDER BY
    unpaid_invoices.open_days DESC NULLS LAST,
    unpaid_invoices.open_amount DESC NULLS LAST,
    unpaid_invoices.invoice_id ASC
LIMIT $row_limit OFFSET $row_offset
