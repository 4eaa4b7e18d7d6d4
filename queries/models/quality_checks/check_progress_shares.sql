/* model
title  = "Check: physical progress is not above the whole"
grain  = ["check_name", "table_name", "column_name", "source_file_id", "published_date", "source_line", "subject_id"]
limits = "Above 1.2 a row is kept out already."
*/
WITH

checked AS (
    SELECT
        source_file_id,
        published_date,
        source_line,
        report_id AS subject_id,
        COALESCE(physical_share > 1, FALSE) OR COALESCE(planned_share > 1, FALSE) AS is_failed,
        CONCAT_WS(
            ', ',
            'physical ' || CAST(physical_share AS VARCHAR),
            'planned ' || CAST(planned_share AS VARCHAR)
        ) AS found
    FROM src_progress_reports
    WHERE COALESCE(physical_share, planned_share) IS NOT NULL
)

-- The failing rows, some of them, and below them the exact counts of every file.
SELECT
    'progress above 100 %' AS check_name,
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
    'progress above 100 %' AS check_name,
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
