/* model
title  = "Check: a contract is not ended before it starts, nor started before it is signed"
grain  = ["check_name", "table_name", "column_name", "source_file_id", "published_date", "source_line", "subject_id"]
limits = "Works that were begun before the contract was signed happen; it is a question to the source first."
*/
WITH

dated AS (
    SELECT
        source_file_id,
        published_date,
        source_line,
        contract_id,
        signed_date,
        start_date,
        COALESCE(actual_end_date, current_end_date, original_end_date) AS end_date
    FROM src_contracts
),

checked AS (
    SELECT
        source_file_id,
        published_date,
        source_line,
        contract_id AS subject_id,
        COALESCE(end_date < start_date, FALSE)
        OR COALESCE(start_date < signed_date, FALSE)
        OR COALESCE(end_date < signed_date, FALSE) AS is_failed,
        CONCAT_WS(
            ', ',
            'signed ' || CAST(signed_date AS VARCHAR),
            'starts ' || CAST(start_date AS VARCHAR),
            'ends ' || CAST(end_date AS VARCHAR)
        ) AS found
    FROM dated
    WHERE
        (start_date IS NOT NULL AND end_date IS NOT NULL)
        OR (signed_date IS NOT NULL AND COALESCE(start_date, end_date) IS NOT NULL)
)

-- The failing rows, some of them, and below them the exact counts of every file.
SELECT
    'dates out of order' AS check_name,
    'consistency' AS dimension,
    'contracts' AS table_name,
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
    'dates out of order' AS check_name,
    'consistency' AS dimension,
    'contracts' AS table_name,
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
