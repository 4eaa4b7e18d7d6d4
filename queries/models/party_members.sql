/* model
title  = "Party members: the firms behind a consortium, as bids list them or its own name says"
grain  = ["party_id", "member_id", "member_name"]
limits = "A member known by name only has no id where no party, or more than one, goes by that name."
*/
SELECT DISTINCT
    party_id,
    member_id,
    member_name,
    method
FROM src_party_members
