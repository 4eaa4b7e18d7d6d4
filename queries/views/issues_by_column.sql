/* view
title = "Issues by column: values that could not be taken as they stood, counted, with examples"
grain = ["source_file_id", "column_name", "issue", "action"]
limits = "Up to three examples, the commonest first, cut after 60 characters."
*/
WITH

by_value AS (
    SELECT
        source_file_id,
        column_name,
        issue,
        action,
        SUBSTR(raw_value, 1, 60) AS example,
        COUNT(*) AS example_count
    FROM load_issues
    GROUP BY source_file_id, column_name, issue, action, SUBSTR(raw_value, 1, 60)
),

ranked AS (
    SELECT
        by_value.*,
        ROW_NUMBER() OVER (
            PARTITION BY source_file_id, column_name, issue, action
            ORDER BY example_count DESC, example ASC
        ) AS example_rank
    FROM by_value
)

SELECT
    ranked.source_file_id,
    source_files.source,
    source_files.file_name,
    ranked.column_name,
    ranked.issue,
    ranked.action,
    SUM(ranked.example_count) AS n,
    STRING_AGG(
        CASE WHEN ranked.example_rank <= 3 THEN ranked.example END,
        '  |  ' ORDER BY ranked.example_rank
    ) AS examples
FROM ranked
LEFT JOIN source_files ON ranked.source_file_id = source_files.source_file_id
GROUP BY
    ranked.source_file_id,
    source_files.source,
    source_files.file_name,
    ranked.column_name,
    ranked.issue,
    ranked.action
ORDER BY
    n DESC,
    source_files.source ASC,
    source_files.file_name ASC,
    ranked.column_name ASC,
    ranked.issue ASC
