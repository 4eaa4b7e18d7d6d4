/* model
title  = "Party keys: coded contacts and accounts by which two parties may be one"
grain  = ["party_id", "key_kind", "key_code"]
limits = "Codes only: the same code means the same number, address or account, and nothing can be read back from it."
*/
SELECT
    party_id,
    key_kind,
    key_code,
    first_seen_date,
    last_seen_date,
    is_verified,
    source_file_id,
    source_line
FROM latest_party_keys
