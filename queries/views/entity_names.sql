/* view
title  = "Entity names: what a reader calls each entity, and the project it belongs to"
grain  = ["entity_kind", "entity_id"]
stored = "as view"
limits = "Parties and buyers go by their cluster's name where they are in one."
*/
WITH

named AS (
    SELECT
        parties.cluster_id,
        MIN(COALESCE(party_clusters.cluster_name, parties.party_name)) AS entity_name
    FROM parties
    LEFT JOIN party_clusters ON parties.party_id = party_clusters.party_id
    GROUP BY parties.cluster_id
)

SELECT
    'project' AS entity_kind,
    project_id AS entity_id,
    project_name AS entity_name,
    project_id
FROM projects
UNION ALL
SELECT
    'contract' AS entity_kind,
    contract_id AS entity_id,
    COALESCE(contract_name, contract_id) AS entity_name,
    project_id
FROM contracts
UNION ALL
SELECT
    'tender' AS entity_kind,
    tender_id AS entity_id,
    COALESCE(tender_name, tender_id) AS entity_name,
    project_id
FROM tenders
UNION ALL
SELECT
    'party' AS entity_kind,
    cluster_id AS entity_id,
    entity_name,
    CAST(NULL AS VARCHAR) AS project_id
FROM named
UNION ALL
SELECT
    'buyer' AS entity_kind,
    cluster_id AS entity_id,
    entity_name,
    CAST(NULL AS VARCHAR) AS project_id
FROM named
