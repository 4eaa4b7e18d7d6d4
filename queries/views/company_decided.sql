/* view
title = "Company decided: pairs on which a person's word stands in this build"
grain = ["party_id", "other_party_id"]
*/
SELECT
    party_id,
    other_party_id,
    status,
    decided_by
FROM party_matches
WHERE decided_by = 'person'
