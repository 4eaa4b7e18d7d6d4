/* model
title  = "Version statements: dated budgets and plans, and whether each publication still tells of them"
grain  = ["source", "entity_kind", "entity_id", "field", "published_date", "source_file_id"]
limits = "Only files that tell of earlier days keep versions; one that speaks only for its own day says nothing of earlier ones. A version is known by its date."
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

dated AS (
    SELECT
        source_file_id,
        project_id,
        'budget version' AS entity_kind,
        budget_date AS version_date,
        'budget_amount' AS field,
        'money' AS value_kind,
        CAST(budget_amount AS DOUBLE) AS measure,
        currency,
        published_date,
        source_line,
        MIN(budget_date) OVER (PARTITION BY source_file_id) AS first_version_date
    FROM src_project_budgets
    UNION ALL
    SELECT
        source_file_id,
        project_id,
        'baseline' AS entity_kind,
        schedule_date AS version_date,
        'completion_date' AS field,
        'date' AS value_kind,
        DATE_DIFF('day', DATE '1970-01-01', completion_date) AS measure,
        NULL AS currency,
        published_date,
        source_line,
        MIN(schedule_date) OVER (PARTITION BY source_file_id) AS first_version_date
    FROM src_project_schedules
),

versions AS (
    SELECT
        repeated.source,
        dated.*
    FROM dated
    INNER JOIN repeated ON dated.source_file_id = repeated.source_file_id
    WHERE dated.first_version_date < dated.published_date
),

spoken AS (
    SELECT
        source,
        project_id,
        entity_kind,
        published_date,
        MIN(source_file_id) AS source_file_id,
        MIN(source_line) AS source_line
    FROM versions
    GROUP BY source, project_id, entity_kind, published_date
),

version_keys AS (
    SELECT DISTINCT
        source,
        project_id,
        entity_kind,
        version_date,
        field,
        value_kind
    FROM versions
)

SELECT
    spoken.source,
    spoken.entity_kind,
    CONCAT(spoken.project_id, ' ', version_keys.version_date) AS entity_id,
    spoken.project_id,
    CAST(NULL AS VARCHAR) AS contract_id,
    version_keys.field,
    version_keys.value_kind,
    'version' AS rule,
    versions.measure,
    NULL AS stated_text,
    version_keys.version_date AS fact_date,
    NULL AS shape,
    NULL AS context,
    versions.currency,
    spoken.published_date,
    COALESCE(versions.source_file_id, spoken.source_file_id) AS source_file_id,
    COALESCE(versions.source_line, spoken.source_line) AS source_line
FROM spoken
INNER JOIN version_keys
    ON
        spoken.source = version_keys.source
        AND spoken.project_id = version_keys.project_id
        AND spoken.entity_kind = version_keys.entity_kind
        -- What is dated later than the publication could not be told yet.
        AND spoken.published_date >= version_keys.version_date
LEFT JOIN versions
    ON
        version_keys.source = versions.source
        AND version_keys.project_id = versions.project_id
        AND version_keys.entity_kind = versions.entity_kind
        AND version_keys.version_date = versions.version_date
        AND spoken.published_date = versions.published_date
-- Two versions of one day are one: the last in the file.
QUALIFY
    ROW_NUMBER() OVER (
        PARTITION BY
            spoken.source, spoken.entity_kind, spoken.project_id, version_keys.version_date,
            spoken.published_date
        ORDER BY versions.source_file_id DESC, versions.source_line DESC
    ) = 1
