/* model
title  = "Check: money is not paid before its invoice was issued or received"
grain  = ["check_name", "table_name", "column_name", "source_file_id", "published_date", "source_line", "subject_id"]
limits = "Against the invoice as last published. Advances are left out."
*/
WITH

checked AS (
    SELECT
        src_payments.source_file_id,
        src_payments.published_date,
        src_payments.source_line,
        src_payments.payment_id AS subject_id,
        src_payments.paid_date < COALESCE(invoices.issued_date, invoices.received_date)
            AS is_failed,
        CONCAT(
            'paid ', src_payments.paid_date, ', invoiced ',
            COALESCE(invoices.issued_date, invoices.received_date)
        ) AS found
    FROM src_payments
    INNER JOIN invoices ON src_payments.invoice_id = invoices.invoice_id
    WHERE
        src_payments.paid_date IS NOT NULL
        AND COALESCE(invoices.issued_date, invoices.received_date) IS NOT NULL
        -- An advance is paid before there is anything to invoice.
        AND COALESCE(src_payments.payment_type, '') <> 'advance'
)

-- The failing rows, some of them, and below them the exact counts of every file.
SELECT
    'paid before invoiced' AS check_name,
    'consistency' AS dimension,
    'payments' AS table_name,
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
    'paid before invoiced' AS check_name,
    'consistency' AS dimension,
    'payments' AS table_name,
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
