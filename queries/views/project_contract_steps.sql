/* view
title  = "Project contract steps: each contract of one project from its first value to its current one, and what was paid"
grain  = ["contract_id", "step_number"]
limits = "Original value plus the recorded changes plus 'not explained' is the current value, to the cent. Where no value at signature is published the first publication's value opens the bridge. Paid means by the client to the prime contractor; the row named is that of the last payment."
*/
WITH

owned AS (
    SELECT
        contract_id,
        contract_name,
        supplier_name,
        nature,
        signed_date,
        original_amount,
        original_amount_basis,
        COALESCE(final_amount, current_amount) AS closing_amount,
        final_amount IS NOT NULL AS is_final,
        last_seen_date,
        currency,
        source_file_id,
        source_line
    FROM contracts
    WHERE project_id = $project_id
),

priced AS (
    SELECT MIN(published_date) AS published_date
    FROM project_publications
    WHERE project_id = $project_id AND contract_amount IS NOT NULL
),

-- The row that the opening value came from: the first publication that gives an amount.
first_rows AS (
    SELECT
        contract_sources.contract_id,
        contract_sources.source_file_id,
        contract_sources.source_line,
        contract_sources.published_date
    FROM contract_sources
    INNER JOIN owned ON contract_sources.contract_id = owned.contract_id
    CROSS JOIN priced
    WHERE
        contract_sources.published_date
        >= COALESCE(priced.published_date, contract_sources.published_date)
    QUALIFY
        ROW_NUMBER() OVER (
            PARTITION BY contract_sources.contract_id
            ORDER BY
                contract_sources.published_date,
                contract_sources.source_file_id,
                contract_sources.source_line
        ) = 1
),

amended AS (
    SELECT
        contract_amendments.contract_id,
        ROW_NUMBER() OVER (
            PARTITION BY contract_amendments.contract_id
            ORDER BY contract_amendments.amendment_date, contract_amendments.amendment_id
        ) AS amendment_number,
        contract_amendments.amendment_date,
        COALESCE(
            contract_amendments.amount_change,
            contract_amendments.amount_after - contract_amendments.amount_before
        ) AS change_amount,
        contract_amendments.end_date_before,
        contract_amendments.end_date_after,
        COALESCE(contract_amendments.rationale, contract_amendments.reason_code) AS reason,
        COALESCE(contract_amendments.is_price_index, FALSE) AS is_price_index,
        contract_amendments.source_file_id,
        owned.original_amount,
        contract_amendments.source_line
    FROM contract_amendments
    INNER JOIN owned ON contract_amendments.contract_id = owned.contract_id
),

changed AS (
    SELECT
        contract_id,
        SUM(change_amount) AS change_amount
    FROM amended
    GROUP BY contract_id
),

paid AS (
    SELECT
        contract_id,
        SUM(paid_amount) OVER (PARTITION BY contract_id) AS paid_amount,
        paid_date AS last_paid_date,
        source_file_id,
        source_line
    FROM payments
    WHERE project_id = $project_id AND tier = 'client_prime'
    QUALIFY
        ROW_NUMBER() OVER (
            PARTITION BY contract_id
            ORDER BY paid_date DESC NULLS LAST, payment_id DESC
        ) = 1
),

steps AS (
    SELECT
        owned.contract_id,
        1 AS step_number,
        'original' AS step,
        COALESCE(
            CASE WHEN owned.original_amount_basis = 'at signature' THEN owned.signed_date END,
            first_rows.published_date
        ) AS step_date,
        owned.original_amount_basis AS reason,
        NULL AS change_amount,
        owned.original_amount AS amount,
        CASE
            WHEN owned.original_amount_basis = 'at signature' THEN owned.source_file_id
            ELSE first_rows.source_file_id
        END AS source_file_id,
        CASE
            WHEN owned.original_amount_basis = 'at signature' THEN owned.source_line
            ELSE first_rows.source_line
        END AS source_line
    FROM owned
    LEFT JOIN first_rows ON owned.contract_id = first_rows.contract_id
    UNION ALL
    SELECT
        contract_id,
        1 + amendment_number AS step_number,
        CASE
            WHEN is_price_index THEN 'price_index'
            WHEN COALESCE(change_amount, 0) = 0 AND end_date_after IS NOT NULL THEN 'time_only'
            ELSE 'amendment'
        END AS step,
        amendment_date AS step_date,
        reason,
        change_amount,
        original_amount + SUM(COALESCE(change_amount, 0)) OVER (
            PARTITION BY contract_id
            ORDER BY amendment_number
        ) AS amount,
        source_file_id,
        source_line
    FROM amended
    UNION ALL
    SELECT
        owned.contract_id,
        100001 AS step_number,
        'not_explained' AS step,
        owned.last_seen_date AS step_date,
        NULL AS reason,
        owned.closing_amount - owned.original_amount - COALESCE(changed.change_amount, 0)
            AS change_amount,
        owned.closing_amount AS amount,
        owned.source_file_id,
        owned.source_line
    FROM owned
    LEFT JOIN changed ON owned.contract_id = changed.contract_id
    WHERE owned.closing_amount - owned.original_amount IS NOT NULL
    UNION ALL
    SELECT
        contract_id,
        100002 AS step_number,
        CASE WHEN is_final THEN 'final' ELSE 'current' END AS step,
        last_seen_date AS step_date,
        NULL AS reason,
        closing_amount - original_amount AS change_amount,
        closing_amount AS amount,
        source_file_id,
        source_line
    FROM owned
    UNION ALL
    SELECT
        paid.contract_id,
        100003 AS step_number,
        'paid' AS step,
        paid.last_paid_date AS step_date,
        NULL AS reason,
        NULL AS change_amount,
        paid.paid_amount AS amount,
        paid.source_file_id,
        paid.source_line
    FROM paid
)

SELECT
    steps.contract_id,
    owned.contract_name,
    owned.supplier_name,
    owned.nature,
    owned.currency,
    steps.step_number,
    steps.step,
    steps.step_date,
    steps.reason,
    steps.change_amount,
    steps.amount,
    steps.source_file_id,
    steps.source_line
FROM steps
LEFT JOIN owned ON steps.contract_id = owned.contract_id
ORDER BY steps.contract_id, steps.step_number
