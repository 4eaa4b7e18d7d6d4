/* model
title = "Lots: the parts of a tender that are awarded one by one"
grain = ["lot_id"]
*/
SELECT
    lot_id,
    tender_id,
    lot_name,
    estimate_amount,
    currency,
    status,
    source_file_id,
    source_line
FROM latest_lots
