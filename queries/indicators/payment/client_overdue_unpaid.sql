/* indicator
code           = "P2"
title          = "Client owes overdue money"
condition      = "An invoice to the client is still open {high} day or more after it fell due; critical from {critical} days, or where the interest owed exceeds what the jurisdiction calls material."
subject        = "invoice"
unit           = "days"
flag           = { when = "at_least", high = 1, critical = 61 }
also           = [{ column = "interest_to_material_ratio", when = "at_least", critical = 1.000001 }]
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
limits         = "The clock stops at the day the invoice's file speaks for, so an old file makes nothing older. Payments must be known until 15 days before that day, or a delay in the file would look like a debt. Interest is simple, on what is open, for the days counted, with the fixed fee where the law has one: an estimate of statutory interest, not a legal computation. It is NULL where no rate was found or the due date is not the law's."
maps           = { arachne = ["contract management"], oc4ids = ["transactions/date", "milestones"] }
sentence       = "An invoice that fell due on {due_date} was still open on {known_until_date}: {value} past due, {stop_days} in dispute taken off; open amount: {open_amount|not known}."
worked         = "days from {due_date} to {known_until_date}, less {stop_days} in dispute = {value}; estimated interest: {open_amount|amount not known} × yearly rate {interest_rate_year|not known} × {value} / 365 + fixed fee {fixed_fee_amount|none} = {estimated_interest_amount|not worked out}"
clears         = "A payment or credit note that is missing from the file, the notice of a dispute, of a set-off or of an invoice sent back, or a term that sets a later due date."

[remedies]
"no payments supplied" = "payments.paid_amount"
"payment file too old" = "later payments.paid_date"
"no due date: no legal clock, no agreed term, no stated date" = "invoices.due_date"
"the date that starts the legal clock is missing" = "invoices.received_date"
"a payment's amount is not known" = "payments.paid_amount"
*/
WITH

material AS (
    SELECT
        MIN(currency) AS currency,
        MIN(number) AS number
    FROM jurisdiction_rules
    WHERE rule_name = 'interest_materiality'
),

aged AS (
    SELECT
        invoice_timelines.*,
        payment_terms.interest_rate_year,
        payment_terms.fixed_fee_amount,
        material.number AS material_amount,
        CASE
            WHEN
                DATE_DIFF('day', invoice_timelines.due_date, invoice_timelines.known_until_date)
                < invoice_timelines.stop_days
                THEN 0
            ELSE
                DATE_DIFF('day', invoice_timelines.due_date, invoice_timelines.known_until_date)
                - invoice_timelines.stop_days
        END AS overdue_days
    FROM invoice_timelines
    -- A rate of the law goes with a due date of the law.
    LEFT JOIN payment_terms
        ON
            invoice_timelines.tier = payment_terms.tier
            AND invoice_timelines.has_legal_clock
    LEFT JOIN material
        ON COALESCE(material.currency, invoice_timelines.currency) = invoice_timelines.currency
    WHERE
        invoice_timelines.tier = 'client_prime'
        AND NOT invoice_timelines.is_settled
        AND COALESCE(invoice_timelines.payable_amount, 1) > 0
        AND COALESCE(invoice_timelines.status, '') NOT IN ('rejected', 'cancelled')
),

owed AS (
    SELECT
        aged.*,
        CASE
            WHEN overdue_days > 0
                THEN
                    CAST(open_amount AS DOUBLE) * interest_rate_year * overdue_days / 365
                    + COALESCE(fixed_fee_amount, 0)
        END AS estimated_interest_amount
    FROM aged
)

SELECT
    invoice_id AS subject_id,
    project_id,
    CAST(overdue_days AS DOUBLE) AS value,
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
    interest_rate_year,
    fixed_fee_amount,
    estimated_interest_amount,
    estimated_interest_amount / NULLIF(material_amount, 0) AS interest_to_material_ratio,
    CASE WHEN open_amount > 0 THEN CAST(open_amount AS DOUBLE) END AS exposure_amount,
    payable_amount,
    currency,
    -- The term agreed, or the date that the source states, stands in for a clock of the law.
    CASE WHEN due_basis LIKE 'legal%' THEN 0 ELSE 1 END AS fallback_count,
    waiting_desk
FROM owed
