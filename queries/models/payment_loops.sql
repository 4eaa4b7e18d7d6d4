/* model
title  = "Payment loops: money that passes through up to four groups and comes back within 24 months"
grain  = ["loop_id", "step", "contract_id"]
hook   = "graphs.payment_loops"
limits = "A loop is as large as its smallest step in the best 24 months. is_exchange: every step was paid under a registered subcontract of another contract, as between firms that work for each other in turn. At most fifty thousand loops are looked at."
*/
SELECT
    payer_group_id,
    payee_group_id,
    contract_id,
    is_registered,
    month_start_date,
    CAST(flow_amount AS DOUBLE) AS flow_amount,
    currency,
    currency_count
FROM party_flows
WHERE payer_group_id <> payee_group_id
