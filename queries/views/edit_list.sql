/* view
title  = "Edit list: the retroactive edits one by one, with the rows behind both values"
grain  = ["edit_id"]
limits = "Unexplained ones first, then the newest publication, the largest change of an amount first."
*/
SELECT
    edits_in_scope.edit_id,
    edits_in_scope.source,
    edits_in_scope.project_id,
    COALESCE(edits_in_scope.project_name, edits_in_scope.entity_id) AS project_name,
    edits_in_scope.agency,
    edits_in_scope.entity_kind,
    edits_in_scope.entity_id,
    edits_in_scope.field,
    edits_in_scope.direction,
    edits_in_scope.value_before,
    edits_in_scope.value_after,
    edits_in_scope.change_share,
    edits_in_scope.currency,
    edits_in_scope.explanation,
    edits_in_scope.published_date_before,
    edits_in_scope.published_date,
    edits_in_scope.days_after_fact,
    edits_in_scope.days_to_review,
    edits_in_scope.source_file_id_before,
    edits_in_scope.source_line_before,
    edits_in_scope.source_file_id,
    edits_in_scope.source_line
FROM edits_in_scope
ORDER BY
    edits_in_scope.is_unexplained DESC,
    edits_in_scope.published_date DESC,
    edits_in_scope.value_kind = 'money' DESC,
    ABS(edits_in_scope.change_share) DESC NULLS LAST,
    edits_in_scope.edit_id
LIMIT $row_limit OFFSET $row_offset
