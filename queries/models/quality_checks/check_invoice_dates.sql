/* model
title  = "Check: an invoice is not approved before it is issued or received, nor due before it is issued"
grain  = ["check_name", "table_name", "column_name", "source_file_id", "published_date", "source_line", "subject_id"]
limits = "An invoice counts where at least two of its dates can be compared."
*/
WITH

checked AS (
    SELECT
        source_file_id,
        published_date,
        source_line,
        invoice_id AS subject_id,
        COALESCE(work_to_date < work_from_date, FALSE)
        OR COALESCE(received_date < issued_date, FALSE)
        OR COALESCE(approved_date < issued_date, FALSE)
        OR COALESCE(approved_date < received_date, FALSE)
        OR COALESCE(due_date < issued_date, FALSE) AS is_failed,
        CONCAT_WS(
            ', ',
            'work from ' || CAST(work_from_date AS VARCHAR),
            'work to ' || CAST(work_to_date AS VARCHAR),
            'issued ' || CAST(issued_date AS VARCHAR),
            'received ' || CAST(received_date AS VARCHAR),
            'approved ' || CAST(approved_date AS VARCHAR),
            'due ' || CAST(due_date AS VARCHAR)
        ) AS found
    FROM src_invoices
    WHERE
        (work_from_date IS NOT NULL AND work_to_date IS NOT NULL)
        OR (
            COALESCE(issued_date, received_date) IS NOT NULL
            AND COALESCE(received_date, approved_date, due_date) IS NOT NULL
            AND (issued_date IS NOT NULL OR approved_date IS NOT NULL)
        )
)

-- The failing rows, some of them, and below them the exact counts of every file.
SELECT
    'dates out of order' AS check_name,
    'consistency' AS dimension,
    'invoices' AS table_name,
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
    'invoices' AS table_name,
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
