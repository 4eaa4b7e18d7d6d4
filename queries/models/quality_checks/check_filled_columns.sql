/* model
title  = "Check: every column that a file fills is filled in every row"
grain  = ["check_name", "table_name", "column_name", "source_file_id", "published_date", "source_line", "subject_id"]
limits = "A column without any value in a file is not supplied: it counts no row as checked, and so as neither full nor empty."
*/
SELECT
    'value missing' AS check_name,
    'completeness' AS dimension,
    table_name,
    column_name,
    source_file_id,
    published_date,
    source_line,
    subject_id,
    'no value' AS found,
    CAST(NULL AS BIGINT) AS checked_count,
    CAST(NULL AS BIGINT) AS failed_count
FROM src_column_examples
WHERE kind = 'missing'
UNION ALL
SELECT
    'value missing' AS check_name,
    'completeness' AS dimension,
    table_name,
    column_name,
    source_file_id,
    published_date,
    CAST(NULL AS BIGINT) AS source_line,
    CAST(NULL AS VARCHAR) AS subject_id,
    CAST(NULL AS VARCHAR) AS found,
    CASE WHEN known_count > 0 THEN row_count ELSE 0 END AS checked_count,
    CASE WHEN known_count > 0 THEN row_count - known_count ELSE 0 END AS failed_count
FROM src_column_profiles
WHERE row_count > 0
