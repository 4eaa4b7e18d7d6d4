/* model
title  = "Check: the place that is named and the position agree"
grain  = ["check_name", "table_name", "column_name", "source_file_id", "published_date", "source_line", "subject_id"]
limits = "Among the rows that name a place by code or name, whether or not they also state a position."
*/
WITH

checked AS (
    SELECT
        source_file_id,
        published_date,
        source_line,
        MIN(project_id) AS subject_id,
        COUNT(*) FILTER (WHERE reason LIKE '%contradict%') > 0 AS is_failed,
        CONCAT('position in ', MIN(candidates)) AS found
    FROM src_project_neighbourhoods
    WHERE method IN ('code', 'name', 'alias')
    GROUP BY source_file_id, published_date, source_line
)

-- The failing rows, some of them, and below them the exact counts of every file.
SELECT
    'name and position contradict' AS check_name,
    'consistency' AS dimension,
    'project_places' AS table_name,
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
    'name and position contradict' AS check_name,
    'consistency' AS dimension,
    'project_places' AS table_name,
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
