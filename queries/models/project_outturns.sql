/* model
title  = "Project outturns: the first budget, the latest one, and what the project will have cost"
grain  = ["project_id"]
limits = "Outturn is the forecast where there is one, else the sum of the contracts, else the latest budget of a source that keeps versions and no outturn. Costs published per component are compared only over the components that have both a budget and a forecast. The latest budget is unknown where a budget was stated once and may have been overwritten."
*/
WITH

versions AS (
    SELECT
        project_id,
        MIN_BY(budget_amount, version_number) AS first_amount,
        MIN_BY(budget_date, version_number) AS first_date,
        MAX_BY(budget_amount, version_number) AS latest_amount,
        MAX_BY(budget_date, version_number) AS latest_date,
        MAX(version_number) AS version_count,
        MIN(basis) AS basis,
        MIN(basis) = 'stated version' OR MAX(statement_count) >= 2 AS is_kept_up,
        MAX(statement_count) AS statement_count,
        MIN(currency) AS currency,
        COUNT(DISTINCT currency) AS currency_count
    FROM project_budget_versions
    GROUP BY project_id
),

contracted AS (
    SELECT
        project_id,
        SUM(COALESCE(final_amount, current_amount)) AS contract_amount,
        COUNT(*) AS contract_count,
        COUNT(COALESCE(final_amount, current_amount)) AS valued_contract_count,
        MIN(currency) AS currency,
        COUNT(DISTINCT currency) AS currency_count
    FROM contracts
    WHERE
        COALESCE(status, 'active') NOT IN ('pending', 'cancelled')
        AND COALESCE(signed_date, $as_of) <= $as_of
    GROUP BY project_id
),

sourced AS (
    SELECT
        projects.project_id,
        projects.is_finished,
        CASE
            WHEN
                versions.basis = 'publication'
                AND project_costs.component_count > 1
                AND project_costs.compared_component_count > 0
                THEN 'forecast of the components with a budget'
            WHEN project_costs.forecast_component_count = project_costs.component_count
                THEN 'forecast'
            WHEN contracted.valued_contract_count = contracted.contract_count THEN 'contracts'
            WHEN versions.statement_count >= 2 THEN 'latest approved budget'
        END AS outturn_source
    FROM projects
    LEFT JOIN versions ON projects.project_id = versions.project_id
    LEFT JOIN project_costs ON projects.project_id = project_costs.project_id
    LEFT JOIN contracted ON projects.project_id = contracted.project_id
)

SELECT
    sourced.project_id,
    CASE
        WHEN sourced.outturn_source = 'forecast of the components with a budget'
            THEN project_costs.compared_budget_amount
        ELSE versions.first_amount
    END AS first_budget_amount,
    versions.first_date AS first_budget_date,
    CASE
        WHEN NOT versions.is_kept_up THEN NULL
        WHEN sourced.outturn_source = 'forecast of the components with a budget'
            THEN project_costs.compared_budget_amount
        ELSE versions.latest_amount
    END AS latest_budget_amount,
    CASE WHEN versions.is_kept_up THEN versions.latest_date END AS latest_budget_date,
    versions.version_count AS budget_version_count,
    CASE sourced.outturn_source
        WHEN 'forecast of the components with a budget'
            THEN project_costs.compared_forecast_amount
        WHEN 'forecast' THEN project_costs.forecast_amount
        WHEN 'contracts' THEN contracted.contract_amount
        WHEN 'latest approved budget' THEN versions.latest_amount
    END AS outturn_amount,
    sourced.outturn_source,
    -- Further contracts may follow until the project is finished.
    COALESCE(sourced.outturn_source = 'contracts', FALSE) AND NOT sourced.is_finished
        AS is_lower_bound,
    COALESCE(versions.currency_count > 1, FALSE)
    OR COALESCE(
        CASE sourced.outturn_source
            WHEN 'contracts'
                THEN contracted.currency_count > 1 OR contracted.currency <> versions.currency
            WHEN 'latest approved budget' THEN FALSE
            ELSE project_costs.currency_count > 1 OR project_costs.currency <> versions.currency
        END,
        FALSE
    ) AS has_mixed_currencies,
    project_costs.component_count,
    project_costs.compared_component_count,
    contracted.contract_count,
    versions.currency
FROM sourced
LEFT JOIN versions ON sourced.project_id = versions.project_id
LEFT JOIN project_costs ON sourced.project_id = project_costs.project_id
LEFT JOIN contracted ON sourced.project_id = contracted.project_id
