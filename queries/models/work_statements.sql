/* model
title  = "Work statements: what each publication said of the past of a project"
grain  = ["source", "entity_kind", "entity_id", "field", "shape", "published_date"]
limits = "Only sources with several publications. Phases of a project are taken together and compared only where there are as many as before. A plan is past once published; a forecast is not and may move."
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

steps AS (
    SELECT
        listed.status,
        listed.step
    FROM (
        VALUES
        ('identification', 1),
        ('preparation', 2),
        ('implementation', 3),
        ('completion', 4),
        ('maintenance', 5),
        ('decommissioning', 6),
        ('decommissioned', 7),
        ('cancelled', 8)
    ) AS listed (status, step)
),

project_fields AS (
    SELECT
        listed.field,
        listed.value_kind,
        listed.rule
    FROM (
        VALUES
        ('planned_start_date', 'date', 'any'),
        ('planned_end_date', 'date', 'any'),
        ('actual_start_date', 'date', 'come'),
        ('actual_end_date', 'date', 'come'),
        ('completion_amount', 'money', 'any'),
        ('status', 'status', 'backwards')
    ) AS listed (field, value_kind, rule)
),

projects_stated AS (
    SELECT
        repeated.source,
        src_projects.project_id,
        src_projects.published_date,
        MIN(src_projects.planned_start_date) AS planned_start_date,
        CASE
            WHEN COUNT(src_projects.planned_end_date) = COUNT(*)
                THEN MAX(src_projects.planned_end_date)
        END AS planned_end_date,
        MIN(src_projects.actual_start_date) AS actual_start_date,
        CASE
            WHEN COUNT(src_projects.actual_end_date) = COUNT(*)
                THEN MAX(src_projects.actual_end_date)
        END AS actual_end_date,
        SUM(src_projects.completion_amount) AS completion_amount,
        MIN(steps.step) AS step,
        MIN(src_projects.currency) AS currency,
        COUNT(*) AS row_count,
        MIN(src_projects.source_file_id) AS source_file_id,
        MIN(src_projects.source_line) AS source_line
    FROM src_projects
    INNER JOIN repeated ON src_projects.source_file_id = repeated.source_file_id
    LEFT JOIN steps ON src_projects.status = steps.status
    GROUP BY repeated.source, src_projects.project_id, src_projects.published_date
),

costs_stated AS (
    SELECT
        repeated.source,
        src_project_costs.project_id,
        src_project_costs.published_date,
        SUM(src_project_costs.budget_amount) AS budget_amount,
        MIN(src_project_costs.currency) AS currency,
        COUNT(*) AS row_count,
        MIN(src_project_costs.source_file_id) AS source_file_id,
        MIN(src_project_costs.source_line) AS source_line
    FROM src_project_costs
    INNER JOIN repeated ON src_project_costs.source_file_id = repeated.source_file_id
    GROUP BY repeated.source, src_project_costs.project_id, src_project_costs.published_date
),

reports AS (
    SELECT
        repeated.source,
        src_progress_reports.*,
        ROW_NUMBER() OVER (
            PARTITION BY
                repeated.source, src_progress_reports.project_id,
                src_progress_reports.contract_id, src_progress_reports.published_date
            ORDER BY
                src_progress_reports.period_end_date DESC, src_progress_reports.report_id DESC
        ) AS newness
    FROM src_progress_reports
    INNER JOIN repeated ON src_progress_reports.source_file_id = repeated.source_file_id
),

milestones_stated AS (
    SELECT
        repeated.source,
        src_milestones.*
    FROM src_milestones
    INNER JOIN repeated ON src_milestones.source_file_id = repeated.source_file_id
),

milestone_fields AS (
    SELECT
        listed.field,
        listed.value_kind,
        listed.rule
    FROM (
        VALUES ('baseline_date', 'date', 'any'), ('actual_date', 'date', 'come')
    ) AS listed (field, value_kind, rule)
),

stated AS (
    SELECT
        projects_stated.source,
        'project' AS entity_kind,
        projects_stated.project_id AS entity_id,
        projects_stated.project_id,
        CAST(NULL AS VARCHAR) AS contract_id,
        project_fields.field,
        project_fields.value_kind,
        project_fields.rule,
        CASE project_fields.field
            WHEN 'completion_amount' THEN CAST(projects_stated.completion_amount AS DOUBLE)
            WHEN 'status' THEN CAST(projects_stated.step AS DOUBLE)
        END AS amount,
        CASE project_fields.field
            WHEN 'planned_start_date' THEN projects_stated.planned_start_date
            WHEN 'planned_end_date' THEN projects_stated.planned_end_date
            WHEN 'actual_start_date' THEN projects_stated.actual_start_date
            WHEN 'actual_end_date' THEN projects_stated.actual_end_date
        END AS stated_date,
        CAST(NULL AS DATE) AS fact_date,
        CAST(projects_stated.row_count AS VARCHAR) AS shape,
        projects_stated.currency,
        projects_stated.published_date,
        projects_stated.source_file_id,
        projects_stated.source_line
    FROM projects_stated
    CROSS JOIN project_fields
    UNION ALL
    SELECT
        source,
        'project' AS entity_kind,
        project_id AS entity_id,
        project_id,
        CAST(NULL AS VARCHAR) AS contract_id,
        'budget_amount' AS field,
        'money' AS value_kind,
        'any' AS rule,
        CAST(budget_amount AS DOUBLE) AS amount,
        CAST(NULL AS DATE) AS stated_date,
        CAST(NULL AS DATE) AS fact_date,
        CAST(row_count AS VARCHAR) AS shape,
        currency,
        published_date,
        source_file_id,
        source_line
    FROM costs_stated
    UNION ALL
    SELECT
        source,
        'progress report' AS entity_kind,
        CONCAT(project_id, ' ', period_end_date) AS entity_id,
        project_id,
        contract_id,
        'physical_share' AS field,
        'share' AS value_kind,
        'any' AS rule,
        physical_share AS amount,
        CAST(NULL AS DATE) AS stated_date,
        period_end_date AS fact_date,
        COALESCE(contract_id, '') AS shape,
        CAST(NULL AS VARCHAR) AS currency,
        published_date,
        source_file_id,
        source_line
    FROM reports
    UNION ALL
    SELECT
        source,
        'project' AS entity_kind,
        project_id AS entity_id,
        project_id,
        contract_id,
        'progress' AS field,
        'share' AS value_kind,
        'backwards' AS rule,
        physical_share AS amount,
        CAST(NULL AS DATE) AS stated_date,
        period_end_date AS fact_date,
        COALESCE(contract_id, '') AS shape,
        CAST(NULL AS VARCHAR) AS currency,
        published_date,
        source_file_id,
        source_line
    FROM reports
    WHERE newness = 1 AND physical_share IS NOT NULL
    UNION ALL
    SELECT
        milestones_stated.source,
        'milestone' AS entity_kind,
        milestones_stated.milestone_id AS entity_id,
        milestones_stated.project_id,
        milestones_stated.contract_id,
        milestone_fields.field,
        milestone_fields.value_kind,
        milestone_fields.rule,
        CAST(NULL AS DOUBLE) AS amount,
        CASE milestone_fields.field
            WHEN 'baseline_date' THEN milestones_stated.baseline_date
            WHEN 'actual_date' THEN milestones_stated.actual_date
        END AS stated_date,
        CAST(NULL AS DATE) AS fact_date,
        '' AS shape,
        CAST(NULL AS VARCHAR) AS currency,
        milestones_stated.published_date,
        milestones_stated.source_file_id,
        milestones_stated.source_line
    FROM milestones_stated
    CROSS JOIN milestone_fields
)

SELECT
    stated.source,
    stated.entity_kind,
    stated.entity_id,
    stated.project_id,
    stated.contract_id,
    stated.field,
    stated.value_kind,
    stated.rule,
    CASE
        WHEN stated.value_kind = 'date' THEN DATE_DIFF('day', DATE '1970-01-01', stated.stated_date)
        ELSE stated.amount
    END AS measure,
    CASE WHEN stated.field = 'status' THEN steps.status END AS stated_text,
    stated.fact_date,
    stated.shape,
    NULL AS context,
    stated.currency,
    stated.published_date,
    stated.source_file_id,
    stated.source_line
FROM stated
LEFT JOIN steps ON stated.field = 'status' AND stated.amount = steps.step
QUALIFY
    MIN(COALESCE(CAST(stated.stated_date AS VARCHAR), CAST(stated.amount AS VARCHAR), ''))
        OVER (
            PARTITION BY
                stated.source, stated.entity_kind, stated.entity_id, stated.field, stated.shape
        )
    <> MAX(COALESCE(CAST(stated.stated_date AS VARCHAR), CAST(stated.amount AS VARCHAR), ''))
        OVER (
            PARTITION BY
                stated.source, stated.entity_kind, stated.entity_id, stated.field, stated.shape
        )
