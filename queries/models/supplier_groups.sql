/* model
title  = "Supplier groups: firms that count as one hand: one number, one owner of half or more, or one beneficial owner"
grain  = ["party_id"]
hook   = "graphs.components"
limits = "As of the reporting date. Alike names never join. Public bodies join nobody as owners, nor does a beneficial owner of more than ten firms, such as a fund."
*/
WITH

firms AS (
    SELECT
        parties.party_id,
        party_clusters.cluster_id,
        party_clusters.method
    FROM parties
    LEFT JOIN party_clusters ON parties.party_id = party_clusters.party_id
    WHERE COALESCE(parties.party_kind, 'organisation') <> 'person'
),

in_force AS (
    SELECT
        ownership_paths.owner_id,
        ownership_paths.owned_id,
        SUM(ownership_paths.path_share) AS owned_share,
        BOOL_OR(ownership_paths.is_beneficial) AS is_beneficial
    FROM ownership_paths
    LEFT JOIN public_bodies ON ownership_paths.owner_id = public_bodies.party_id
    WHERE
        public_bodies.party_id IS NULL
        AND ownership_paths.is_owner
        AND COALESCE(ownership_paths.start_date, $as_of) <= $as_of
        AND COALESCE(ownership_paths.end_date, $as_of) >= $as_of
    GROUP BY ownership_paths.owner_id, ownership_paths.owned_id
),

beneficial AS (
    SELECT
        owned_id,
        MIN(owned_id) OVER (PARTITION BY owner_id) AS first_owned_id,
        COUNT(*) OVER (PARTITION BY owner_id) AS firm_count
    FROM in_force
    WHERE is_beneficial
)

SELECT
    firms.party_id,
    CAST(NULL AS VARCHAR) AS other_party_id,
    CAST(NULL AS VARCHAR) AS link_kind
FROM firms
UNION ALL
SELECT
    party_id,
    cluster_id AS other_party_id,
    'one identity' AS link_kind
FROM firms
WHERE cluster_id <> party_id AND method IN ('identifier', 'decided by a person')
UNION ALL
SELECT
    in_force.owned_id AS party_id,
    in_force.owner_id AS other_party_id,
    'half or more owned' AS link_kind
FROM in_force
INNER JOIN firms ON in_force.owner_id = firms.party_id
WHERE in_force.owned_share >= 0.5
UNION ALL
SELECT
    owned_id AS party_id,
    first_owned_id AS other_party_id,
    'one beneficial owner' AS link_kind
FROM beneficial
WHERE owned_id <> first_owned_id AND firm_count <= 10
