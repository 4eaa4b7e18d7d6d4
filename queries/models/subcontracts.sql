/* model
title = "Subcontracts: contracts below the prime contract"
grain = ["subcontract_id"]
*/
SELECT
    subcontract_id,
    contract_id,
    parent_subcontract_id,
    payer_id,
    supplier_id,
    subcontract_amount,
    currency,
    signed_date,
    payment_term_days,
    is_direct_payment,
    consent_date,
    is_consent_known,
    description,
    source_file_id,
    source_line
FROM latest_subcontracts
