/* model
title  = "Contract payees: whom the client may pay under a contract"
grain  = ["contract_id", "cluster_id"]
limits = "The supplier, the members of a consortium, everyone who shares the award, and subcontractors whom the client pays directly. All spellings of one firm count as one."
*/
WITH

named AS (
    SELECT
        contract_id,
        supplier_id AS party_id
    FROM contracts
    UNION ALL
    SELECT
        contracts.contract_id,
        award_suppliers.party_id
    FROM contracts
    INNER JOIN award_suppliers ON contracts.award_id = award_suppliers.award_id
    UNION ALL
    SELECT
        contracts.contract_id,
        party_members.member_id AS party_id
    FROM contracts
    INNER JOIN party_members ON contracts.supplier_id = party_members.party_id
    UNION ALL
    SELECT
        contract_id,
        supplier_id AS party_id
    FROM subcontracts
    WHERE is_direct_payment
)

SELECT DISTINCT
    named.contract_id,
    COALESCE(parties.cluster_id, named.party_id) AS cluster_id
FROM named
LEFT JOIN parties ON named.party_id = parties.party_id
WHERE named.party_id IS NOT NULL
