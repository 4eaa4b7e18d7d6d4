/* model
title  = "Party clusters: which parties of the files are one, by number, by name and address, or by a person's word"
grain  = ["party_id"]
limits = "Natural persons are left out: they are not matched. A cluster is an answer of rules and may be wrong either way; what stands between same and apart is listed to be reviewed."
*/
SELECT
    party_id,
    cluster_id,
    cluster_name,
    cluster_size,
    method,
    certainty
FROM src_party_clusters
