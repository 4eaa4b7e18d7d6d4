/* model
title = "Invoices: claims and certificates at every tier"
grain = ["invoice_id"]
stored = "as it came"
limits = "An invoice without any date may have been issued before the reporting date, so it stays in sight."
*/
SELECT
    invoice_id,
    invoice_number,
    project_id,
    contract_id,
    subcontract_id,
    parent_invoice_id,
    tier,
    payer_id,
    payee_id,
    payee_name,
    work_from_date,
    work_to_date,
    work_received_date,
    issued_date,
    received_date,
    approved_date,
    due_date,
    gross_amount,
    invoice_amount,
    retention_amount,
    currency,
    dispute_start_date,
    dispute_end_date,
    status,
    waiting_desk,
    source_file_id,
    source_line
FROM latest_invoices
WHERE COALESCE(issued_date, received_date, $as_of) <= $as_of
