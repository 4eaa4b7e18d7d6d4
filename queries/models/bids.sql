/* model
title  = "Bids: each offer on a lot"
grain  = ["bid_id"]
stored = "as it came"
limits = "A bid without a day is kept. Whether it won is known only where the source says so."
*/
SELECT
    bid_id,
    tender_id,
    lot_id,
    submitted,
    bid_date,
    bid_amount,
    currency,
    status,
    disqualification_reason,
    is_winner,
    source_file_id,
    source_line
FROM latest_bids
WHERE COALESCE(bid_date, CAST(submitted AS DATE), $as_of) <= $as_of
