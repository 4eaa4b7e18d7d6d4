/* view
title  = "Source dimensions: the scorecard of a source added up by table and dimension, never over dimensions"
grain  = ["source", "published_date", "table_name", "dimension"]
limits = "Counts are those of the checks added up, each row once for each check. needed_known_share counts the columns that some indicator cannot do without; those not supplied count as empty. There is no score over all dimensions."
*/
WITH

added AS (
    SELECT
        source,
        published_date,
        is_latest,
        table_name,
        dimension,
        COUNT(*) FILTER (WHERE state = 'measured') AS measured_count,
        COUNT(*) FILTER (WHERE state = 'measured' AND failed_count > 0) AS failing_count,
        COUNT(*) FILTER (WHERE state = 'not supplied') AS not_supplied_count,
        COUNT(*) FILTER (WHERE state = 'not applicable') AS not_applicable_count,
        SUM(checked_count) AS checked_count,
        SUM(failed_count) AS failed_count,
        COUNT(*) FILTER (WHERE change = 'better') AS better_count,
        COUNT(*) FILTER (WHERE change = 'worse') AS worse_count
    FROM source_scorecard
    -- A column's own row repeats what the row of the whole file counts.
    WHERE NOT (table_name = 'whole file' AND column_name IS NOT NULL)
    GROUP BY source, published_date, is_latest, table_name, dimension
),

needed AS (
    SELECT
        source,
        published_date,
        table_name,
        COUNT(DISTINCT column_name) AS needed_column_count,
        COUNT(DISTINCT column_name) FILTER (WHERE is_supplied) AS needed_supplied_count,
        CAST(SUM(known_count) AS DOUBLE) / NULLIF(SUM(row_count), 0) AS needed_known_share
    FROM column_profiles
    WHERE is_needed
    GROUP BY source, published_date, table_name
)

SELECT
    added.source,
    added.published_date,
    added.is_latest,
    added.table_name,
    added.dimension,
    added.measured_count,
    added.failing_count,
    added.not_supplied_count,
    added.not_applicable_count,
    added.checked_count,
    added.failed_count,
    1 - CAST(added.failed_count AS DOUBLE) / NULLIF(added.checked_count, 0) AS passed_share,
    needed.needed_column_count,
    needed.needed_supplied_count,
    needed.needed_known_share,
    added.better_count,
    added.worse_count
FROM added
LEFT JOIN needed
    ON
        added.dimension = 'completeness'
        AND added.source = needed.source
        AND added.published_date = needed.published_date
        AND added.table_name = needed.table_name
ORDER BY
    added.source ASC,
    added.published_date DESC,
    added.table_name ASC,
    added.dimension ASC
