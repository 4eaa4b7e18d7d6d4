/* view
title  = "Quality rows: rows that failed a check, with the file and line they stand in"
grain  = ["source_file_id", "check_name", "table_name", "column_name", "source_line", "subject_id"]
stored = "as view"
limits = "Up to 500 of a file and check, 100 where a value is missing; source_scorecard has the exact number."
*/
SELECT
    source,
    published_date,
    dimension,
    check_name,
    table_name,
    column_name,
    source_file_id,
    file_name,
    source_line,
    subject_id,
    found
FROM quality_results
WHERE source_line IS NOT NULL
