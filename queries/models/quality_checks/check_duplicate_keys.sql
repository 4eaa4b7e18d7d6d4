/* model
title  = "Check: no two rows of one file have the same key"
grain  = ["check_name", "table_name", "column_name", "source_file_id", "published_date", "source_line", "subject_id"]
limits = "Rows kept out because an earlier one has their key, and rows that were counted once or told apart."
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
    WHERE quarantined_rows.reason LIKE '%is shared with another row%'
    UNION ALL
    SELECT
        load_issues.source_file_id,
        source_files.published_date,
        load_issues.source_line,
        load_issues.raw_value AS subject_id,
        CONCAT(load_issues.column_name, ': ', load_issues.issue) AS found
    FROM load_issues
    INNER JOIN source_files ON load_issues.source_file_id = source_files.source_file_id
    WHERE load_issues.issue LIKE 'repeated%' OR load_issues.issue LIKE 'the same key%'
),

counted AS (
    SELECT
        source_file_id,
        COUNT(DISTINCT source_line) AS failed_count
    FROM failed
    GROUP BY source_file_id
)

-- The failing rows, some of them, and below them the exact counts of every file.
SELECT
    'key used twice' AS check_name,
    'uniqueness' AS dimension,
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
    'key used twice' AS check_name,
    'uniqueness' AS dimension,
    'whole file' AS table_name,
    CAST(NULL AS VARCHAR) AS column_name,
    source_files.source_file_id,
    source_files.published_date,
    CAST(NULL AS BIGINT) AS source_line,
    CAST(NULL AS VARCHAR) AS subject_id,
    CAST(NULL AS VARCHAR) AS found,
    source_files.rows_read AS checked_count,
    COALESCE(counted.failed_count, 0) AS failed_count
FROM source_files
LEFT JOIN counted ON source_files.source_file_id = counted.source_file_id
