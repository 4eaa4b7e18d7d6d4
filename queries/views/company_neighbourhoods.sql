/* view
title  = "Company neighbourhoods: where the projects of one cluster lie"
grain  = ["neighbourhood_id"]
limits = "A project in several neighbourhoods counts with its share in each. Projects that could not be placed have a row without a neighbourhood."
*/
WITH

held AS (
    SELECT DISTINCT contracts.project_id
    FROM contracts
    INNER JOIN party_clusters ON contracts.supplier_id = party_clusters.party_id
    WHERE party_clusters.cluster_id = $cluster_id
)

SELECT
    neighbourhoods.neighbourhood_id,
    neighbourhoods.neighbourhood_name,
    SUM(COALESCE(project_neighbourhoods.neighbourhood_share, 1)) AS project_count
FROM held
LEFT JOIN project_neighbourhoods ON held.project_id = project_neighbourhoods.project_id
LEFT JOIN neighbourhoods
    ON project_neighbourhoods.neighbourhood_id = neighbourhoods.neighbourhood_id
GROUP BY neighbourhoods.neighbourhood_id, neighbourhoods.neighbourhood_name
ORDER BY project_count DESC, neighbourhoods.neighbourhood_name ASC NULLS LAST
