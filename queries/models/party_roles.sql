/* model
title = "Party roles: who is what in a project, tender or contract"
grain = ["party_id", "role", "entity_kind", "entity_id"]
*/
SELECT
    party_id,
    role,
    entity_kind,
    entity_id,
    start_date,
    end_date,
    recusal_document_id,
    source_file_id,
    source_line
FROM latest_party_roles
WHERE COALESCE(start_date, $as_of) <= $as_of
