/* model
title = "Payments: money that moved, at every tier"
grain = ["payment_id"]
stored = "as it came"
limits = "A payment without a date is kept: its amount counts, its day is unknown."
*/
SELECT
    payment_id,
    invoice_id,
    invoice_number,
    project_id,
    contract_id,
    subcontract_id,
    tier,
    payer_id,
    payee_id,
    paid_date,
    paid_amount,
    currency,
    payment_type,
    instrument,
    reverses_payment_id,
    requested_date,
    approved_date,
    requester_id,
    approver_id,
    payee_account_id,
    cost_object,
    source_file_id,
    source_line
FROM latest_payments
WHERE COALESCE(paid_date, $as_of) <= $as_of
