/* model
title  = "Contract officials: natural persons who decide on a contract, by role and code"
grain  = ["contract_id", "official_id", "role"]
limits = "From roles in the contract, its tender or its project. A role that had ended, or not begun, on the day of the decision is left out."
*/
WITH

roles AS (
    SELECT
        party_roles.party_id,
        party_roles.role,
        party_roles.entity_kind,
        party_roles.entity_id,
        party_roles.start_date,
        party_roles.end_date,
        party_roles.recusal_document_id
    FROM party_roles
    INNER JOIN parties ON party_roles.party_id = parties.party_id
    WHERE
        parties.party_kind = 'person'
        AND party_roles.role IN (
            'buyer', 'procuringEntity', 'official', 'evaluator', 'approver', 'supervisor'
        )
),

decided AS (
    SELECT
        contracts.contract_id,
        contracts.tender_id,
        contracts.project_id,
        COALESCE(awards.award_date, contracts.signed_date) AS decision_date
    FROM contracts
    LEFT JOIN awards ON contracts.award_id = awards.award_id
),

placed AS (
    SELECT
        decided.contract_id,
        decided.decision_date,
        roles.*
    FROM decided
    INNER JOIN roles
        ON decided.contract_id = roles.entity_id AND roles.entity_kind = 'contract'
    UNION ALL
    SELECT
        decided.contract_id,
        decided.decision_date,
        roles.*
    FROM decided
    INNER JOIN roles ON decided.tender_id = roles.entity_id AND roles.entity_kind = 'tender'
    UNION ALL
    SELECT
        decided.contract_id,
        decided.decision_date,
        roles.*
    FROM decided
    INNER JOIN roles ON decided.project_id = roles.entity_id AND roles.entity_kind = 'project'
)

SELECT
    placed.contract_id,
    placed.party_id AS official_id,
    placed.role,
    COALESCE(party_persons.person_id, placed.party_id) AS person_id,
    BOOL_AND(placed.recusal_document_id IS NOT NULL) AS is_recused,
    MIN(placed.recusal_document_id) AS recusal_document_id
FROM placed
LEFT JOIN party_persons ON placed.party_id = party_persons.party_id
WHERE
    COALESCE(placed.start_date <= placed.decision_date, TRUE)
    AND COALESCE(placed.end_date >= placed.decision_date, TRUE)
GROUP BY placed.contract_id, placed.party_id, placed.role, person_id
