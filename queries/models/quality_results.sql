/* model
title  = "Quality results: what every check of the sources counted, and rows that failed it"
grain  = ["check_name", "table_name", "column_name", "source_file_id", "published_date", "source_line", "subject_id"]
stored = "as view"
limits = "A row with a source line is one that failed, up to 500 of them (100 for missing values); one without holds the exact counts of a file. A new check is a file in quality_checks and a line here."
*/
WITH

checks AS (
    SELECT *
    FROM check_contract_amounts
    UNION ALL
    SELECT *
    FROM check_contract_dates
    UNION ALL
    SELECT *
    FROM check_duplicate_keys
    UNION ALL
    SELECT *
    FROM check_duplicate_rows
    UNION ALL
    SELECT *
    FROM check_filled_columns
    UNION ALL
    SELECT *
    FROM check_future_dates
    UNION ALL
    SELECT *
    FROM check_identical_dates
    UNION ALL
    SELECT *
    FROM check_invoice_dates
    UNION ALL
    SELECT *
    FROM check_paid_before_invoiced
    UNION ALL
    SELECT *
    FROM check_party_shares
    UNION ALL
    SELECT *
    FROM check_payment_currency
    UNION ALL
    SELECT *
    FROM check_placements_believed
    UNION ALL
    SELECT *
    FROM check_progress_dates
    UNION ALL
    SELECT *
    FROM check_progress_shares
    UNION ALL
    SELECT *
    FROM check_project_dates
    UNION ALL
    SELECT *
    FROM check_publication_gaps
    UNION ALL
    SELECT *
    FROM check_report_gaps
    UNION ALL
    SELECT *
    FROM check_rows_kept_out
    UNION ALL
    SELECT *
    FROM check_schedule_dates
    UNION ALL
    SELECT *
    FROM check_unreadable_values
)

SELECT
    checks.check_name,
    checks.dimension,
    checks.table_name,
    checks.column_name,
    source_files.source,
    checks.source_file_id,
    source_files.file_name,
    checks.published_date,
    checks.source_line,
    checks.subject_id,
    checks.found,
    checks.checked_count,
    checks.failed_count
FROM checks
INNER JOIN source_files ON checks.source_file_id = source_files.source_file_id
