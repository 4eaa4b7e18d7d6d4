/* indicator
code           = "P9"
title          = "Payment steps out of order"
condition      = "A payment breaks {watch} or more of nine rules on the order of steps; high for those on approval, contract, payee and account."
subject        = "payment"
unit           = "count"
flag           = { when = "at_least", watch = 1 }
also           = [
  { column = "paid_before_approval", when = "at_least", high = 1 },
  { column = "without_approval", when = "at_least", high = 1 },
  { column = "invoiced_before_contract", when = "at_least", high = 1 },
  { column = "payee_outside_contract", when = "at_least", high = 1 },
  { column = "account_unknown_or_new", when = "at_least", high = 1 },
  { column = "approved_by_requester", when = "at_least", high = 1 },
]
formula        = "rules broken among: a paid before approval, b no approval, c paid before the invoice and no advance, d invoiced before the contract was signed, e progress paid without accepted work, f paid after termination, g payee outside the contract, h account not the payee's or first seen less than 10 days before, i one person asked and approved"
why            = "Each step is a control, and a control that came too late or not at all controlled nothing."
innocent       = ["approvals entered in batches", "claims assigned or factored to a bank", "account changed with notice", "contract signed anew after an emergency order"]
skips          = { insufficient = ["none of the nine rules can be checked"] }
source         = "The tests of sequence in the audit data collection standard ISO 21378 and in the risk indicators of Kyrgyzstan's Chamber of Accounts. Ten days and the severities are house defaults."
verification   = "V"
evidence_class = "R"
cluster        = "k11"
core           = true
needs          = ["payments"]
params         = { recorded_share = 0.5, account_days = 10 }
stored         = "findings"
limits         = "A rule whose fields are empty is not checked and counts neither way: checked_rule_count says how many were. That no approval is on record counts only where the source records one for at least half of the payments of that tier. Rule e takes a passed inspection or verified report from the first day of the work to the day of payment. Persons appear as codes. Reversals and amounts of zero are out of scope."
maps           = { ocp = ["R073"], krai = ["KRAI15", "KRAI16", "KRAI18"] }
sentence       = "Rules on the order of steps that could be checked for this payment of {paid_amount|an amount not known}: {checked_rule_count}; not kept: {value} ({broken_steps})."
worked         = "{broken_steps}: {value} of {checked_rule_count}; paid {paid_date|day not known}, approved {approved_date|day not known}, invoiced {issued_date|day not known}, contract signed {signed_date|day not known}, work accepted {first_accepted_date|day not known}, contract ended {terminated_date|no such day}"
clears         = "The approval, acceptance, contract, assignment or account record with its own day, or proof that entries were made in a batch after the event."

[remedies]
"none of the nine rules can be checked" = "payments.approved_date"
*/
WITH

recorded AS (
    SELECT
        source_file_id,
        tier,
        COUNT(approved_date) >= $recorded_share * COUNT(*) AS has_approvals
    FROM payments
    GROUP BY source_file_id, tier
),

accounts AS (
    SELECT
        party_id,
        key_code,
        MIN(first_seen_date) AS first_seen_date
    FROM party_keys
    WHERE key_kind = 'account'
    GROUP BY party_id, key_code
),

registered AS (
    SELECT DISTINCT party_id
    FROM accounts
),

ended AS (
    SELECT
        contract_id,
        supplier_id,
        signed_date,
        CASE WHEN status = 'terminated' THEN actual_end_date END AS terminated_date,
        status IS NULL OR (status = 'terminated' AND actual_end_date IS NULL)
            AS is_end_unknown
    FROM contracts
),

payee_names AS (
    SELECT
        party_id,
        cluster_id
    FROM parties
),

