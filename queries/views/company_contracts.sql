/* view
title  = "Company contracts: every contract of the parties of one cluster, the largest first"
grain  = ["contract_id"]
limits = "Values are current ones. Contracts of a consortium are the consortium's and not its members'."
*/
SELECT
    contracts.contract_id,
    contracts.project_id,
    projects.project_name,
    projects.agency,
    contracts.supplier_name,
    contracts.signed_date,
    contracts.original_amount,
    COALESCE(contracts.final_amount, contracts.current_amount, contracts.original_amount)
        AS contract_amount,
    contracts.currency,
    contracts.status,
    contracts.source_file_id,
    contracts.source_line
FROM contracts
INNER JOIN party_clusters ON contracts.supplier_id = party_clusters.party_id
LEFT JOIN projects ON contracts.project_id = projects.project_id
WHERE party_clusters.cluster_id = $cluster_id
ORDER BY contract_amount DESC NULLS LAST, contracts.contract_id ASC
