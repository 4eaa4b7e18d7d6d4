/* view
title = "Source row remarks: values of one source row that were not taken as they stood, and why a row was kept out"
grain = ["column_name"]
*/
SELECT
    column_name,
    raw_value,
    issue,
    action
FROM load_issues
WHERE source_file_id = $source_file_id AND source_line = $source_line
UNION ALL
SELECT
    NULL AS column_name,
    NULL AS raw_value,
    reason AS issue,
    'row kept out' AS action
FROM quarantined_rows
WHERE source_file_id = $source_file_id AND source_line = $source_line
