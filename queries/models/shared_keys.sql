/* model
title  = "Shared keys: pairs of parties with the same phone, e-mail, address, account or representative at the same time"
grain  = ["party_id", "other_party_id", "key_kind", "key_code"]
limits = "A key of more than ten parties, such as a business centre, an accountant or a factoring bank, makes no pair: see user_count in party_keys. Where a source says until when a key was used, a number that was passed on makes no pair."
*/
WITH

used AS (
    SELECT
        party_keys.party_id,
        party_keys.key_kind,
        party_keys.key_code,
        party_keys.first_seen_date,
        party_keys.last_seen_date
    FROM party_keys
    QUALIFY
        COUNT(*) OVER (PARTITION BY party_keys.key_kind, party_keys.key_code) BETWEEN 2 AND 10
)

SELECT
    ours.party_id,
    theirs.party_id AS other_party_id,
    ours.key_kind,
    ours.key_code
FROM used AS ours
INNER JOIN used AS theirs
    ON
        ours.key_kind = theirs.key_kind
        AND ours.key_code = theirs.key_code
        AND ours.party_id < theirs.party_id
WHERE
    COALESCE(ours.first_seen_date <= theirs.last_seen_date, TRUE)
    AND COALESCE(theirs.first_seen_date <= ours.last_seen_date, TRUE)
