/* model
title  = "Check: the current value of a contract is its first value and its amendments"
grain  = ["check_name", "table_name", "column_name", "source_file_id", "published_date", "source_line", "subject_id"]
limits = "Within half a per cent. Not checked where no amendments are supplied at all, or one of them has no amount."
*/
WITH

supplied AS (
    SELECT COUNT(*) AS amendment_count
    FROM contract_amendments
),

-- An amendment counts from its own day: an earlier publication could not know it.
amended AS (
    SELECT
        src_contracts.source_file_id,
        src_contracts.published_date,
        src_contracts.source_line,
        src_contracts.contract_id,
        MIN(src_contracts.original_amount) AS original_amount,
        MIN(src_contracts.contract_amount) AS contract_amount,
        COUNT(contract_amendments.amendment_id) AS amendment_count,
        COUNT(
            COALESCE(
                contract_amendments.amount_change,
                contract_amendments.amount_after - contract_amendments.amount_before
            )
        ) AS valued_count,
        COALESCE(
            SUM(
                COALESCE(
                    contract_amendments.amount_change,
                    contract_amendments.amount_after - contract_amendments.amount_before
                )
            ),
            0
        ) AS change_amount
    FROM src_contracts
    LEFT JOIN contract_amendments
        ON
            src_contracts.contract_id = contract_amendments.contract_id
            AND COALESCE(contract_amendments.amendment_date, src_contracts.published_date)
            <= src_contracts.published_date
    WHERE src_contracts.original_amount IS NOT NULL AND src_contracts.contract_amount IS NOT NULL
    GROUP BY
        src_contracts.source_file_id,
        src_contracts.published_date,
        src_contracts.source_line,
        src_contracts.contract_id
),

checked AS (
    SELECT
        amended.source_file_id,
        amended.published_date,
        amended.source_line,
        amended.contract_id AS subject_id,
        ABS(amended.contract_amount - amended.original_amount - amended.change_amount)
        > 0.005 * ABS(amended.contract_amount) AS is_failed,
        CONCAT(
            'first ', amended.original_amount, ', ', amended.amendment_count,
            ' amendments of together ', amended.change_amount, ', current ',
            amended.contract_amount
        ) AS found
    FROM amended
    CROSS JOIN supplied
    WHERE supplied.amendment_count > 0 AND amended.amendment_count = amended.valued_count
)

-- The failing rows, some of them, and below them the exact counts of every file.
SELECT
    'value is not that of first value and amendments' AS check_name,
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
    'value is not that of first value and amendments' AS check_name,
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
