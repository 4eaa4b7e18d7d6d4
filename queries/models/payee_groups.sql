/* model
title  = "Payee groups: parties that may be one hand when money is paid: a contact in common, or one firm under two ids"
grain  = ["party_id"]
hook   = "graphs.components"
limits = "Joined by a bank account, phone, e-mail or representative used at the same time (shared_keys), or by register number or a person's word (party_clusters). An address alone joins nobody. Groups grow from link to link, so two members may share nothing directly. A party that is joined with nobody has no row."
*/
SELECT
    party_id,
    other_party_id,
    key_kind AS link_kind
FROM shared_keys
WHERE key_kind IN ('account', 'phone', 'email', 'representative')
UNION ALL
SELECT
    party_id,
    cluster_id AS other_party_id,
    'one identity' AS link_kind
FROM party_clusters
WHERE cluster_id <> party_id AND method IN ('identifier', 'decided by a person')
