/* model
title = "Payment allocations: how a paid claim splits among those who did the work"
grain = ["payment_id", "component", "beneficiary_id"]
*/
SELECT
    payment_id,
    component,
    beneficiary_id,
    project_id,
    contract_id,
    allocation_amount,
    currency,
    source_file_id,
    source_line
FROM latest_payment_allocations
