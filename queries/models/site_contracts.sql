/* model
title  = "Site contracts: contracts under which people work on a site"
grain  = ["contract_id"]
limits = "Design and supervision are left out; a contract whose nature is not known is taken for works. Contracts that were never signed, were called off or have not begun are left out."
*/
SELECT
    contracts.contract_id,
    contracts.project_id,
    contracts.supplier_id,
    contracts.supplier_name,
    contracts.start_date,
    contracts.actual_end_date,
    COUNT(*) OVER (PARTITION BY contracts.project_id) = 1 AS is_only_one,
    source_files.source
FROM contracts
INNER JOIN source_files ON contracts.source_file_id = source_files.source_file_id
WHERE
    COALESCE(contracts.nature, 'construction') NOT IN ('design', 'supervision')
    AND COALESCE(contracts.status, 'active') NOT IN ('pending', 'cancelled')
    AND COALESCE(contracts.start_date, contracts.signed_date, CAST($as_of AS DATE)) <= $as_of
