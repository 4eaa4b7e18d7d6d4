/* view
title = "Source row facts: what one source row says, and of which project"
grain = ["fact_kind", "fact_id"]
*/
SELECT
    lineage.fact_kind,
    lineage.fact_id,
    project_lineage.project_id,
    projects.project_name
FROM lineage
LEFT JOIN project_lineage
    ON
        lineage.fact_kind = project_lineage.fact_kind
        AND lineage.fact_id = project_lineage.fact_id
        AND project_lineage.source_file_id = $source_file_id
        AND project_lineage.source_line = $source_line
LEFT JOIN projects ON project_lineage.project_id = projects.project_id
WHERE lineage.source_file_id = $source_file_id AND lineage.source_line = $source_line
ORDER BY lineage.fact_kind, lineage.fact_id
