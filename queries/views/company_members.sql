/* view
title  = "Company members: the parties of one cluster, each spelling a row"
grain  = ["party_id", "party_name"]
limits = "Addresses are those of organisations, as registers publish them."
*/
SELECT
    party_clusters.party_id,
    party_spellings.party_name,
    party_spellings.row_count,
    parties.party_identifier,
    parties.identifier_scheme,
    parties.address,
    parties.locality,
    parties.postal_code,
    party_clusters.cluster_name,
    party_clusters.cluster_size,
    party_clusters.method,
    party_clusters.certainty,
    party_spellings.source_file_id,
    party_spellings.source_line
FROM party_clusters
INNER JOIN party_spellings ON party_clusters.party_id = party_spellings.party_id
LEFT JOIN parties ON party_clusters.party_id = parties.party_id
WHERE party_clusters.cluster_id = $cluster_id
ORDER BY
    party_clusters.party_id ASC, party_spellings.row_count DESC, party_spellings.party_name ASC
