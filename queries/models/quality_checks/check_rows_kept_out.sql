/* model
title  = "Check: every row can be loaded"
grain  = ["check_name", "table_name", "column_name", "source_file_id", "published_date", "source_line", "subject_id"]
*/
WITH

failed AS (
    SELECT
        quarantined_rows.source_file_id,
        source_files.published_date,
        quarantined_rows.source_line,
        CAST(NULL AS VARCHAR) AS subject_id,
        quarantined_rows.reason AS found
    FROM quarantined_rows
    INNER JOIN source_files ON quarantined_rows.source_file_id = source_files.source_file_id
)

-- The failing rows, some of them, and below them the exact counts of every file.
SELECT
    'row kept out' AS check_name,
    'validity' AS dimension,
    'whole file' AS table_name,
    CAST(NULL AS VARCHAR) AS column_name,
    source_file_id,
    published_date,
    source_line,
    subject_id,
    found,
    CAST(NULL AS BIGINT) AS checked_count,
    CAST(NULL AS BIGINT) AS failed_count
FROM failed
QUALIFY
    ROW_NUMBER() OVER (
        PARTITION BY source_file_id, published_date
        ORDER BY source_line ASC, found ASC
    ) <= 500
UNION ALL
SELECT
    'row kept out' AS check_name,
    'validity' AS dimension,
    'whole file' AS table_name,
    CAST(NULL AS VARCHAR) AS column_name,
    source_files.source_file_id,
    source_files.published_date,
    CAST(NULL AS BIGINT) AS source_line,
    CAST(NULL AS VARCHAR) AS subject_id,
    CAST(NULL AS VARCHAR) AS found,
    source_files.rows_read AS checked_count,
    source_files.rows_quarantined AS failed_count
FROM source_files
