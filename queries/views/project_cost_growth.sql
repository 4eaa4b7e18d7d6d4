/* view
title  = "Project cost growth: from the first price to what is known now, in money, as the indicators judged it"
grain  = ["project_id"]
limits = "Against the first budget where C2 could judge, else the sum of the contracts that C1 could judge. Nothing that was not judged is in it."
*/
WITH

budgeted AS (
    SELECT
        project_id,
        first_budget_amount AS first_amount,
        outturn_amount AS latest_amount,
        value AS growth_ratio,
        outcome = 'flagged' AS is_flagged,
        currency
    FROM cost_overrun_project
    WHERE skip_reason IS NULL
),

contracted AS (
    SELECT
        project_id,
        SUM(original_amount) AS first_amount,
        SUM(COALESCE(final_amount, current_amount)) AS latest_amount,
        CAST(SUM(COALESCE(final_amount, current_amount)) AS DOUBLE)
        / NULLIF(CAST(SUM(original_amount) AS DOUBLE), 0) - 1 AS growth_ratio,
        COUNT(*) FILTER (WHERE outcome = 'flagged') > 0 AS is_flagged,
        MIN(currency) AS currency
    FROM cost_overrun_contract
    WHERE skip_reason IS NULL AND project_id IS NOT NULL
    GROUP BY project_id
    HAVING COUNT(DISTINCT currency) <= 1
)

SELECT
    projects.project_id,
    CASE WHEN budgeted.project_id IS NOT NULL THEN 'first budget' ELSE 'first contract value' END
        AS basis,
    COALESCE(budgeted.first_amount, contracted.first_amount) AS first_amount,
    COALESCE(budgeted.latest_amount, contracted.latest_amount) AS latest_amount,
    CASE
        WHEN budgeted.project_id IS NOT NULL THEN budgeted.latest_amount - budgeted.first_amount
        ELSE contracted.latest_amount - contracted.first_amount
    END AS growth_amount,
    COALESCE(budgeted.growth_ratio, contracted.growth_ratio) AS growth_ratio,
    COALESCE(budgeted.is_flagged, FALSE) OR COALESCE(contracted.is_flagged, FALSE) AS is_flagged,
    COALESCE(budgeted.currency, contracted.currency, projects.currency) AS currency
FROM projects
LEFT JOIN budgeted ON projects.project_id = budgeted.project_id
LEFT JOIN contracted ON projects.project_id = contracted.project_id
WHERE budgeted.project_id IS NOT NULL OR contracted.project_id IS NOT NULL
