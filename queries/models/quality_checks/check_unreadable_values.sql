/* model
title  = "Check: every value can be read as what it should be"
grain  = ["check_name", "table_name", "column_name", "source_file_id", "published_date", "source_line", "subject_id"]
limits = "The row without a column counts rows of the file with at least one such value; columns without any have no row of their own. Codes that stand for no value by the manifest are no failure."
*/
WITH

failed AS (
    SELECT
        load_issues.source_file_id,
        source_files.published_date,
        load_issues.column_name,
        load_issues.source_line,
        load_issues.raw_value AS subject_id,
        load_issues.issue AS found
    FROM load_issues
    INNER JOIN source_files ON load_issues.source_file_id = source_files.source_file_id
    WHERE
        load_issues.action = 'nulled'
        -- What the manifest declares to mean "no value" was read as it was meant.
        AND load_issues.issue NOT LIKE 'code without a value%'
        AND load_issues.issue NOT LIKE 'placeholder%'
        AND load_issues.issue NOT LIKE 'repeated%'
),

by_column AS (
    SELECT
        source_file_id,
        column_name,
        COUNT(DISTINCT source_line) AS failed_count
    FROM failed
    GROUP BY source_file_id, column_name
),

by_file AS (
    SELECT
        source_file_id,
        COUNT(DISTINCT source_line) AS failed_count
    FROM failed
    GROUP BY source_file_id
)

-- The failing rows, some of them, and below them the exact counts of every file.
SELECT
    'value that cannot be read' AS check_name,
    'validity' AS dimension,
    'whole file' AS table_name,
    column_name,
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
        PARTITION BY column_name, source_file_id, published_date
        ORDER BY source_line ASC, found ASC
    ) <= 500
UNION ALL
SELECT
    'value that cannot be read' AS check_name,
    'validity' AS dimension,
    'whole file' AS table_name,
    by_column.column_name,
    source_files.source_file_id,
    source_files.published_date,
    CAST(NULL AS BIGINT) AS source_line,
    CAST(NULL AS VARCHAR) AS subject_id,
    CAST(NULL AS VARCHAR) AS found,
    source_files.rows_read AS checked_count,
    by_column.failed_count
FROM source_files
INNER JOIN by_column ON source_files.source_file_id = by_column.source_file_id
UNION ALL
SELECT
    'value that cannot be read' AS check_name,
    'validity' AS dimension,
    'whole file' AS table_name,
    CAST(NULL AS VARCHAR) AS column_name,
    source_files.source_file_id,
    source_files.published_date,
    CAST(NULL AS BIGINT) AS source_line,
    CAST(NULL AS VARCHAR) AS subject_id,
    CAST(NULL AS VARCHAR) AS found,
    source_files.rows_read AS checked_count,
    COALESCE(by_file.failed_count, 0) AS failed_count
FROM source_files
LEFT JOIN by_file ON source_files.source_file_id = by_file.source_file_id
