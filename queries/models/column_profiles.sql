/* model
title  = "Column profiles: how full every column of every loaded table is, file by file"
grain  = ["source_file_id", "published_date", "table_name", "column_name"]
limits = "A column without any value in a file is not supplied. is_needed: some indicator cannot judge without it."
*/
WITH

needed AS (
    SELECT DISTINCT
        table_name,
        column_name
    FROM indicator_fields
    WHERE table_name IS NOT NULL
)

SELECT
    source_files.source,
    src_column_profiles.source_file_id,
    src_column_profiles.published_date,
    src_column_profiles.table_name,
    src_column_profiles.column_name,
    src_column_profiles.row_count,
    src_column_profiles.known_count,
    src_column_profiles.known_count > 0 AS is_supplied,
    needed.column_name IS NOT NULL AS is_needed
FROM src_column_profiles
INNER JOIN source_files ON src_column_profiles.source_file_id = source_files.source_file_id
LEFT JOIN needed
    ON
        src_column_profiles.table_name = needed.table_name
        AND src_column_profiles.column_name = needed.column_name
WHERE src_column_profiles.row_count > 0
