/* model
title = "Bid items: quantities and unit prices of each bid"
grain = ["bid_item_id"]
*/
SELECT
    bid_item_id,
    bid_id,
    item_code,
    quantity,
    unit,
    unit_price_amount,
    currency,
    source_file_id,
    source_line
FROM latest_bid_items
