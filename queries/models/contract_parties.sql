/* model
title  = "Contract parties: who works under a contract, and the day on which that was decided"
grain  = ["contract_id", "party_id", "part"]
limits = "Contracts that were called off are left out. The day is that of the award, else of the signature (is_date_stand_in). All winners of an award belong to its contract only where it has one contract."
*/
WITH

decided AS (
    SELECT
        contracts.contract_id,
        contracts.project_id,
        contracts.supplier_id,
        contracts.award_id,
        COALESCE(awards.award_date, contracts.signed_date) AS decision_date,
        awards.award_date IS NULL AS is_date_stand_in,
        COUNT(*) OVER (PARTITION BY contracts.award_id) AS contract_count
    FROM contracts
    LEFT JOIN awards ON contracts.award_id = awards.award_id
    WHERE COALESCE(contracts.status, 'active') <> 'cancelled'
),

suppliers AS (
    SELECT
        contract_id,
        project_id,
        supplier_id AS party_id,
        decision_date,
        is_date_stand_in
    FROM decided
    WHERE supplier_id IS NOT NULL
    UNION
    SELECT
        decided.contract_id,
        decided.project_id,
        award_suppliers.party_id,
        decided.decision_date,
        decided.is_date_stand_in
    FROM decided
    INNER JOIN award_suppliers ON decided.award_id = award_suppliers.award_id
    WHERE decided.contract_count = 1
),

named AS (
    SELECT
        contract_id,
        project_id,
        party_id,
        'supplier' AS part,
        decision_date,
        is_date_stand_in
    FROM suppliers
    UNION ALL
    SELECT
        suppliers.contract_id,
        suppliers.project_id,
        party_members.member_id AS party_id,
        'member' AS part,
        suppliers.decision_date,
        suppliers.is_date_stand_in
    FROM suppliers
    INNER JOIN party_members ON suppliers.party_id = party_members.party_id
    WHERE party_members.member_id IS NOT NULL
    UNION ALL
    SELECT
        subcontracts.contract_id,
        decided.project_id,
        subcontracts.supplier_id AS party_id,
        'subcontractor' AS part,
        COALESCE(subcontracts.signed_date, decided.decision_date) AS decision_date,
        subcontracts.signed_date IS NULL AS is_date_stand_in
    FROM subcontracts
    INNER JOIN decided ON subcontracts.contract_id = decided.contract_id
    WHERE subcontracts.supplier_id IS NOT NULL
)

SELECT
    contract_id,
    project_id,
    party_id,
    part,
    MIN(decision_date) AS decision_date,
    BOOL_OR(is_date_stand_in) AS is_date_stand_in
FROM named
GROUP BY contract_id, project_id, party_id, part
