/* view
title  = "Unplaced projects: those that lie in no neighbourhood that is known, and why"
grain  = ["project_id"]
limits = "Where several rows say something of a project's place, the reason of one of them."
*/
WITH

reasons AS (
    SELECT
        project_id,
        MIN(reason) AS reason,
        MIN(candidates) AS candidates
    FROM unplaced_statements
    GROUP BY project_id
)

SELECT
    projects.project_id,
    projects.project_name,
    COALESCE(reasons.reason, 'nothing stated') AS reason,
    reasons.candidates,
    projects.agency,
    projects.address,
    projects.source,
    projects.source_file_id,
    projects.source_line
FROM projects
LEFT JOIN project_neighbourhoods ON projects.project_id = project_neighbourhoods.project_id
LEFT JOIN reasons ON projects.project_id = reasons.project_id
WHERE project_neighbourhoods.project_id IS NULL
ORDER BY projects.project_id
