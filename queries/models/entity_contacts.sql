/* model
title  = "Entity contacts: which roles a project, tender or contract names, and whether they can be reached"
grain  = ["entity_kind", "entity_id"]
limits = "Only the addresses of organisations are kept; telephone and e-mail never are."
*/
SELECT
    party_roles.entity_kind,
    party_roles.entity_id,
    MAX(CASE WHEN party_roles.role = 'funder' THEN 1 ELSE 0 END) AS has_funder,
    MAX(CASE WHEN party_roles.role = 'administrativeEntity' THEN 1 ELSE 0 END)
        AS has_administrator,
    MAX(
        CASE
            WHEN party_roles.role IN ('publicAuthority', 'buyer', 'owner') THEN 1
            ELSE 0
        END
    ) AS has_owner,
    MAX(
        CASE
            WHEN
                party_roles.role IN ('publicAuthority', 'buyer', 'owner')
                AND COALESCE(parties.address, parties.locality) IS NOT NULL
                THEN 1
            ELSE 0
        END
    ) AS has_owner_contact,
    MAX(
        CASE
            WHEN
                party_roles.role IN ('procuringEntity', 'buyer', 'publicAuthority')
                AND COALESCE(parties.address, parties.locality) IS NOT NULL
                THEN 1
            ELSE 0
        END
    ) AS has_procurer_contact
FROM party_roles
LEFT JOIN parties ON party_roles.party_id = parties.party_id
GROUP BY party_roles.entity_kind, party_roles.entity_id
