/* model
title  = "Party flows: money between supplier groups below the client, by contract and month"
grain  = ["payer_group_id", "payee_group_id", "contract_id", "is_registered", "month_start_date"]
limits = "Payments by the client, to public bodies and to natural persons are left out, as are refunds. Registered means paid under a subcontract. currency_count says none, one or several (2)."
*/
SELECT
    COALESCE(payers.group_id, payments.payer_id) AS payer_group_id,
    COALESCE(payees.group_id, payments.payee_id) AS payee_group_id,
    payments.contract_id,
    payments.subcontract_id IS NOT NULL AS is_registered,
    CAST(DATE_TRUNC('month', payments.paid_date) AS DATE) AS month_start_date,
    SUM(payments.paid_amount) AS flow_amount,
    MIN(payments.currency) AS currency,
    -- A count of distinct values costs more than all the sums beside it.
    CASE
        WHEN MIN(payments.currency) < MAX(payments.currency) THEN 2
        WHEN MIN(payments.currency) IS NULL THEN 0
        ELSE 1
    END AS currency_count,
    COUNT(*) AS payment_count
FROM payments
INNER JOIN supplier_groups AS payees ON payments.payee_id = payees.party_id
LEFT JOIN supplier_groups AS payers ON payments.payer_id = payers.party_id
LEFT JOIN public_bodies ON payments.payee_id = public_bodies.party_id
WHERE
    payments.tier <> 'client_prime'
    AND payments.payer_id <> payments.payee_id
    AND payments.paid_date IS NOT NULL
    AND payments.contract_id IS NOT NULL
    AND COALESCE(payments.payment_type, '') <> 'refund'
    AND public_bodies.party_id IS NULL
GROUP BY
    COALESCE(payers.group_id, payments.payer_id),
    COALESCE(payees.group_id, payments.payee_id),
    payments.contract_id,
    payments.subcontract_id IS NOT NULL,
    CAST(DATE_TRUNC('month', payments.paid_date) AS DATE)
