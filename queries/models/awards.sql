/* model
title = "Awards: decisions on who gets a lot"
grain = ["award_id"]
*/
SELECT
    award_id,
    tender_id,
    lot_id,
    award_date,
    award_amount,
    currency,
    status,
    bid_id,
    notice_published_date,
    source_file_id,
    source_line
FROM latest_awards
WHERE COALESCE(award_date, $as_of) <= $as_of
