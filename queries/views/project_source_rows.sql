/* view
title = "Project source rows: every file and line that says something of one project"
grain = ["fact_kind", "fact_id", "source_file_id", "source_line"]
*/
SELECT
    fact_kind,
    fact_id,
    source,
    file_name,
    source_line,
    published_date,
    sha256,
    source_file_id
FROM project_lineage
WHERE project_id = $project_id
ORDER BY
    fact_kind ASC,
    published_date DESC,
    fact_id ASC,
    source_file_id ASC,
    source_line ASC
