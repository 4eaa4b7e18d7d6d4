/* model
title  = "Check: nothing that is said to have happened lies after the day of publication"
grain  = ["check_name", "table_name", "column_name", "source_file_id", "published_date", "source_line", "subject_id"]
*/
WITH

checked AS (
    SELECT
        'projects' AS table_name,
        source_file_id,
        published_date,
        source_line,
        project_id AS subject_id,
        COALESCE(actual_start_date > published_date, FALSE)
        OR COALESCE(actual_end_date > published_date, FALSE) AS is_failed,
        CONCAT_WS(
            ', ',
            'published ' || CAST(published_date AS VARCHAR),
            'started ' || CAST(actual_start_date AS VARCHAR),
            'ended ' || CAST(actual_end_date AS VARCHAR)
        ) AS found
    FROM src_projects
    WHERE COALESCE(actual_start_date, actual_end_date) IS NOT NULL
    UNION ALL
    SELECT
        'milestones' AS table_name,
        source_file_id,
        published_date,
        source_line,
        milestone_id AS subject_id,
        actual_date > published_date AS is_failed,
        CONCAT('published ', published_date, ', met ', actual_date) AS found
    FROM src_milestones
    WHERE actual_date IS NOT NULL
    UNION ALL
    SELECT
        'payments' AS table_name,
        source_file_id,
        published_date,
        source_line,
        payment_id AS subject_id,
        paid_date > published_date AS is_failed,
        CONCAT('published ', published_date, ', paid ', paid_date) AS found
    FROM src_payments
    WHERE paid_date IS NOT NULL
)

-- The failing rows, some of them, and below them the exact counts of every file.
SELECT
    'happened after it was published' AS check_name,
    'consistency' AS dimension,
    table_name,
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
        PARTITION BY table_name, source_file_id, published_date
        ORDER BY source_line ASC, subject_id ASC
    ) <= 500
UNION ALL
SELECT
    'happened after it was published' AS check_name,
    'consistency' AS dimension,
    table_name,
    CAST(NULL AS VARCHAR) AS column_name,
    source_file_id,
    published_date,
    CAST(NULL AS BIGINT) AS source_line,
    CAST(NULL AS VARCHAR) AS subject_id,
    CAST(NULL AS VARCHAR) AS found,
    COUNT(*) AS checked_count,
    COUNT(*) FILTER (WHERE is_failed) AS failed_count
FROM checked
GROUP BY table_name, source_file_id, published_date
