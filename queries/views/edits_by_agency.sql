/* view
title  = "Edits by agency: whose past values changed between publications"
grain  = ["agency"]
limits = "Unexplained edits only. The share is of the agency's projects that have any."
*/
WITH

agencies AS (
    SELECT
        agency,
        COUNT(*) AS all_project_count
    FROM scoped_projects
    GROUP BY agency
)

SELECT
    edits_in_scope.agency,
    COUNT(*) AS edit_count,
    COUNT(DISTINCT edits_in_scope.project_id) AS project_count,
    CAST(COUNT(DISTINCT edits_in_scope.project_id) AS DOUBLE)
    / NULLIF(MIN(agencies.all_project_count), 0) AS project_share,
    COUNT(*) FILTER (WHERE edits_in_scope.value_kind = 'money') AS amount_count,
    COUNT(*) FILTER (WHERE edits_in_scope.value_kind = 'date') AS date_count,
    COUNT(*) FILTER (WHERE edits_in_scope.direction = 'backwards') AS backwards_count,
    COUNT(*) FILTER (WHERE edits_in_scope.direction = 'vanished') AS vanished_count
FROM edits_in_scope
LEFT JOIN agencies ON edits_in_scope.agency = agencies.agency
WHERE edits_in_scope.is_unexplained
GROUP BY edits_in_scope.agency
ORDER BY edit_count DESC, edits_in_scope.agency ASC
