/* model
title  = "Contract statements: what each publication said of the past of a contract"
grain  = ["source", "entity_kind", "entity_id", "field", "published_date", "source_file_id"]
limits = "Only sources with several publications. The current end date is left out: extending it rewrites nothing."
*/
WITH

repeated AS (
    SELECT DISTINCT
        src_source_files.source_file_id,
        src_source_files.source
    FROM src_source_files
    INNER JOIN publications ON src_source_files.source = publications.source
    WHERE publications.publication_count > 1
),

-- What counts as past: any change of it, or only one of a day that had come when it was stated.
contract_fields AS (
    SELECT
        listed.field,
        listed.value_kind,
        listed.rule
    FROM (
        VALUES
        ('signed_date', 'date', 'any'),
        ('start_date', 'date', 'come'),
        ('original_end_date', 'date', 'any'),
        ('actual_end_date', 'date', 'come'),
        ('original_amount', 'money', 'any'),
        ('contract_amount', 'money', 'any'),
        ('final_amount', 'money', 'any')
    ) AS listed (field, value_kind, rule)
),

amendment_fields AS (
    SELECT
        listed.field,
        listed.value_kind,
        listed.rule
    FROM (
        VALUES
        ('amendment_date', 'date', 'any'),
        ('amount_after', 'money', 'any'),
        ('amount_change', 'money', 'any'),
        ('end_date_after', 'date', 'any')
    ) AS listed (field, value_kind, rule)
),

stated AS (
    SELECT
        repeated.source,
        'contract' AS entity_kind,
        src_contracts.contract_id AS entity_id,
        src_contracts.project_id,
        src_contracts.contract_id,
        contract_fields.field,
        contract_fields.value_kind,
        contract_fields.rule,
        CASE contract_fields.field
            WHEN 'original_amount' THEN CAST(src_contracts.original_amount AS DOUBLE)
            WHEN 'contract_amount' THEN CAST(src_contracts.contract_amount AS DOUBLE)
            WHEN 'final_amount' THEN CAST(src_contracts.final_amount AS DOUBLE)
        END AS amount,
        CASE contract_fields.field
            WHEN 'signed_date' THEN src_contracts.signed_date
            WHEN 'start_date' THEN src_contracts.start_date
            WHEN 'original_end_date' THEN src_contracts.original_end_date
            WHEN 'actual_end_date' THEN src_contracts.actual_end_date
        END AS stated_date,
        CASE
            WHEN contract_fields.value_kind = 'money' THEN src_contracts.signed_date
        END AS fact_date,
        COALESCE(src_contracts.supplier_id, UPPER(src_contracts.supplier_name)) AS context,
        src_contracts.currency,
        src_contracts.published_date,
        src_contracts.source_file_id,
        src_contracts.source_line
    FROM src_contracts
    INNER JOIN repeated ON src_contracts.source_file_id = repeated.source_file_id
    CROSS JOIN contract_fields
    UNION ALL
    SELECT
        repeated.source,
        'amendment' AS entity_kind,
        src_contract_amendments.amendment_id AS entity_id,
        latest_contracts.project_id,
        src_contract_amendments.contract_id,
        amendment_fields.field,
        amendment_fields.value_kind,
        amendment_fields.rule,
        CASE amendment_fields.field
            WHEN 'amount_after' THEN CAST(src_contract_amendments.amount_after AS DOUBLE)
            WHEN 'amount_change' THEN CAST(src_contract_amendments.amount_change AS DOUBLE)
        END AS amount,
        CASE amendment_fields.field
            WHEN 'amendment_date' THEN src_contract_amendments.amendment_date
            WHEN 'end_date_after' THEN src_contract_amendments.end_date_after
        END AS stated_date,
        src_contract_amendments.amendment_date AS fact_date,
        NULL AS context,
        latest_contracts.currency,
        src_contract_amendments.published_date,
        src_contract_amendments.source_file_id,
        src_contract_amendments.source_line
    FROM src_contract_amendments
    INNER JOIN repeated ON src_contract_amendments.source_file_id = repeated.source_file_id
    CROSS JOIN amendment_fields
    LEFT JOIN latest_contracts
        ON src_contract_amendments.contract_id = latest_contracts.contract_id
)

SELECT
    source,
    entity_kind,
    entity_id,
    project_id,
    contract_id,
    field,
    value_kind,
    rule,
    CASE
        WHEN value_kind = 'date' THEN DATE_DIFF('day', DATE '1970-01-01', stated_date)
        ELSE amount
    END AS measure,
    NULL AS stated_text,
    fact_date,
    NULL AS shape,
    context,
    currency,
    published_date,
    source_file_id,
    source_line
FROM stated
-- Statements that never differ tell of no edit and would only fill the disk.
QUALIFY
    MIN(COALESCE(CAST(stated_date AS VARCHAR), CAST(amount AS VARCHAR), ''))
        OVER (PARTITION BY source, entity_kind, entity_id, field)
    <> MAX(COALESCE(CAST(stated_date AS VARCHAR), CAST(amount AS VARCHAR), ''))
        OVER (PARTITION BY source, entity_kind, entity_id, field)
