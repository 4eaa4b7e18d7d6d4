/* view
title  = "Edits by neighbourhood: where past values changed between publications"
grain  = ["level", "neighbourhood_id"]
limits = "Unexplained edits only. A project in two neighbourhoods counts in both; those that lie in none have a row of their own per level."
*/
WITH

unexplained AS (
    SELECT
        project_id,
        value_kind,
        direction
    FROM edits_in_scope
    WHERE is_unexplained
)

SELECT
    project_areas.level,
    project_areas.neighbourhood_id,
    MIN(neighbourhoods.neighbourhood_name) AS neighbourhood_name,
    COUNT(*) AS edit_count,
    COUNT(DISTINCT unexplained.project_id) AS project_count,
    COUNT(*) FILTER (WHERE unexplained.value_kind = 'money') AS amount_count,
    COUNT(*) FILTER (WHERE unexplained.value_kind = 'date') AS date_count,
    COUNT(*) FILTER (WHERE unexplained.direction = 'backwards') AS backwards_count,
    COUNT(*) FILTER (WHERE unexplained.direction = 'vanished') AS vanished_count
FROM unexplained
LEFT JOIN project_areas ON unexplained.project_id = project_areas.project_id
LEFT JOIN neighbourhoods ON project_areas.neighbourhood_id = neighbourhoods.neighbourhood_id
GROUP BY project_areas.level, project_areas.neighbourhood_id
ORDER BY edit_count DESC, neighbourhood_name ASC
