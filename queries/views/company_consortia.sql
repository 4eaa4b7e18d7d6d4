/* view
title  = "Company consortia: the consortia that one cluster is in, and who is in it if it is one"
grain  = ["party_id", "member_id", "member_name"]
limits = "A member known by its name only counts for a cluster where no other party goes by that name."
*/
SELECT
    party_members.party_id,
    party_names.party_name AS consortium_name,
    consortium.cluster_id AS consortium_cluster_id,
    party_members.member_id,
    party_members.member_name,
    member.cluster_id AS member_cluster_id,
    party_members.method
FROM party_members
INNER JOIN party_clusters AS consortium ON party_members.party_id = consortium.party_id
INNER JOIN party_names ON party_members.party_id = party_names.party_id
LEFT JOIN party_clusters AS member ON party_members.member_id = member.party_id
WHERE consortium.cluster_id = $cluster_id OR member.cluster_id = $cluster_id
ORDER BY party_names.party_name ASC, party_members.member_name ASC
