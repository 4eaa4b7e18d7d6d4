/* view
title = "Unplaced projects: those that lie in no neighbourhood that is known"
grain = ["project_id"]
*/
SELECT
    projects.project_id,
    projects.project_name,
    projects.agency,
    projects.address,
    projects.source,
    projects.source_file_id,
    projects.source_line
FROM projects
LEFT JOIN project_neighbourhoods ON projects.project_id = project_neighbourhoods.project_id
WHERE project_neighbourhoods.project_id IS NULL
ORDER BY projects.project_id
