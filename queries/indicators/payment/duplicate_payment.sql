/* indicator
code           = "P10"
title          = "Payment repeats another"
condition      = "A payment repeats {critical} or more earlier ones of the same payee, invoice number and amount (critical); or the same claim was paid to somebody else as well (high); or one of the same payee and amount within 30 days bears almost the same number (watch); or the same or almost the same claim was paid to a payee that shares a contact with this one (watch)."
subject        = "payment"
unit           = "count"
flag           = { when = "at_least", column = "exact_match_count", critical = 1 }
also           = [
  { column = "other_payee_count", when = "at_least", high = 1 },
  { column = "near_match_count", when = "at_least", watch = 1 },
  { column = "payee_group_count", when = "at_least", watch = 1 },
]
formula        = "number of earlier payments that this one repeats: the same payee, invoice number and amount; or the same number, amount and day (or invoice and amount) with another payee; or the same payee and amount within 30 days and a number one character away; or the same payer and amount, another payee of one group, and the same number on another day or one character away within 30 days"
why            = "What was paid twice can be asked back, and the test needs nothing but the ledger."
innocent       = ["numbers that start anew with every contract", "equal claims under consecutive numbers", "instalments of equal size", "standing charges paid at odd intervals", "firms with one accountant that number their claims alike", "reversal that the file does not record"]
skips          = { insufficient = ["amount not known", "payee not known", "neither invoice number nor date"] }
source         = "The same-same-same and same-same-different tests of Nigrini's Forensic Analytics, chapter 12. Severities, 30 days, one character and the smallest amount are house defaults."
verification   = "V2"
evidence_class = "R"
cluster        = "k11"
core           = true
needs          = ["payments"]
params         = { min_amount = 100 }
stored         = "findings"
limits         = "Out of scope: amounts below the smallest, payments taken back, reversals. Never raised: equal parts of an invoice that stay within it, and three or more equal monthly amounts. Numbers are compared without case, signs and zeros in front; numbers under four characters only exactly; payments without a number only with the same day. Payrolls are not compared across workers. Payees of one group share a bank account, phone, e-mail or representative, or are one firm under two ids; an address alone makes no group, nor does a contact of more than ten parties. Their numbers under four characters count only within 30 days."
sentence       = "This payment of {paid_amount} resembles earlier ones: {exact_match_count} with the same payee, number and amount, {other_payee_count} of the same claim to another payee, {near_match_count} with the same payee and amount and almost the same number, and {payee_group_count} of such a claim to a payee of the same group; the one to look up first is {earlier_payment_id}."
worked         = "{exact_match_count} + {other_payee_count} + {near_match_count} + {payee_group_count} = {value}, the number of earlier payments that it resembles"
clears         = "Two separate claims or deliveries, an instalment plan, or the record of a reversal or refund."

[remedies]
"amount not known" = "payments.paid_amount"
"payee not known" = "payments.payee_id"
"neither invoice number nor date" = "payments.invoice_number"
*/
WITH

repeats AS (
    SELECT
        payment_id,
        COALESCE(SUM(CASE WHEN match_kind = 'same' THEN earlier_count END), 0) AS exact_match_count,
        COALESCE(SUM(CASE WHEN match_kind = 'other payee' THEN earlier_count END), 0)
            AS other_payee_count,
        COALESCE(SUM(CASE WHEN match_kind = 'near' THEN earlier_count END), 0) AS near_match_count,
        COALESCE(SUM(CASE WHEN match_kind = 'payee group' THEN earlier_count END), 0)
            AS payee_group_count,
        -- The strongest resemblance is the one to look up first.
        COALESCE(
            MAX(CASE WHEN match_kind = 'same' THEN earlier_payment_id END),
            MAX(CASE WHEN match_kind = 'other payee' THEN earlier_payment_id END),
            MAX(CASE WHEN match_kind = 'near' THEN earlier_payment_id END),
            MAX(CASE WHEN match_kind = 'payee group' THEN earlier_payment_id END)
        ) AS earlier_payment_id
    FROM payment_repeats
    GROUP BY payment_id
)

SELECT
    payments.payment_id AS subject_id,
    payments.project_id,
    CAST(
        CASE
            WHEN repeats.payment_id IS NULL THEN 0
            ELSE
                repeats.exact_match_count
                + repeats.other_payee_count
                + repeats.near_match_count
                + repeats.payee_group_count
        END AS DOUBLE
    ) AS value,
    CASE
        WHEN payments.paid_amount IS NULL THEN 'amount not known'
        WHEN payments.payee_id IS NULL AND invoices.payee_id IS NULL THEN 'payee not known'
        WHEN
            payments.paid_date IS NULL
            AND payments.invoice_id IS NULL
            AND payments.invoice_number IS NULL
            THEN 'neither invoice number nor date'
    END AS skip_reason,
    payments.contract_id,
    repeats.exact_match_count,
    repeats.other_payee_count,
    repeats.near_match_count,
    repeats.payee_group_count,
    repeats.earlier_payment_id,
    CASE
        WHEN repeats.exact_match_count > 0 THEN 'same payee, number and amount'
        WHEN repeats.other_payee_count > 0 THEN 'same claim, other payee'
        WHEN repeats.near_match_count > 0 THEN 'same payee and amount, number almost the same'
        WHEN repeats.payee_group_count > 0 THEN 'such a claim, payee of the same group'
    END AS match_class,
    CASE WHEN repeats.payee_group_count > 0 THEN payee_groups.link_kinds END AS group_link_kinds,
    COALESCE(payments.payee_id, invoices.payee_id) AS payee_id,
    payments.tier,
    COALESCE(payments.invoice_number, invoices.invoice_number) AS invoice_number,
    payments.paid_date,
    payments.paid_amount,
    CASE WHEN repeats.payment_id IS NOT NULL THEN CAST(payments.paid_amount AS DOUBLE) END
        AS exposure_amount,
    payments.currency
FROM payments
LEFT JOIN repeats ON payments.payment_id = repeats.payment_id
LEFT JOIN invoices ON payments.invoice_id = invoices.invoice_id
LEFT JOIN payee_groups
    ON COALESCE(payments.payee_id, invoices.payee_id) = payee_groups.party_id
LEFT JOIN reversed_payments ON payments.payment_id = reversed_payments.payment_id
WHERE
    (payments.paid_amount >= $min_amount OR payments.paid_amount IS NULL)
    AND payments.reverses_payment_id IS NULL
    AND reversed_payments.payment_id IS NULL