checked AS (
    SELECT
        payments.payment_id,
        payments.project_id,
        payments.contract_id,
        payments.subcontract_id,
        payments.invoice_id,
        payments.tier,
        payments.payer_id,
        payments.payee_id,
        payments.paid_date,
        payments.paid_amount,
        payments.currency,
        payments.payment_type,
        payments.requested_date,
        payments.approved_date,
        payments.requester_id,
        payments.approver_id,
        invoices.issued_date,
        CASE
            WHEN payments.tier = 'client_prime' THEN ended.signed_date
            WHEN payments.tier IN ('prime_sub', 'sub_sub') THEN subcontracts.signed_date
        END AS signed_date,
        ended.terminated_date,
        claim_acceptances.first_accepted_date,
        accounts.first_seen_date AS account_first_seen_date,
        payments.paid_date < payments.approved_date AS breaks_a,
        CASE
            WHEN payments.approved_date IS NOT NULL THEN FALSE
            WHEN recorded.has_approvals AND payments.paid_date IS NOT NULL THEN TRUE
        END AS breaks_b,
        CASE
            WHEN payments.payment_type = 'advance' THEN FALSE
            ELSE payments.paid_date < invoices.issued_date
        END AS breaks_c,
        CASE
            WHEN payments.tier = 'client_prime' THEN invoices.issued_date < ended.signed_date
            WHEN payments.tier IN ('prime_sub', 'sub_sub')
                THEN invoices.issued_date < subcontracts.signed_date
        END AS breaks_d,
        CASE
            WHEN
                payments.payment_type = 'progress'
                AND claim_acceptances.invoice_id IS NOT NULL
                AND payments.paid_date IS NOT NULL
                THEN COALESCE(claim_acceptances.first_accepted_date > payments.paid_date, TRUE)
        END AS breaks_e,
        CASE
            WHEN ended.is_end_unknown OR payments.paid_date IS NULL THEN NULL
            WHEN payments.tier <> 'client_prime' THEN NULL
            WHEN payments.payment_type = 'retention_release' THEN FALSE
            WHEN ended.contract_id IS NOT NULL
                THEN COALESCE(payments.paid_date > ended.terminated_date, FALSE)
        END AS breaks_f,
        CASE
            WHEN payments.payee_id IS NULL THEN NULL
            WHEN payments.tier = 'client_prime' AND ended.supplier_id IS NOT NULL
                THEN contract_payees.contract_id IS NULL
            WHEN payments.tier IN ('prime_sub', 'sub_sub')
                THEN
                    COALESCE(payee_names.cluster_id, payments.payee_id)
                    <> COALESCE(subcontractor_names.cluster_id, subcontracts.supplier_id)
        END AS breaks_g,
        CASE
            WHEN payments.payee_account_id IS NULL OR registered.party_id IS NULL THEN NULL
            WHEN accounts.party_id IS NULL THEN TRUE
            WHEN accounts.first_seen_date IS NULL THEN FALSE
            ELSE
                DATE_DIFF('day', accounts.first_seen_date, payments.paid_date) < $account_days
        END AS breaks_h,
        payments.requester_id = payments.approver_id AS breaks_i
    FROM payments
    LEFT JOIN recorded
        ON
            payments.source_file_id = recorded.source_file_id
            AND payments.tier = recorded.tier
    LEFT JOIN invoices ON payments.invoice_id = invoices.invoice_id
    LEFT JOIN ended ON payments.contract_id = ended.contract_id
    LEFT JOIN subcontracts ON payments.subcontract_id = subcontracts.subcontract_id
    LEFT JOIN payee_names ON payments.payee_id = payee_names.party_id
    LEFT JOIN payee_names AS subcontractor_names
        ON subcontracts.supplier_id = subcontractor_names.party_id
    LEFT JOIN contract_payees
        ON
            payments.contract_id = contract_payees.contract_id
            AND COALESCE(payee_names.cluster_id, payments.payee_id)
            = contract_payees.cluster_id
    LEFT JOIN claim_acceptances ON payments.invoice_id = claim_acceptances.invoice_id
    LEFT JOIN accounts
        ON
            payments.payee_id = accounts.party_id
            AND payments.payee_account_id = accounts.key_code
    LEFT JOIN registered ON payments.payee_id = registered.party_id
    WHERE
        payments.reverses_payment_id IS NULL
        AND COALESCE(payments.paid_amount, 1) > 0
),

