/* model
title  = "Bid parties: who is behind a bid"
grain  = ["bid_id", "party_id"]
stored = "as it came"
limits = "Where a source names the bidders of a tender only by count, there is no row."
*/
SELECT
    bid_id,
    party_id,
    party_name,
    is_lead,
    bid_share,
    source_file_id,
    source_line
FROM latest_bid_parties
