/* model
title  = "Check: a payment is in the currency of its contract"
grain  = ["check_name", "table_name", "column_name", "source_file_id", "published_date", "source_line", "subject_id"]
limits = "Against the contract as last published."
*/
WITH

checked AS (
    SELECT
        src_payments.source_file_id,
        src_payments.published_date,
        src_payments.source_line,
        src_payments.payment_id AS subject_id,
        src_payments.currency <> contracts.currency AS is_failed,
        CONCAT('paid in ', src_payments.currency, ', contract in ', contracts.currency) AS found
    FROM src_payments
    INNER JOIN contracts ON src_payments.contract_id = contracts.contract_id
    WHERE src_payments.currency IS NOT NULL AND contracts.currency IS NOT NULL
)

-- The failing rows, some of them, and below them the exact counts of every file.
SELECT
    'other currency than the contract' AS check_name,
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
    'other currency than the contract' AS check_name,
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
