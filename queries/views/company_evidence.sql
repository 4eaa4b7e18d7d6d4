/* view
title = "Company evidence: every pair that joins, splits or questions the parties of one cluster"
grain = ["party_id", "other_party_id"]
*/
SELECT
    party_matches.party_id,
    party_matches.other_party_id,
    one.party_name,
    other.party_name AS other_party_name,
    party_matches.status,
    party_matches.decided_by,
    party_matches.method,
    party_matches.match_probability,
    party_matches.evidence,
    CASE
        WHEN one_cluster.cluster_id = $cluster_id THEN other_cluster.cluster_id
        ELSE one_cluster.cluster_id
    END AS other_cluster_id
FROM party_matches
INNER JOIN party_clusters AS one_cluster ON party_matches.party_id = one_cluster.party_id
INNER JOIN party_clusters AS other_cluster
    ON party_matches.other_party_id = other_cluster.party_id
INNER JOIN party_names AS one ON party_matches.party_id = one.party_id
INNER JOIN party_names AS other ON party_matches.other_party_id = other.party_id
WHERE one_cluster.cluster_id = $cluster_id OR other_cluster.cluster_id = $cluster_id
ORDER BY
    CASE party_matches.status WHEN 'same' THEN 1 WHEN 'to review' THEN 2 ELSE 3 END ASC,
    party_matches.match_probability DESC NULLS LAST,
    party_matches.party_id ASC,
    party_matches.other_party_id ASC
LIMIT 500
