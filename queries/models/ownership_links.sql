/* model
title  = "Ownership links: each owner or director of a party once, whatever the files call the link"
grain  = ["owner_id", "owned_id"]
limits = "Several shares between the same two (capital, votes) count once, the largest. An owner whose id holds only inside its firm cannot be met elsewhere."
*/
WITH

named AS (
    SELECT
        COALESCE(party_persons.person_id, party_owners.owner_id) AS owner_id,
        party_owners.owned_id,
        party_owners.owner_share,
        COALESCE(party_owners.is_beneficial, FALSE) AS is_beneficial,
        party_owners.link_kind IN ('director', 'manager', 'representative') AS is_director,
        party_persons.representative_code IS NULL
        AND party_owners.owner_id LIKE CONCAT(party_owners.owned_id, '/owner/%') AS is_local,
        party_owners.start_date,
        party_owners.end_date
    FROM party_owners
    LEFT JOIN party_persons ON party_owners.owner_id = party_persons.party_id
)

SELECT
    owner_id,
    owned_id,
    MAX(CASE WHEN NOT is_director THEN owner_share END) AS owner_share,
    BOOL_OR(is_beneficial) AS is_beneficial,
    BOOL_OR(is_director) AS is_director,
    BOOL_OR(NOT is_director) AS is_owner,
    BOOL_OR(is_local) AS is_local,
    CASE WHEN COUNT(start_date) = COUNT(*) THEN MIN(start_date) END AS start_date,
    CASE WHEN COUNT(end_date) = COUNT(*) THEN MAX(end_date) END AS end_date
FROM named
WHERE owner_id <> owned_id
GROUP BY owner_id, owned_id
