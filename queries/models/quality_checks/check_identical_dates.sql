/* model
title  = "Check: the dates of a column differ from row to row"
grain  = ["check_name", "table_name", "column_name", "source_file_id", "published_date", "source_line", "subject_id"]
limits = "Raised where over half of at least twenty values of a column are one and the same day, as when a form is filled in at one go. Columns that hold the day of publication itself are not counted."
*/
WITH

often AS (
    SELECT
        source_file_id,
        published_date,
        table_name,
        column_name,
        known_count,
        commonest_date,
        commonest_count,
        commonest_count * 2 > known_count AS is_suspicious
    FROM src_column_profiles
    WHERE commonest_date IS NOT NULL AND known_count >= 20 AND commonest_date <> published_date
)

SELECT
    'same day in over half of the rows' AS check_name,
    'uniqueness' AS dimension,
    src_column_examples.table_name,
    src_column_examples.column_name,
    src_column_examples.source_file_id,
    src_column_examples.published_date,
    src_column_examples.source_line,
    src_column_examples.subject_id,
    CONCAT('one of ', often.commonest_count, ' with ', often.commonest_date) AS found,
    CAST(NULL AS BIGINT) AS checked_count,
    CAST(NULL AS BIGINT) AS failed_count
FROM src_column_examples
INNER JOIN often
    ON
        src_column_examples.source_file_id = often.source_file_id
        AND src_column_examples.published_date = often.published_date
        AND src_column_examples.table_name = often.table_name
        AND src_column_examples.column_name = often.column_name
WHERE src_column_examples.kind = 'commonest date' AND often.is_suspicious
UNION ALL
SELECT
    'same day in over half of the rows' AS check_name,
    'uniqueness' AS dimension,
    table_name,
    column_name,
    source_file_id,
    published_date,
    CAST(NULL AS BIGINT) AS source_line,
    CAST(NULL AS VARCHAR) AS subject_id,
    CAST(NULL AS VARCHAR) AS found,
    known_count AS checked_count,
    CASE WHEN is_suspicious THEN commonest_count ELSE 0 END AS failed_count
FROM often
