/* model
title = "Project sources: every source row that says something of a project"
grain = ["project_id", "source_file_id", "source_line"]
*/
SELECT DISTINCT
    project_id,
    source_file_id,
    source_line
FROM (
    SELECT
        project_id,
        source_file_id,
        source_line
    FROM src_projects
    UNION ALL
    SELECT
        project_id,
        source_file_id,
        source_line
    FROM src_project_costs
    UNION ALL
    SELECT
        project_id,
        source_file_id,
        source_line
    FROM src_project_budgets
    UNION ALL
    SELECT
        project_id,
        source_file_id,
        source_line
    FROM src_project_schedules
    UNION ALL
    SELECT
        project_id,
        source_file_id,
        source_line
    FROM src_project_places
) AS mentions
