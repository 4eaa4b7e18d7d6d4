/* indicator
code           = "P2"
title          = "Client owes overdue money"
condition      = "An invoice to the client is still open {high} day or more after it fell due; critical from {critical} days."
subject        = "invoice"
unit           = "days"
flag           = { when = "at_least", high = 1, critical = 61 }
formula        = "days from the due date to the last day that the file speaks for, less the days in dispute, never below 0"
why            = "Late payment looks mild if only paid invoices are counted: the worst ones are those that nobody has paid yet."
innocent       = ["payments recorded with a delay", "credit note not yet booked", "set off against a claim of the client", "invoice sent back for correction"]
skips          = { insufficient = ["no payments supplied", "payment file too old", "no due date: no legal clock, no agreed term, no stated date", "the date that starts the legal clock is missing", "a payment's amount is not known"], contradictory = ["the source calls it paid but no payment is recorded"] }
source         = "High: any day past the due date, which is the law of the jurisdiction where its pack cites a clock, else the agreed term. Critical: house default, more than 60 days."
verification   = "V"
evidence_class = "R"
cluster        = "k09"
core           = true
needs          = ["invoices", "payments"]
stored         = "findings"
limits         = "The clock stops at the day the invoice's file speaks for, so an old file makes nothing older. Payments must be known until 15 days before that day, or a delay in the file would look like a debt. Interest is not worked out."

[remedies]
"no payments supplied" = "payments.paid_amount"
"payment file too old" = "later payments.paid_date"
"no due date: no legal clock, no agreed term, no stated date" = "invoices.due_date"
"the date that starts the legal clock is missing" = "invoices.received_date"
"a payment's amount is not known" = "payments.paid_amount"
*/
SELECT
    invoice_id AS subject_id,
    project_id,
    CAST(
        CASE
            WHEN DATE_DIFF('day', due_date, known_until_date) - stop_days < 0 THEN 0
            ELSE DATE_DIFF('day', due_date, known_until_date) - stop_days
        END AS DOUBLE
    ) AS value,
    CASE
        WHEN status = 'paid' AND payment_count IS NULL
            THEN 'the source calls it paid but no payment is recorded'
        WHEN payments_known_date IS NULL THEN 'no payments supplied'
        WHEN DATE_DIFF('day', payments_known_date, known_until_date) > 15
            THEN 'payment file too old'
        WHEN payment_count IS NOT NULL AND paid_amount IS NULL
            THEN 'a payment''s amount is not known'
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
    known_until_date,
    payments_known_date,
    stop_days,
    open_amount,
    payable_amount,
    currency,
    waiting_desk
FROM invoice_timelines
WHERE
    tier = 'client_prime'
    AND NOT is_settled
    AND COALESCE(payable_amount, 1) > 0
    AND COALESCE(status, '') NOT IN ('rejected', 'cancelled')
