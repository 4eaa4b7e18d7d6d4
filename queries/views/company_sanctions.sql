/* view
title  = "Company sanctions: entries of sanction lists under a number of one cluster"
grain  = ["party_id", "sanction_id"]
limits = "By number alone: a name, however alike, is never enough."
*/
SELECT
    sanction_matches.party_id,
    sanction_matches.sanction_id,
    sanction_matches.list_name,
    sanction_matches.listed_name,
    sanction_matches.reason,
    sanction_matches.status,
    sanction_matches.start_date,
    sanction_matches.end_date,
    sanction_matches.is_listed,
    sanction_matches.source_file_id,
    sanction_matches.source_line
FROM sanction_matches
INNER JOIN party_clusters ON sanction_matches.party_id = party_clusters.party_id
WHERE party_clusters.cluster_id = $cluster_id
ORDER BY sanction_matches.start_date DESC NULLS LAST, sanction_matches.sanction_id ASC
