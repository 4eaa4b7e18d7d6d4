/* model
title  = "Check: a source is heard from as often as it promises"
grain  = ["check_name", "table_name", "column_name", "source_file_id", "published_date", "source_line", "subject_id"]
limits = "From one publication to the next, and from the last one to the reporting date, in days. A source whose manifest states no rhythm is not checked, and neither are boundaries."
*/
WITH

heard AS (
    SELECT
        source,
        published_date,
        MIN(source_file_id) AS source_file_id
    FROM source_files
    WHERE
        source_file_id NOT IN (SELECT neighbourhoods.source_file_id FROM neighbourhoods)
        AND published_date <= $as_of
    GROUP BY source, published_date
),

followed AS (
    SELECT
        heard.source_file_id,
        heard.published_date,
        LEAD(heard.published_date) OVER (
            PARTITION BY heard.source
            ORDER BY heard.published_date
        ) AS next_date,
        src_source_cadences.expected_days,
        src_source_cadences.cadence
    FROM heard
    INNER JOIN src_source_cadences ON heard.source = src_source_cadences.source
    WHERE src_source_cadences.expected_days IS NOT NULL
),

checked AS (
    SELECT
        source_file_id,
        published_date,
        DATE_DIFF('day', published_date, COALESCE(next_date, CAST($as_of AS DATE)))
        > expected_days AS is_failed,
        CONCAT(
            DATE_DIFF('day', published_date, COALESCE(next_date, CAST($as_of AS DATE))),
            CASE WHEN next_date IS NULL THEN ' days without news, ' ELSE ' days to the next, ' END,
            'promised: ', cadence
        ) AS found
    FROM followed
)

SELECT
    'silence longer than promised' AS check_name,
    'timeliness' AS dimension,
    'whole file' AS table_name,
    CAST(NULL AS VARCHAR) AS column_name,
    source_file_id,
    published_date,
    CAST(1 AS BIGINT) AS source_line,
    CAST(NULL AS VARCHAR) AS subject_id,
    found,
    CAST(NULL AS BIGINT) AS checked_count,
    CAST(NULL AS BIGINT) AS failed_count
FROM checked
WHERE is_failed
UNION ALL
SELECT
    'silence longer than promised' AS check_name,
    'timeliness' AS dimension,
    'whole file' AS table_name,
    CAST(NULL AS VARCHAR) AS column_name,
    source_file_id,
    published_date,
    CAST(NULL AS BIGINT) AS source_line,
    CAST(NULL AS VARCHAR) AS subject_id,
    CAST(NULL AS VARCHAR) AS found,
    CAST(1 AS BIGINT) AS checked_count,
    CAST(CASE WHEN is_failed THEN 1 ELSE 0 END AS BIGINT) AS failed_count
FROM checked
