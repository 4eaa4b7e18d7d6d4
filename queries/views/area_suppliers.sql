/* view
title  = "Area suppliers: who holds the contracts of the projects that the reader's filters leave"
grain  = ["supplier_id", "supplier_name"]
limits = "Spellings of one firm are not merged. Values are current ones, in the contract's currency; a contract in several areas counts whole in each."
*/
WITH

raised AS (
    SELECT DISTINCT contract_id
    FROM indicator_counts_by_contract
    WHERE outcome = 'flagged' AND contract_id IS NOT NULL
)

SELECT
    contracts.supplier_id,
    contracts.supplier_name,
    COUNT(*) AS contract_count,
    COUNT(DISTINCT contracts.project_id) AS project_count,
    COUNT(raised.contract_id) AS flagged_contract_count,
    SUM(COALESCE(contracts.final_amount, contracts.current_amount, contracts.original_amount))
        AS contract_amount,
    COUNT(*) - COUNT(
        COALESCE(contracts.final_amount, contracts.current_amount, contracts.original_amount)
    ) AS unvalued_contract_count,
    MIN(contracts.currency) AS currency
FROM contracts
INNER JOIN scoped_projects ON contracts.project_id = scoped_projects.project_id
LEFT JOIN raised ON contracts.contract_id = raised.contract_id
WHERE contracts.supplier_name IS NOT NULL OR contracts.supplier_id IS NOT NULL
GROUP BY contracts.supplier_id, contracts.supplier_name
ORDER BY contract_amount DESC NULLS LAST, contract_count DESC, contracts.supplier_name ASC
