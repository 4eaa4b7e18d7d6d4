/* model
title  = "Tied inspectors: mandatory inspections by the contractor itself, or by a firm tied to it"
grain  = ["inspection_id"]
limits = "Ties are one firm under two ids, one owning the other, or a common owner, as the loaded registers say it. Tests that no rule asks for are a contractor's own affair and are left out."
*/
WITH

judged AS (
    SELECT
        contract_inspections.inspection_id,
        contract_inspections.contract_id,
        contract_inspections.inspector_id,
        contract_inspections.supplier_id,
        COALESCE(inspectors.cluster_id, contract_inspections.inspector_id)
        = COALESCE(suppliers.cluster_id, contract_inspections.supplier_id) AS is_one_firm
    FROM contract_inspections
    LEFT JOIN parties AS inspectors ON contract_inspections.inspector_id = inspectors.party_id
    LEFT JOIN parties AS suppliers ON contract_inspections.supplier_id = suppliers.party_id
    WHERE contract_inspections.is_mandatory
),

owned AS (
    SELECT
        inspector_owners.owned_id AS inspector_id,
        inspector_owners.owner_id AS supplier_id
    FROM party_owners AS inspector_owners
    UNION
    SELECT
        supplier_owners.owner_id AS inspector_id,
        supplier_owners.owned_id AS supplier_id
    FROM party_owners AS supplier_owners
),

sharing AS (
    SELECT DISTINCT judged.inspection_id
    FROM judged
    INNER JOIN party_owners AS inspector_owners
        ON judged.inspector_id = inspector_owners.owned_id
    INNER JOIN party_owners AS supplier_owners
        ON
            judged.supplier_id = supplier_owners.owned_id
            AND inspector_owners.owner_id = supplier_owners.owner_id
)

SELECT
    judged.inspection_id,
    judged.contract_id,
    judged.inspector_id,
    judged.supplier_id,
    CASE
        WHEN judged.is_one_firm THEN 'the contractor itself'
        WHEN owned.inspector_id IS NOT NULL THEN 'one owns the other'
        ELSE 'common owner'
    END AS tie
FROM judged
LEFT JOIN owned
    ON judged.inspector_id = owned.inspector_id AND judged.supplier_id = owned.supplier_id
LEFT JOIN sharing ON judged.inspection_id = sharing.inspection_id
WHERE judged.is_one_firm OR owned.inspector_id IS NOT NULL OR sharing.inspection_id IS NOT NULL
