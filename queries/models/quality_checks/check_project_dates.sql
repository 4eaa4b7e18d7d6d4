/* model
title  = "Check: a project does not end before it starts"
grain  = ["check_name", "table_name", "column_name", "source_file_id", "published_date", "source_line", "subject_id"]
*/
WITH

checked AS (
    SELECT
        source_file_id,
        published_date,
        source_line,
        project_id AS subject_id,
        COALESCE(planned_end_date < planned_start_date, FALSE)
        OR COALESCE(actual_end_date < actual_start_date, FALSE) AS is_failed,
        CASE
            WHEN planned_end_date < planned_start_date
                THEN CONCAT('planned from ', planned_start_date, ' to ', planned_end_date)
            ELSE CONCAT('started ', actual_start_date, ', ended ', actual_end_date)
        END AS found
    FROM src_projects
    WHERE
        (planned_start_date IS NOT NULL AND planned_end_date IS NOT NULL)
        OR (actual_start_date IS NOT NULL AND actual_end_date IS NOT NULL)
)

-- The failing rows, some of them, and below them the exact counts of every file.
SELECT
    'ends before it starts' AS check_name,
    'consistency' AS dimension,
    'projects' AS table_name,
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
    'ends before it starts' AS check_name,
    'consistency' AS dimension,
    'projects' AS table_name,
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
