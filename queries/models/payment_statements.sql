/* model
title  = "Payment statements: what publications say of an invoice or payment where they differ"
grain  = ["source", "entity_kind", "entity_id", "field", "published_date", "source_file_id"]
limits = "Only sources with several publications, and only records of which two publications say different things."
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

differing_invoices AS (
    SELECT
        repeated.source,
        src_invoices.invoice_id
    FROM src_invoices
    INNER JOIN repeated ON src_invoices.source_file_id = repeated.source_file_id
    GROUP BY repeated.source, src_invoices.invoice_id
    HAVING
        MIN(src_invoices.invoice_amount) <> MAX(src_invoices.invoice_amount)
        OR MIN(src_invoices.issued_date) <> MAX(src_invoices.issued_date)
        OR MIN(src_invoices.received_date) <> MAX(src_invoices.received_date)
        OR MIN(src_invoices.approved_date) <> MAX(src_invoices.approved_date)
        OR COUNT(src_invoices.invoice_amount) NOT IN (0, COUNT(*))
        OR COUNT(src_invoices.issued_date) NOT IN (0, COUNT(*))
        OR COUNT(src_invoices.received_date) NOT IN (0, COUNT(*))
        OR COUNT(src_invoices.approved_date) NOT IN (0, COUNT(*))
),

differing_payments AS (
    SELECT
        repeated.source,
        src_payments.payment_id
    FROM src_payments
    INNER JOIN repeated ON src_payments.source_file_id = repeated.source_file_id
    GROUP BY repeated.source, src_payments.payment_id
    HAVING
        MIN(src_payments.paid_amount) <> MAX(src_payments.paid_amount)
        OR MIN(src_payments.paid_date) <> MAX(src_payments.paid_date)
        OR COUNT(src_payments.paid_amount) NOT IN (0, COUNT(*))
        OR COUNT(src_payments.paid_date) NOT IN (0, COUNT(*))
),

invoice_fields AS (
    SELECT
        listed.field,
        listed.value_kind,
        listed.rule
    FROM (
        VALUES
        ('issued_date', 'date', 'come'),
        ('received_date', 'date', 'come'),
        ('approved_date', 'date', 'come'),
        ('invoice_amount', 'money', 'any')
    ) AS listed (field, value_kind, rule)
),

payment_fields AS (
    SELECT
        listed.field,
        listed.value_kind,
        listed.rule
    FROM (
        VALUES
        ('paid_date', 'date', 'come'),
        ('paid_amount', 'money', 'any')
    ) AS listed (field, value_kind, rule)
),

stated AS (
    SELECT
        repeated.source,
        'invoice' AS entity_kind,
        src_invoices.invoice_id AS entity_id,
        src_invoices.project_id,
        src_invoices.contract_id,
        invoice_fields.field,
        invoice_fields.value_kind,
        invoice_fields.rule,
        CASE invoice_fields.field
            WHEN 'invoice_amount' THEN CAST(src_invoices.invoice_amount AS DOUBLE)
        END AS amount,
        CASE invoice_fields.field
            WHEN 'issued_date' THEN src_invoices.issued_date
            WHEN 'received_date' THEN src_invoices.received_date
            WHEN 'approved_date' THEN src_invoices.approved_date
        END AS stated_date,
        CASE WHEN invoice_fields.value_kind = 'money' THEN src_invoices.issued_date END
            AS fact_date,
        src_invoices.currency,
        src_invoices.published_date,
        src_invoices.source_file_id,
        src_invoices.source_line
    FROM src_invoices
    INNER JOIN repeated ON src_invoices.source_file_id = repeated.source_file_id
    INNER JOIN differing_invoices
        ON
            repeated.source = differing_invoices.source
            AND src_invoices.invoice_id = differing_invoices.invoice_id
    CROSS JOIN invoice_fields
    UNION ALL
    SELECT
        repeated.source,
        'payment' AS entity_kind,
        src_payments.payment_id AS entity_id,
        src_payments.project_id,
        src_payments.contract_id,
        payment_fields.field,
        payment_fields.value_kind,
        payment_fields.rule,
        CASE payment_fields.field
            WHEN 'paid_amount' THEN CAST(src_payments.paid_amount AS DOUBLE)
        END AS amount,
        CASE payment_fields.field WHEN 'paid_date' THEN src_payments.paid_date END AS stated_date,
        CASE WHEN payment_fields.value_kind = 'money' THEN src_payments.paid_date END AS fact_date,
        src_payments.currency,
        src_payments.published_date,
        src_payments.source_file_id,
        src_payments.source_line
    FROM src_payments
    INNER JOIN repeated ON src_payments.source_file_id = repeated.source_file_id
    INNER JOIN differing_payments
        ON
            repeated.source = differing_payments.source
            AND src_payments.payment_id = differing_payments.payment_id
    CROSS JOIN payment_fields
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
    NULL AS context,
    currency,
    published_date,
    source_file_id,
    source_line
FROM stated
