/* model
title = "Project processes: which contracting processes belong to a project"
grain = ["project_id", "ocid"]
*/
SELECT
    project_id,
    ocid,
    source_file_id,
    source_line
FROM latest_project_processes
