/* model
title  = "Check: no two rows of one file say exactly the same"
grain  = ["check_name", "table_name", "column_name", "source_file_id", "published_date", "source_line", "subject_id"]
limits = "Places are left out: phases of one project lie in one place. Tables with a key cannot hold a row twice: there the second one is kept out, see the check of keys."
*/
WITH

repeated AS (
    SELECT
        'projects' AS table_name,
        source_file_id,
        published_date,
        source_line,
        project_id AS subject_id,
        ROW_NUMBER() OVER (
            PARTITION BY
                source_file_id, published_date, project_id, project_name, component, status,
                planned_start_date, planned_end_date, actual_start_date, actual_end_date,
                forecast_end_date, agency, address
            ORDER BY source_line ASC
        ) AS copy_number
    FROM src_projects
    UNION ALL
    SELECT
        'project_costs' AS table_name,
        source_file_id,
        published_date,
        source_line,
        project_id AS subject_id,
        ROW_NUMBER() OVER (
            PARTITION BY
                source_file_id, published_date, project_id, component, budget_amount,
                forecast_amount, spent_amount, currency
            ORDER BY source_line ASC
        ) AS copy_number
    FROM src_project_costs
    UNION ALL
    SELECT
        'project_budgets' AS table_name,
        source_file_id,
        published_date,
        source_line,
        project_id AS subject_id,
        ROW_NUMBER() OVER (
            PARTITION BY
                source_file_id, published_date, project_id, budget_date, budget_amount, currency,
                reason
            ORDER BY source_line ASC
        ) AS copy_number
    FROM src_project_budgets
    UNION ALL
    SELECT
        'project_schedules' AS table_name,
        source_file_id,
        published_date,
        source_line,
        project_id AS subject_id,
        ROW_NUMBER() OVER (
            PARTITION BY
                source_file_id, published_date, project_id, schedule_date, start_date,
                completion_date, reason
            ORDER BY source_line ASC
        ) AS copy_number
    FROM src_project_schedules
),

checked AS (
    SELECT
        table_name,
        source_file_id,
        published_date,
        source_line,
        subject_id,
        copy_number > 1 AS is_failed,
        CONCAT('copy number ', copy_number) AS found
    FROM repeated
)

-- The failing rows, some of them, and below them the exact counts of every file.
SELECT
    'row repeated exactly' AS check_name,
    'uniqueness' AS dimension,
    table_name,
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
        PARTITION BY table_name, source_file_id, published_date
        ORDER BY source_line ASC, subject_id ASC
    ) <= 500
UNION ALL
SELECT
    'row repeated exactly' AS check_name,
    'uniqueness' AS dimension,
    table_name,
    CAST(NULL AS VARCHAR) AS column_name,
    source_file_id,
    published_date,
    CAST(NULL AS BIGINT) AS source_line,
    CAST(NULL AS VARCHAR) AS subject_id,
    CAST(NULL AS VARCHAR) AS found,
    COUNT(*) AS checked_count,
    COUNT(*) FILTER (WHERE is_failed) AS failed_count
FROM checked
GROUP BY table_name, source_file_id, published_date
