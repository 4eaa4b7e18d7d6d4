/* model
title  = "Project costs: budget, forecast and spending as last published"
grain  = ["project_id"]
limits = "Budget and forecast are compared only over the components for which both are known."
*/
WITH

last_seen AS (
    SELECT
        project_id,
        MAX(published_date) AS published_date
    FROM src_project_costs
    GROUP BY project_id
)

SELECT
    src_project_costs.project_id,
    MIN(src_project_costs.published_date) AS published_date,
    SUM(src_project_costs.budget_amount) AS budget_amount,
    SUM(src_project_costs.forecast_amount) AS forecast_amount,
    SUM(src_project_costs.spent_amount) AS spent_amount,
    SUM(
        CASE
            WHEN src_project_costs.forecast_amount IS NOT NULL
                THEN src_project_costs.budget_amount
        END
    ) AS compared_budget_amount,
    SUM(
        CASE
            WHEN src_project_costs.budget_amount IS NOT NULL
                THEN src_project_costs.forecast_amount
        END
    ) AS compared_forecast_amount,
    COUNT(*) AS component_count,
    COUNT(src_project_costs.forecast_amount) AS forecast_component_count,
    COUNT(
        CASE
            WHEN src_project_costs.forecast_amount IS NOT NULL
                THEN src_project_costs.budget_amount
        END
    ) AS compared_component_count,
    MIN(src_project_costs.currency) AS currency,
    COUNT(DISTINCT src_project_costs.currency) AS currency_count
FROM src_project_costs
INNER JOIN last_seen
    ON
        src_project_costs.project_id = last_seen.project_id
        AND src_project_costs.published_date = last_seen.published_date
GROUP BY src_project_costs.project_id
