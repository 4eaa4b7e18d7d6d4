/* view
title  = "Field requests: what to ask the publishers for next, and what it would let the indicators judge"
grain  = ["table_name", "column_name", "source"]
limits = "Ranked by indicators gained: over the indicators, the share of all their subjects that this field would answer, added up. A subject gives its first reason only, so another gap may come to light. Where a table is missing whole and an indicator has no subject at all, nobody knows how many there would be: these come last. The source is one that brings nothing but such tables, else the one that brings the project."
*/
WITH

subjects AS (
    SELECT
        code,
        SUM(n) AS subject_count
    FROM indicator_counts
    GROUP BY code
),

fillers AS (
    SELECT DISTINCT
        source,
        table_name
    FROM column_profiles
),

-- A source of payments alone brings no projects; it is the one to ask for what payments lack.
carriers AS (
    SELECT
        fillers.table_name,
        STRING_AGG(fillers.source, ', ' ORDER BY fillers.source) AS source
    FROM fillers
    LEFT JOIN fillers AS bringing
        ON fillers.source = bringing.source AND bringing.table_name = 'projects'
    WHERE bringing.source IS NULL
    GROUP BY fillers.table_name
),

only_source AS (
    SELECT CASE WHEN COUNT(DISTINCT source) = 1 THEN MIN(source) END AS source
    FROM projects
),

skipped AS (
    SELECT
        indicator_results.code,
        indicator_fields.remedy,
        indicator_fields.table_name,
        indicator_fields.column_name,
        COALESCE(carriers.source, projects.source, only_source.source) AS source,
        indicator_results.subject_id,
        indicator_results.project_id
    FROM indicator_results
    INNER JOIN indicator_fields
        ON
            indicator_results.code = indicator_fields.code
            AND indicator_results.skip_reason = indicator_fields.skip_reason
    CROSS JOIN only_source
    LEFT JOIN projects ON indicator_results.project_id = projects.project_id
    LEFT JOIN carriers ON indicator_fields.table_name = carriers.table_name
    WHERE indicator_results.outcome = 'insufficient' AND indicator_fields.table_name IS NOT NULL
),

by_code AS (
    SELECT
        skipped.table_name,
        skipped.column_name,
        skipped.source,
        skipped.remedy,
        skipped.code,
        COUNT(*) AS unlocked_count,
        CAST(COUNT(*) AS DOUBLE) / NULLIF(MAX(subjects.subject_count), 0) AS gained_share
    FROM skipped
    INNER JOIN subjects ON skipped.code = subjects.code
    GROUP BY
        skipped.table_name, skipped.column_name, skipped.source, skipped.remedy, skipped.code
),

projects_behind AS (
    SELECT
        table_name,
        column_name,
        source,
        remedy,
        COUNT(DISTINCT project_id) AS project_count
    FROM skipped
    GROUP BY table_name, column_name, source, remedy
),

asked AS (
    SELECT
        by_code.table_name,
        by_code.column_name,
        by_code.source,
        by_code.remedy,
        COUNT(*) AS indicator_count,
        STRING_AGG(by_code.code, ' ' ORDER BY by_code.code) AS codes,
        SUM(by_code.unlocked_count) AS unlocked_count,
        SUM(by_code.gained_share) AS gained_indicators
    FROM by_code
    GROUP BY by_code.table_name, by_code.column_name, by_code.source, by_code.remedy
),

blocked AS (
    SELECT
        indicator_fields.table_name,
        COUNT(DISTINCT indicator_fields.code) AS indicator_count,
        STRING_AGG(DISTINCT indicator_fields.code, ' ' ORDER BY indicator_fields.code) AS codes
    FROM indicator_fields
    LEFT JOIN subjects ON indicator_fields.code = subjects.code
    LEFT JOIN fillers ON indicator_fields.table_name = fillers.table_name
    WHERE
        COALESCE(subjects.subject_count, 0) = 0
        AND fillers.table_name IS NULL
        AND indicator_fields.table_name IS NOT NULL
        AND indicator_fields.table_name <> 'neighbourhoods'
    GROUP BY indicator_fields.table_name
)

SELECT
    asked.table_name,
    asked.column_name,
    asked.source,
    asked.remedy,
    asked.indicator_count,
    asked.codes,
    asked.unlocked_count,
    projects_behind.project_count,
    asked.gained_indicators
FROM asked
INNER JOIN projects_behind
    ON
        asked.table_name = projects_behind.table_name
        AND asked.column_name = projects_behind.column_name
        AND COALESCE(asked.source, '') = COALESCE(projects_behind.source, '')
        AND asked.remedy = projects_behind.remedy
UNION ALL
SELECT
    table_name,
    CAST(NULL AS VARCHAR) AS column_name,
    CAST(NULL AS VARCHAR) AS source,
    'whole table' AS remedy,
    indicator_count,
    codes,
    CAST(NULL AS BIGINT) AS unlocked_count,
    CAST(NULL AS BIGINT) AS project_count,
    CAST(NULL AS DOUBLE) AS gained_indicators
FROM blocked
ORDER BY
    gained_indicators DESC NULLS LAST,
    indicator_count DESC,
    table_name ASC,
    column_name ASC,
    source ASC,
    remedy ASC
