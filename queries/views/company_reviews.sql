/* view
title  = "Company reviews: pairs of parties that a person should judge, the likeliest first"
grain  = ["party_id", "other_party_id"]
limits = "Pairs that a person has judged are no longer here after the next build."
*/
SELECT
    party_matches.party_id,
    party_matches.other_party_id,
    one.party_name,
    other.party_name AS other_party_name,
    one_cluster.cluster_id,
    other_cluster.cluster_id AS other_cluster_id,
    party_matches.method,
    party_matches.match_probability,
    party_matches.evidence
FROM party_matches
INNER JOIN party_clusters AS one_cluster ON party_matches.party_id = one_cluster.party_id
INNER JOIN party_clusters AS other_cluster
    ON party_matches.other_party_id = other_cluster.party_id
INNER JOIN party_names AS one ON party_matches.party_id = one.party_id
INNER JOIN party_names AS other ON party_matches.other_party_id = other.party_id
WHERE party_matches.status = 'to review'
ORDER BY
    party_matches.match_probability DESC NULLS LAST,
    party_matches.party_id ASC,
    party_matches.other_party_id ASC
LIMIT CAST($row_limit AS INTEGER) OFFSET CAST($row_offset AS INTEGER)
