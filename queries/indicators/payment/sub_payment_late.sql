/* indicator
code           = "P3"
title          = "Subcontractor paid late"
condition      = "A subcontractor's invoice was settled, or is still open, {high} day or more after it fell due; critical from {critical} days."
subject        = "invoice"
unit           = "days"
flag           = { when = "at_least", high = 1, critical = 31 }
formula        = "days from the earliest known due date to the day of full payment, or to the last day that the file speaks for, less the days in dispute, never below 0"
why            = "Workers and suppliers are paid only if money flows down from the client through every tier."
innocent       = ["withheld for defects with written notice", "payment made by the client directly", "set-off agreed in the subcontract"]
skips          = { insufficient = ["no payments of this tier supplied", "payment file too old", "no due date: no legal clock, no agreed term, no stated date", "no date that could start a legal clock", "paid in full on a day that is not known", "a payment's amount is not known"], contradictory = ["settled before it was issued or received", "the source calls it paid but no payment is recorded"] }
source         = "High: any day past the earliest legal clock of the jurisdiction's pack (Seoul: 15 days from the day the level above was paid, 60 from receipt of the work), else the subcontract's term. Critical: house default, more than 30 days."
verification   = "V"
evidence_class = "R"
cluster        = "k10"
core           = true
needs          = ["invoices", "payments"]
stored         = "findings"
limits         = "An open invoice counts with the age it has reached, because leaving it out would reward never paying. Nothing is due yet, and nothing judged, while the level above is unpaid and the day the work was received is not known. Interest is an estimate, not a legal computation."
sentence       = "A subcontractor's invoice that fell due on {due_date} was {payment_state} on {counted_until_date}: {value} late, {stop_days} in dispute taken off."
worked         = "days from {due_date} ({due_basis|basis not stated}) to {counted_until_date} ({payment_state}), less {stop_days} in dispute = {value}"
clears         = "A payment record with an earlier day, a written notice of defects or of a set-off, proof that the client paid directly, or a term that sets a later due date."

[remedies]
"no payments of this tier supplied" = "payments.tier"
"payment file too old" = "later payments.paid_date"
"no due date: no legal clock, no agreed term, no stated date" = "invoices.due_date"
"no date that could start a legal clock" = "invoices.received_date"
"paid in full on a day that is not known" = "payments.paid_date"
"a payment's amount is not known" = "payments.paid_amount"
*/
SELECT
    timelines.invoice_id AS subject_id,
    timelines.project_id,
    CAST(
        CASE
            WHEN timelines.late_days < timelines.stop_days THEN 0
            ELSE timelines.late_days - timelines.stop_days
        END AS DOUBLE
    ) AS value,
    CASE
        WHEN timelines.is_settled AND timelines.settled_date IS NULL
            THEN 'paid in full on a day that is not known'
        WHEN
            timelines.settled_date < timelines.issued_date
            OR timelines.settled_date < timelines.received_date
            THEN 'settled before it was issued or received'
        WHEN
            NOT timelines.is_settled
            AND timelines.status = 'paid'
            AND timelines.payment_count IS NULL
            THEN 'the source calls it paid but no payment is recorded'
        WHEN NOT timelines.is_settled AND timelines.payments_known_date IS NULL
            THEN 'no payments of this tier supplied'
        WHEN
            NOT timelines.is_settled
            AND DATE_DIFF('day', timelines.payments_known_date, timelines.known_until_date) > 15
            THEN 'payment file too old'
        WHEN
            timelines.payment_count IS NOT NULL AND timelines.paid_amount IS NULL
            AND NOT timelines.is_settled
            THEN 'a payment''s amount is not known'
        WHEN timelines.due_date IS NULL AND timelines.has_legal_clock
            THEN 'no date that could start a legal clock'
        WHEN timelines.due_date IS NULL
            THEN 'no due date: no legal clock, no agreed term, no stated date'
    END AS skip_reason,
    timelines.contract_id,
    timelines.subcontract_id,
    timelines.tier,
    timelines.invoice_number,
    timelines.payer_id,
    timelines.payee_name,
    NOT timelines.is_settled AS is_open,
    timelines.parent_settled_date,
    timelines.work_received_date,
    timelines.due_date,
    timelines.due_basis,
    timelines.citation,
    timelines.settled_date,
    timelines.known_until_date,
    CASE WHEN timelines.is_settled THEN 'paid in full' ELSE 'still open' END AS payment_state,
    COALESCE(timelines.settled_date, timelines.known_until_date) AS counted_until_date,
    timelines.stop_days,
    timelines.open_amount,
    -- What has been paid by now was late, but is not owed any more.
    CASE
        WHEN NOT timelines.is_settled AND timelines.open_amount > 0
            THEN CAST(timelines.open_amount AS DOUBLE)
    END AS exposure_amount,
    timelines.payable_amount,
    CASE WHEN timelines.has_legal_clock THEN payment_terms.interest_rate_year END
        AS interest_rate_year,
    -- An estimate: simple interest on what came late or is open, and the fee where there is one.
    CASE
        WHEN timelines.has_legal_clock AND timelines.late_days > timelines.stop_days
            THEN
                CAST(
                    CASE
                        WHEN timelines.is_settled THEN timelines.payable_amount
                        ELSE timelines.open_amount
                    END AS DOUBLE
                )
                * payment_terms.interest_rate_year
                * (timelines.late_days - timelines.stop_days) / 365
                + COALESCE(payment_terms.fixed_fee_amount, 0)
    END AS estimated_interest_amount,
    timelines.currency,
    CASE WHEN timelines.due_basis LIKE 'legal%' THEN 0 ELSE 1 END AS fallback_count
FROM (
    SELECT
        invoice_timelines.*,
        DATE_DIFF(
            'day',
            invoice_timelines.due_date,
            COALESCE(invoice_timelines.settled_date, invoice_timelines.known_until_date)
        ) AS late_days
    FROM invoice_timelines
    WHERE invoice_timelines.tier IN ('prime_sub', 'sub_sub')
) AS timelines
LEFT JOIN payment_terms ON timelines.tier = payment_terms.tier
LEFT JOIN subcontracts ON timelines.subcontract_id = subcontracts.subcontract_id
WHERE
    COALESCE(timelines.payable_amount, 1) > 0
    AND COALESCE(timelines.status, '') NOT IN ('rejected', 'cancelled')
    AND NOT COALESCE(subcontracts.is_direct_payment, FALSE)
    -- Not due before the level above is paid, as far as the dates tell.
    AND NOT (
        timelines.due_date IS NULL
        AND timelines.has_parent_invoice
        AND NOT timelines.is_parent_settled
        AND payment_terms.parent_settled_safe_days IS NOT NULL
    )
