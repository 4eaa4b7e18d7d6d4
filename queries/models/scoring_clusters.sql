/* model
title  = "Scoring clusters: indicators that tell the same story, of which the largest counts"
grain  = ["cluster"]
limits = "The grouping and the weights are house defaults."
*/
SELECT
    cluster,
    title AS cluster_title,
    weight,
    money_group,
    members,
    verification
FROM ref_clusters
