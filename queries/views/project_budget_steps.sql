/* view
title  = "Project budget steps: one project's budget from the first version to the current one, then forecast and spending"
grain  = ["step_number"]
limits = "The difference between the latest budget and the forecast is given only where every component has both. Forecast and spending come from the source rows of the last publication that gives costs; the first of them is named."
*/
WITH

versions AS (
    SELECT
        version_number,
        budget_date,
        budget_amount,
        budget_amount - LAG(budget_amount) OVER (ORDER BY version_number) AS change_amount,
        reason,
        basis,
        source_file_id,
        source_line
    FROM project_budget_versions
    WHERE project_id = $project_id
),

latest AS (
    SELECT
        MAX_BY(budget_amount, version_number) AS budget_amount,
        MAX_BY(budget_date, version_number) AS budget_date,
        MAX_BY(source_file_id, version_number) AS source_file_id,
        MAX_BY(source_line, version_number) AS source_line,
        COUNT(*) AS version_count
    FROM versions
),

cost_rows AS (
    SELECT
        project_cost_sources.source_file_id,
        project_cost_sources.source_line
    FROM project_cost_sources
    INNER JOIN project_costs
        ON
            project_cost_sources.project_id = project_costs.project_id
            AND project_cost_sources.published_date = project_costs.published_date
    WHERE project_cost_sources.project_id = $project_id
    ORDER BY project_cost_sources.source_file_id, project_cost_sources.source_line
    LIMIT 1
),

costs AS (
    SELECT
        project_costs.published_date,
        project_costs.forecast_amount,
        project_costs.spent_amount,
        project_costs.component_count,
        project_costs.component_count = project_costs.compared_component_count AS is_comparable,
        cost_rows.source_file_id,
        cost_rows.source_line
    FROM project_costs
    CROSS JOIN cost_rows
    WHERE project_costs.project_id = $project_id
),

steps AS (
    SELECT
        version_number AS step_number,
        CASE WHEN version_number = 1 THEN 'first_budget' ELSE 'budget_change' END AS step,
        budget_date AS step_date,
        reason,
        change_amount,
        budget_amount AS amount,
        basis,
        source_file_id,
        source_line
    FROM versions
    UNION ALL
    SELECT
        100001 AS step_number,
        'latest_budget' AS step,
        budget_date AS step_date,
        NULL AS reason,
        NULL AS change_amount,
        budget_amount AS amount,
        NULL AS basis,
        source_file_id,
        source_line
    FROM latest
    WHERE version_count > 1
    UNION ALL
    SELECT
        100002 AS step_number,
        'forecast_gap' AS step,
        costs.published_date AS step_date,
        NULL AS reason,
        costs.forecast_amount - latest.budget_amount AS change_amount,
        costs.forecast_amount AS amount,
        NULL AS basis,
        costs.source_file_id,
        costs.source_line
    FROM costs
    CROSS JOIN latest
    WHERE
        costs.is_comparable
        AND costs.forecast_amount <> latest.budget_amount
    UNION ALL
    SELECT
        100003 AS step_number,
        'forecast' AS step,
        published_date AS step_date,
        NULL AS reason,
        NULL AS change_amount,
        forecast_amount AS amount,
        NULL AS basis,
        source_file_id,
        source_line
    FROM costs
    WHERE forecast_amount IS NOT NULL
    UNION ALL
    SELECT
        100004 AS step_number,
        'spent' AS step,
        published_date AS step_date,
        NULL AS reason,
        NULL AS change_amount,
        spent_amount AS amount,
        NULL AS basis,
        source_file_id,
        source_line
    FROM costs
    WHERE spent_amount IS NOT NULL
)

SELECT
    step_number,
    step,
    step_date,
    reason,
    change_amount,
    amount,
    basis,
    source_file_id,
    source_line
FROM steps
ORDER BY step_number
