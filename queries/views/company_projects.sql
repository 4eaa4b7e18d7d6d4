/* view
title  = "Company projects: the projects in which one cluster has contracts, with their flags"
grain  = ["project_id"]
limits = "A flag is of the project and not of the firm: others work on it too."
*/
WITH

held AS (
    SELECT
        contracts.project_id,
        COUNT(*) AS contract_count,
        SUM(COALESCE(contracts.final_amount, contracts.current_amount, contracts.original_amount))
            AS contract_amount,
        MIN(contracts.currency) AS currency
    FROM contracts
    INNER JOIN party_clusters ON contracts.supplier_id = party_clusters.party_id
    WHERE party_clusters.cluster_id = $cluster_id
    GROUP BY contracts.project_id
),

raised AS (
    SELECT
        held.project_id,
        STRING_AGG(project_outcomes.code, ', ' ORDER BY project_outcomes.code) AS flagged_codes,
        COUNT(*) AS flagged_count
    FROM held
    INNER JOIN project_outcomes ON held.project_id = project_outcomes.project_id
    WHERE project_outcomes.flagged_count > 0
    GROUP BY held.project_id
)

SELECT
    held.project_id,
    projects.project_name,
    projects.agency,
    projects.status,
    held.contract_count,
    held.contract_amount,
    held.currency,
    COALESCE(raised.flagged_count, 0) AS flagged_count,
    raised.flagged_codes
FROM held
LEFT JOIN projects ON held.project_id = projects.project_id
LEFT JOIN raised ON held.project_id = raised.project_id
ORDER BY held.contract_amount DESC NULLS LAST, held.project_id ASC