counted AS (
    SELECT
        checked.*,
        CASE WHEN breaks_a THEN 1 WHEN NOT breaks_a THEN 0 END AS paid_before_approval,
        CASE WHEN breaks_b THEN 1 WHEN NOT breaks_b THEN 0 END AS without_approval,
        CASE WHEN breaks_c THEN 1 WHEN NOT breaks_c THEN 0 END AS paid_before_invoice,
        CASE WHEN breaks_d THEN 1 WHEN NOT breaks_d THEN 0 END AS invoiced_before_contract,
        CASE WHEN breaks_e THEN 1 WHEN NOT breaks_e THEN 0 END AS without_accepted_work,
        CASE WHEN breaks_f THEN 1 WHEN NOT breaks_f THEN 0 END AS paid_after_termination,
        CASE WHEN breaks_g THEN 1 WHEN NOT breaks_g THEN 0 END AS payee_outside_contract,
        CASE WHEN breaks_h THEN 1 WHEN NOT breaks_h THEN 0 END AS account_unknown_or_new,
        CASE WHEN breaks_i THEN 1 WHEN NOT breaks_i THEN 0 END AS approved_by_requester,
        CASE WHEN breaks_a IS NULL THEN 0 ELSE 1 END
        + CASE WHEN breaks_b IS NULL THEN 0 ELSE 1 END
        + CASE WHEN breaks_c IS NULL THEN 0 ELSE 1 END
        + CASE WHEN breaks_d IS NULL THEN 0 ELSE 1 END
        + CASE WHEN breaks_e IS NULL THEN 0 ELSE 1 END
        + CASE WHEN breaks_f IS NULL THEN 0 ELSE 1 END
        + CASE WHEN breaks_g IS NULL THEN 0 ELSE 1 END
        + CASE WHEN breaks_h IS NULL THEN 0 ELSE 1 END
        + CASE WHEN breaks_i IS NULL THEN 0 ELSE 1 END AS checked_rule_count,
        CASE WHEN breaks_a THEN 'a' ELSE '' END
        || CASE WHEN breaks_b THEN 'b' ELSE '' END
        || CASE WHEN breaks_c THEN 'c' ELSE '' END
        || CASE WHEN breaks_d THEN 'd' ELSE '' END
        || CASE WHEN breaks_e THEN 'e' ELSE '' END
        || CASE WHEN breaks_f THEN 'f' ELSE '' END
        || CASE WHEN breaks_g THEN 'g' ELSE '' END
        || CASE WHEN breaks_h THEN 'h' ELSE '' END
        || CASE WHEN breaks_i THEN 'i' ELSE '' END AS broken_rules,
        CONCAT_WS(
            ', ',
            CASE WHEN breaks_a THEN 'paid before approval' END,
            CASE WHEN breaks_b THEN 'no approval on record' END,
            CASE WHEN breaks_c THEN 'paid before the invoice' END,
            CASE WHEN breaks_d THEN 'invoiced before the contract was signed' END,
            CASE WHEN breaks_e THEN 'progress paid without accepted work' END,
            CASE WHEN breaks_f THEN 'paid after termination' END,
            CASE WHEN breaks_g THEN 'payee outside the contract' END,
            CASE WHEN breaks_h THEN 'account not the payee''s or first seen shortly before' END,
            CASE WHEN breaks_i THEN 'asked for and approved by one person' END
        ) AS broken_steps
    FROM checked
)

SELECT
    payment_id AS subject_id,
    project_id,
    CAST(LENGTH(broken_rules) AS DOUBLE) AS value,
    CASE WHEN checked_rule_count = 0 THEN 'none of the nine rules can be checked' END
        AS skip_reason,
    contract_id,
    payee_id AS party_id,
    payer_id AS other_party_id,
    broken_rules,
    broken_steps,
    paid_before_approval,
    without_approval,
    paid_before_invoice,
    invoiced_before_contract,
    without_accepted_work,
    paid_after_termination,
    payee_outside_contract,
    account_unknown_or_new,
    approved_by_requester,
    checked_rule_count,
    tier,
    payment_type,
    invoice_id,
    subcontract_id,
    requested_date,
    requester_id,
    approved_date,
    approver_id,
    issued_date,
    signed_date,
    first_accepted_date,
    terminated_date,
    account_first_seen_date,
    paid_date,
    paid_amount,
    currency
FROM counted
