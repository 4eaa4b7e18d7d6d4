/* model
title = "Contract items: quantities and unit prices"
grain = ["contract_item_id"]
*/
SELECT
    contract_item_id,
    contract_id,
    item_code,
    description,
    quantity,
    unit,
    unit_price_amount,
    currency,
    subcontract_id,
    source_file_id,
    source_line
FROM latest_contract_items
