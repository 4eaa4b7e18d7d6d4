/* model
title  = "Party matches: pairs of parties with the evidence for one party or for two"
grain  = ["party_id", "other_party_id"]
limits = "Pairs that neither numbers, names nor addresses bring near each other are not listed: they count as two."
*/
SELECT
    party_id,
    other_party_id,
    method,
    match_weight,
    match_probability,
    status,
    decided_by,
    evidence
FROM src_party_matches
