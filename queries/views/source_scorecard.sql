/* view
title  = "Source scorecard: every check of every source and table, publication by publication"
grain  = ["source", "published_date", "dimension", "check_name", "table_name", "column_name"]
limits = "state is measured, not supplied (the column has no value in the publication) or not applicable (nothing to check, or the source states no rhythm): only what was measured has a share. change compares with the publication before in which it could be measured, at one part in a thousand. rows behind: quality_rows."
*/
WITH

expected AS (
    SELECT
        listed.check_name,
        listed.dimension,
        listed.table_name
    FROM (
        VALUES
        ('row kept out', 'validity', 'whole file'),
        ('value that cannot be read', 'validity', 'whole file'),
        ('ends before it starts', 'consistency', 'projects'),
        ('ends before it starts', 'consistency', 'project_schedules'),
        ('dates out of order', 'consistency', 'contracts'),
        ('dates out of order', 'consistency', 'invoices'),
        ('paid before invoiced', 'consistency', 'payments'),
        ('other currency than the contract', 'consistency', 'payments'),
        ('value is not that of first value and amendments', 'consistency', 'contracts'),
        ('period after the report', 'consistency', 'progress_reports'),
        ('progress above 100 %', 'consistency', 'progress_reports'),
        ('happened after it was published', 'consistency', 'projects'),
        ('happened after it was published', 'consistency', 'milestones'),
        ('happened after it was published', 'consistency', 'payments'),
        ('shares do not sum to 1', 'consistency', 'bid_parties'),
        ('shares do not sum to 1', 'consistency', 'party_owners'),
        ('name and position contradict', 'consistency', 'project_places'),
        ('long silence between reports', 'timeliness', 'progress_reports'),
        ('silence longer than promised', 'timeliness', 'whole file'),
        ('key used twice', 'uniqueness', 'whole file'),
        ('row repeated exactly', 'uniqueness', 'projects'),
        ('row repeated exactly', 'uniqueness', 'project_costs'),
        ('row repeated exactly', 'uniqueness', 'project_budgets'),
        ('row repeated exactly', 'uniqueness', 'project_schedules')
    ) AS listed (check_name, dimension, table_name)
),

filled AS (
    SELECT DISTINCT
        source,
        published_date,
        table_name
    FROM column_profiles
    UNION
    SELECT DISTINCT
        source,
        published_date,
        'whole file' AS table_name
    FROM column_profiles
),

counted AS (
    SELECT
        source,
        published_date,
        dimension,
        check_name,
        table_name,
        column_name,
        SUM(checked_count) AS checked_count,
        SUM(failed_count) AS failed_count
    FROM quality_results
    WHERE source_line IS NULL
    GROUP BY source, published_date, dimension, check_name, table_name, column_name
),

completed AS (
    SELECT
        source,
        published_date,
        dimension,
        check_name,
        table_name,
        column_name,
        checked_count,
        failed_count
    FROM counted
    UNION ALL
    SELECT
        filled.source,
        filled.published_date,
        expected.dimension,
        expected.check_name,
        expected.table_name,
        CAST(NULL AS VARCHAR) AS column_name,
        0 AS checked_count,
        0 AS failed_count
    FROM filled
    INNER JOIN expected ON filled.table_name = expected.table_name
    LEFT JOIN counted
        ON
            filled.source = counted.source
            AND filled.published_date = counted.published_date
            AND expected.check_name = counted.check_name
            AND expected.table_name = counted.table_name
            AND counted.column_name IS NULL
    WHERE counted.source IS NULL
),

compared AS (
    SELECT
        completed.*,
        CAST(failed_count AS DOUBLE) / NULLIF(checked_count, 0) AS failed_share,
        published_date = MAX(published_date) OVER (PARTITION BY source) AS is_latest,
        LAG(CAST(failed_count AS DOUBLE) / NULLIF(checked_count, 0)) OVER (
            PARTITION BY source, dimension, check_name, table_name, column_name
            ORDER BY published_date
        ) AS previous_failed_share,
        LAG(published_date) OVER (
            PARTITION BY source, dimension, check_name, table_name, column_name
            ORDER BY published_date
        ) AS previous_published_date
    FROM completed
),

needed AS (
    SELECT DISTINCT
        table_name,
        column_name
    FROM indicator_fields
    WHERE table_name IS NOT NULL
)

SELECT
    compared.source,
    compared.published_date,
    compared.is_latest,
    compared.dimension,
    compared.check_name,
    compared.table_name,
    compared.column_name,
    needed.column_name IS NOT NULL AS is_needed,
    CASE
        WHEN compared.checked_count > 0 THEN 'measured'
        WHEN compared.check_name = 'value missing' THEN 'not supplied'
        ELSE 'not applicable'
    END AS state,
    compared.checked_count,
    compared.failed_count,
    compared.failed_share,
    compared.previous_published_date,
    compared.previous_failed_share,
    CASE
        WHEN compared.failed_share IS NULL THEN NULL
        WHEN compared.previous_failed_share IS NULL THEN 'first'
        WHEN compared.failed_share < compared.previous_failed_share - 0.001 THEN 'better'
        WHEN compared.failed_share > compared.previous_failed_share + 0.001 THEN 'worse'
        ELSE 'same'
    END AS change
FROM compared
LEFT JOIN needed
    ON
        compared.table_name = needed.table_name
        AND compared.column_name = needed.column_name
        AND compared.check_name = 'value missing'
ORDER BY
    compared.source ASC,
    compared.published_date DESC,
    compared.dimension ASC,
    compared.failed_share DESC NULLS LAST,
    compared.check_name ASC,
    compared.table_name ASC,
    compared.column_name ASC
