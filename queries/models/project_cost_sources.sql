/* model
title = "Project cost sources: every source row that gives a project's budget, forecast or spending"
grain = ["project_id", "source_file_id", "source_line"]
*/
SELECT DISTINCT
    project_id,
    published_date,
    source_file_id,
    source_line
FROM src_project_costs
