/* model
title  = "Statement changes: what a later publication says otherwise of the past"
grain  = ["source", "entity_kind", "entity_id", "field", "shape", "published_date", "source_file_id"]
limits = "Amounts within one unit of the currency and shares within half a percentage point count as the same. A value that the later file lost because it cannot be read is no change."
*/
WITH

statements AS (
    SELECT * FROM contract_statements
    UNION ALL
    SELECT * FROM work_statements
    UNION ALL
    SELECT * FROM version_statements
    UNION ALL
    SELECT * FROM payment_statements
),

unreadable AS (
    SELECT DISTINCT
        source_file_id,
        source_line
    FROM src_load_issues
    WHERE action = 'nulled'
),

told AS (
    SELECT
        statements.*,
        unreadable.source_line IS NOT NULL AND statements.measure IS NULL AS is_unreadable
    FROM statements
    LEFT JOIN unreadable
        ON
            statements.source_file_id = unreadable.source_file_id
            AND statements.source_line = unreadable.source_line
),

-- What could not be read is passed over; what was left out says that it is no longer known.
in_order AS (
    SELECT
        *,
        COUNT(measure) OVER (
            PARTITION BY source, entity_kind, entity_id, field, shape
            ORDER BY published_date, source_file_id, source_line
        ) AS known_count
    FROM told
    WHERE NOT is_unreadable
),

known AS (
    SELECT
        source,
        entity_kind,
        entity_id,
        field,
        shape,
        known_count,
        measure,
        stated_text,
        fact_date,
        context,
        published_date,
        source_file_id,
        source_line
    FROM in_order
    WHERE measure IS NOT NULL
),

compared AS (
    SELECT
        later.source,
        later.entity_kind,
        later.entity_id,
        later.project_id,
        later.contract_id,
        later.field,
        later.value_kind,
        later.rule,
        later.shape,
        COALESCE(later.currency, '') AS currency,
        earlier.measure AS measure_before,
        later.measure AS measure_after,
        earlier.stated_text AS text_before,
        later.stated_text AS text_after,
        COALESCE(earlier.fact_date, later.fact_date) AS fact_date,
        later.fact_date AS fact_date_after,
        earlier.context <> later.context AS is_another_context,
        earlier.published_date AS published_date_before,
        later.published_date,
        LAG(later.measure) OVER (
            PARTITION BY
                later.source, later.entity_kind, later.entity_id, later.field, later.shape
            ORDER BY later.published_date, later.source_file_id, later.source_line
        ) IS NULL AS was_missing_before,
        LAG(later.published_date) OVER (
            PARTITION BY
                later.source, later.entity_kind, later.entity_id, later.field, later.shape
            ORDER BY later.published_date, later.source_file_id, later.source_line
        ) AS stated_date_before,
        earlier.source_file_id AS source_file_id_before,
        earlier.source_line AS source_line_before,
        later.source_file_id,
        later.source_line
    FROM in_order AS later
    LEFT JOIN known AS earlier
        ON
            later.source = earlier.source
            AND later.entity_kind = earlier.entity_kind
            AND later.entity_id = earlier.entity_id
            AND later.field = earlier.field
            AND later.shape IS NOT DISTINCT FROM earlier.shape
            AND earlier.known_count = later.known_count - CASE
                WHEN later.measure IS NULL THEN 0 ELSE 1
            END
),

changed AS (
    SELECT
        *,
        CASE
            WHEN measure_before IS NULL THEN 'added'
            WHEN measure_after IS NULL THEN 'removed'
            WHEN value_kind = 'date' AND measure_after > measure_before THEN 'later'
            WHEN value_kind = 'date' THEN 'earlier'
            WHEN rule = 'backwards' THEN 'backwards'
            WHEN measure_after > measure_before THEN 'up'
            ELSE 'down'
        END AS direction,
        CASE
            WHEN value_kind = 'date'
                THEN CAST(DATE '1970-01-01' + CAST(measure_before AS INT) AS DATE)
        END AS date_before
    FROM compared
    WHERE
        COALESCE(published_date_before, stated_date_before) < published_date
        AND CASE
            WHEN measure_before IS NULL
                -- A version dated before the last publication, which did not have it.
                THEN
                    rule = 'version'
                    AND measure_after IS NOT NULL
                    AND fact_date_after <= stated_date_before
            WHEN measure_after IS NULL THEN NOT was_missing_before AND rule <> 'backwards'
            WHEN rule = 'backwards' AND field = 'progress'
                -- The same report stated anew is an edit of that report.
                THEN measure_after < measure_before - 0.005 AND fact_date <> fact_date_after
            WHEN rule = 'backwards' THEN measure_after < measure_before
            WHEN value_kind = 'money' THEN ABS(measure_after - measure_before) >= 1
            WHEN value_kind = 'share' THEN ABS(measure_after - measure_before) > 0.005
            ELSE measure_after <> measure_before
        END
)

SELECT
    source,
    entity_kind,
    entity_id,
    project_id,
    contract_id,
    field,
    value_kind,
    currency,
    direction,
    measure_before,
    measure_after,
    text_before,
    text_after,
    COALESCE(fact_date, date_before) AS fact_date,
    COALESCE(is_another_context, FALSE) AS is_another_contractor,
    COALESCE(published_date_before, stated_date_before) AS published_date_before,
    published_date,
    COALESCE(shape, '') AS shape,
    source_file_id_before,
    source_line_before,
    source_file_id,
    source_line
FROM changed
-- A day still to come when it was stated was a plan, whatever its column is called.
WHERE rule <> 'come' OR date_before <= published_date_before
