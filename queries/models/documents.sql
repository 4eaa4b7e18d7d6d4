/* model
title  = "Documents: what was published about a project, a tender or a contract"
grain  = ["document_id"]
limits = "Only that a document was published is known, not what it says."
*/
SELECT
    document_id,
    entity_kind,
    entity_id,
    project_id,
    document_type,
    document_name,
    url,
    document_date,
    notice_published_date,
    modified_date,
    source_file_id,
    source_line
FROM latest_documents
WHERE COALESCE(notice_published_date, document_date, $as_of) <= $as_of
