/* model
title = "Load issues: values that could not be taken as they stood"
grain = ["source_file_id", "source_line", "column_name"]
*/
SELECT
    source_file_id,
    source_line,
    column_name,
    raw_value,
    issue,
    action
FROM src_load_issues
