/* model
title  = "Party persons: ids of natural persons, and which of them are one person"
grain  = ["party_id"]
limits = "Two ids are one person only where a personal number says so, which is kept as a code. Names are never compared."
*/
WITH

numbered AS (
    SELECT
        parties.party_id,
        MIN(party_keys.key_code) AS key_code
    FROM parties
    INNER JOIN party_keys ON parties.party_id = party_keys.party_id
    WHERE parties.party_kind = 'person' AND party_keys.key_kind = 'representative'
    GROUP BY parties.party_id
)

SELECT
    parties.party_id,
    COALESCE(
        MIN(parties.party_id) OVER (PARTITION BY numbered.key_code), parties.party_id
    ) AS person_id,
    numbered.key_code AS representative_code
FROM parties
INNER JOIN numbered ON parties.party_id = numbered.party_id
WHERE parties.party_kind = 'person'
UNION ALL
SELECT
    parties.party_id,
    parties.party_id AS person_id,
    NULL AS representative_code
FROM parties
LEFT JOIN numbered ON parties.party_id = numbered.party_id
WHERE parties.party_kind = 'person' AND numbered.party_id IS NULL
