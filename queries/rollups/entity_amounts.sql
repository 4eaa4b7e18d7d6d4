/* rollup
title  = "Entity amounts: the contract value that stands behind each entity"
grain  = ["entity_kind", "entity_id"]
limits = "Current contract values, else the original ones; cancelled contracts do not count. A party's are those it was awarded, a buyer's those it placed. NULL where contracts stand in several currencies or none has a value."
*/
WITH

valued AS (
    SELECT
        contracts.contract_id,
        contracts.project_id,
        contracts.tender_id,
        COALESCE(suppliers.cluster_id, contracts.supplier_id) AS supplier_id,
        COALESCE(buyers.cluster_id, contracts.buyer_id) AS buyer_id,
        COALESCE(contracts.final_amount, contracts.current_amount, contracts.original_amount)
            AS contract_amount,
        contracts.currency
    FROM contracts
    LEFT JOIN party_clusters AS suppliers ON contracts.supplier_id = suppliers.party_id
    LEFT JOIN party_clusters AS buyers ON contracts.buyer_id = buyers.party_id
    WHERE COALESCE(contracts.status, 'active') <> 'cancelled'
),

behind AS (
    SELECT
        'contract' AS entity_kind,
        contract_id AS entity_id,
        contract_amount,
        currency
    FROM valued
    UNION ALL
    SELECT
        'project' AS entity_kind,
        project_id AS entity_id,
        contract_amount,
        currency
    FROM valued
    UNION ALL
    SELECT
        'tender' AS entity_kind,
        tender_id AS entity_id,
        contract_amount,
        currency
    FROM valued
    UNION ALL
    SELECT
        'party' AS entity_kind,
        supplier_id AS entity_id,
        contract_amount,
        currency
    FROM valued
    UNION ALL
    SELECT
        'buyer' AS entity_kind,
        buyer_id AS entity_id,
        contract_amount,
        currency
    FROM valued
)

SELECT
    entity_kind,
    entity_id,
    COUNT(*) AS contract_count,
    CASE WHEN MIN(currency) = MAX(currency) THEN SUM(contract_amount) END AS contract_amount,
    CASE WHEN MIN(currency) = MAX(currency) THEN MIN(currency) END AS currency
FROM behind
WHERE entity_id IS NOT NULL
GROUP BY entity_kind, entity_id
