/* view
title = "Review count: how many pairs of parties wait for a person"
grain = ["pair_count"]
*/
SELECT COUNT(*) AS pair_count
FROM party_matches
WHERE status = 'to review'
