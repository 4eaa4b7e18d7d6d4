/* model
title  = "Check: a progress report speaks of a period that is over"
grain  = ["check_name", "table_name", "column_name", "source_file_id", "published_date", "source_line", "subject_id"]
*/
WITH

checked AS (
    SELECT
        source_file_id,
        published_date,
        source_line,
        report_id AS subject_id,
        period_end_date > reported_date AS is_failed,
        CONCAT('reported ', reported_date, ' on a period up to ', period_end_date) AS found
    FROM src_progress_reports
    WHERE reported_date IS NOT NULL
)

-- The failing rows, some of them, and below them the exact counts of every file.
SELECT
    'period after the report' AS check_name,
    'consistency' AS dimension,
    'progress_reports' AS table_name,
    CAST(NULL AS VARCHAR) AS column_name,
    source_file_id,
    published_date,
    source_line,
    subject_id,
    found,
    CAST(NULL AS BIGINT) AS checked_count,
    CAST(NULL AS BIGINT) AS failed_count
FROM checked
WHERE is_failed
QUALIFY
    ROW_NUMBER() OVER (
        PARTITION BY source_file_id, published_date
        ORDER BY source_line ASC, subject_id ASC
    ) <= 500
UNION ALL
SELECT
    'period after the report' AS check_name,
    'consistency' AS dimension,
    'progress_reports' AS table_name,
    CAST(NULL AS VARCHAR) AS column_name,
    source_file_id,
    published_date,
    CAST(NULL AS BIGINT) AS source_line,
    CAST(NULL AS VARCHAR) AS subject_id,
    CAST(NULL AS VARCHAR) AS found,
    COUNT(*) AS checked_count,
    COUNT(*) FILTER (WHERE is_failed) AS failed_count
FROM checked
GROUP BY source_file_id, published_date
