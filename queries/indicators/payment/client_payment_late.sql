/* indicator
code           = "P1"
title          = "Client pays late"
condition      = "The client settled an invoice {high} day or more after it fell due; critical from {critical} days."
subject        = "invoice"
unit           = "days"
flag           = { when = "at_least", high = 1, critical = 31 }
formula        = "days from the due date to the day of full payment, less the days in dispute, never below 0"
why            = "Money that comes late at the top comes late at every tier below, and it costs interest."
innocent       = ["defective invoice sent back", "dispute that the file does not record", "bank details missing", "due date on a holiday that the rule moves to the next business day"]
skips          = { insufficient = ["no due date: no legal clock, no agreed term, no stated date", "the date that starts the legal clock is missing", "paid in full on a day that is not known"], contradictory = ["settled before it was issued or received"] }
source         = "High: any day past the due date, which is the law of the jurisdiction where its pack cites a clock (EU: Directive 2011/7/EU, 30 days for public authorities), else the agreed term. Critical: house default, more than 30 days."
verification   = "V"
evidence_class = "R"
cluster        = "k09"
core           = true
needs          = ["invoices", "payments"]
stored         = "findings"
limits         = "Only settled invoices: what is still open is under P2. Days late are calendar days; business days and holidays count in the due date where the law counts them. Where the invoice's amount is not known, its last payment counts as full payment."
maps           = { arachne = ["contract management"], oc4ids = ["transactions/date", "milestones"] }
sentence       = "An invoice that fell due on {due_date} was paid in full on {settled_date}: {value} late, {stop_days} in dispute taken off."
worked         = "days from {due_date} to {settled_date}, less {stop_days} in dispute = {value}"
clears         = "A payment record with an earlier day, the notice of a dispute or of an invoice sent back, or a law or contract term that sets a later due date."

[remedies]
"no due date: no legal clock, no agreed term, no stated date" = "invoices.due_date"
"the date that starts the legal clock is missing" = "invoices.received_date"
"paid in full on a day that is not known" = "payments.paid_date"
*/
SELECT
    invoice_id AS subject_id,
    project_id,
    CAST(
        CASE
            WHEN DATE_DIFF('day', due_date, settled_date) - stop_days < 0 THEN 0
            ELSE DATE_DIFF('day', due_date, settled_date) - stop_days
        END AS DOUBLE
    ) AS value,
    CASE
        WHEN settled_date IS NULL THEN 'paid in full on a day that is not known'
        WHEN settled_date < issued_date OR settled_date < received_date
            THEN 'settled before it was issued or received'
        WHEN due_date IS NULL AND has_legal_clock
            THEN 'the date that starts the legal clock is missing'
        WHEN due_date IS NULL
            THEN 'no due date: no legal clock, no agreed term, no stated date'
    END AS skip_reason,
    contract_id,
    invoice_number,
    payer_id,
    payee_name,
    issued_date,
    received_date,
    due_date,
    due_basis,
    citation,
    settled_date,
    stop_days,
    payable_amount,
    currency,
    CASE WHEN due_basis LIKE 'legal%' THEN 0 ELSE 1 END AS fallback_count
FROM invoice_timelines
WHERE
    tier = 'client_prime'
    AND is_settled
    -- A credit note is nothing that the client could pay late.
    AND COALESCE(payable_amount, 1) > 0
    AND COALESCE(status, '') NOT IN ('rejected', 'cancelled')
