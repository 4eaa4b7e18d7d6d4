/* model
title  = "Public bodies: parties that buy, fund or oversee, by what the files say they do"
grain  = ["party_id"]
limits = "A public body that never appears in such a role is not known as one."
*/
WITH

acting AS (
    SELECT party_roles.party_id
    FROM party_roles
    WHERE
        party_roles.role IN (
            'buyer',
            'procuringEntity',
            'publicAuthority',
            'administrativeEntity',
            'funder',
            'reviewBody',
            'state'
        )
    UNION ALL
    SELECT tenders.buyer_id AS party_id
    FROM tenders
    UNION ALL
    SELECT tenders.procuring_entity_id AS party_id
    FROM tenders
    UNION ALL
    SELECT contracts.buyer_id AS party_id
    FROM contracts
)

SELECT DISTINCT acting.party_id
FROM acting
LEFT JOIN parties ON acting.party_id = parties.party_id
-- An official may act for the buyer, and is none.
WHERE acting.party_id IS NOT NULL AND COALESCE(parties.party_kind, 'organisation') <> 'person'
