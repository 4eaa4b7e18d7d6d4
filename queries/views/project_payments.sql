/* view
title  = "Project payments: each payment of one project, the newest first"
grain  = ["payment_id"]
limits = "Workers and other persons are not named."
*/
SELECT
    payments.tier,
    payments.paid_date,
    payments.paid_amount,
    payments.payment_type,
    payments.instrument,
    CASE
        WHEN payments.tier <> 'wage' AND COALESCE(parties.party_kind, '') <> 'person'
            THEN COALESCE(parties.party_name, payments.payee_id)
    END AS payee_name,
    payments.tier = 'wage' OR COALESCE(parties.party_kind, '') = 'person' AS is_payee_withheld,
    payments.invoice_number,
    payments.reverses_payment_id,
    payments.contract_id,
    payments.payment_id,
    payments.source_file_id,
    payments.source_line
FROM payments
LEFT JOIN parties ON payments.payee_id = parties.party_id
WHERE payments.project_id = $project_id
ORDER BY payments.paid_date DESC NULLS LAST, payments.payment_id ASC
