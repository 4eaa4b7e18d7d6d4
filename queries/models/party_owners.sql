/* model
title  = "Party owners: who owns or controls whom"
grain  = ["owner_id", "owned_id", "link_kind"]
limits = "Owners who are natural persons have a row without a name."
*/
SELECT
    owner_id,
    owned_id,
    link_kind,
    owner_share,
    is_beneficial,
    start_date,
    end_date,
    source_file_id,
    source_line
FROM latest_party_owners
WHERE COALESCE(start_date, $as_of) <= $as_of
