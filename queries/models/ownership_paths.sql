/* model
title  = "Ownership paths: who stands behind a party, directly or through others, and with which share"
grain  = ["owner_id", "owned_id", "path"]
hook   = "graphs.ownership_paths"
limits = "At most four steps. The share of a path is the product of its steps, unknown where one of them is; a path holds while all its steps hold. A director counts directly only."
*/
SELECT
    owner_id,
    owned_id,
    owner_share,
    is_beneficial,
    is_director,
    is_owner,
    is_local,
    start_date,
    end_date
FROM ownership_links
