/* indicator
code           = "C9"
title          = "Overrun within its class"
condition      = "The overrun of the project lies above that of {watch} or more of the completed local projects of its class."
subject        = "project"
unit           = "share"
flag           = { when = "at_least", watch = 0.80, high = 0.95 }
formula        = "share of the completed projects of the class whose overrun (outturn / first budget - 1) is smaller; the class: sector and type, else sector, else kind of works, whichever first has 20 completed projects besides this one"
why            = "What is ordinary for a tunnel is alarming for a repaved street. The class tells which, and how much to set aside."
innocent       = ["project larger or harder than its class", "class of few decisions or one agency", "published classes are of very large projects: they are shown beside and judge nobody"]
skips          = { insufficient = ["no first budget", "no forecast, contract value or later budget", "contracts so far stay within the budget, and there is no forecast", "no sector", "fewer than 20 completed projects in the class"], contradictory = ["currencies differ"] }
params         = { peer_min_n = 20 }
null_share     = 0.20
source         = "Reference class forecasting (Flyvbjerg; UK Treasury supplementary guidance on optimism bias). Beside it the published figures of Mott MacDonald 2002 and of Flyvbjerg, Skamris Holm and Buhl 2003."
verification   = "V"
evidence_class = "S"
cluster        = "k01"
core           = false
needs          = ["projects", "project_budget_versions"]
limits         = "The stage is the same for all: the first approved budget. Equal overruns count as not smaller. uplift_80_ratio is what a budget of this class would have needed so that four in five had sufficed; contingency_amount is the first budget with that uplift, less the contracts signed. Nominal money. Projects that were cancelled, or whose works have not begun, are out of scope: before the works the forecast is the budget."
maps           = { arachne = ["performance"] }
sentence       = "The overrun of {overrun_ratio} is larger than that of {smaller_count} of the {completed_count} completed projects of its class ({class_name})."
worked         = "{outturn_amount} / {first_budget_amount} - 1 = {overrun_ratio}; {smaller_count} / {completed_count} = {value}"
clears         = "A decision that adds scope, or features of the project that put it into another class."

[remedies]
"no first budget" = "project_costs.budget_amount"
"no forecast, contract value or later budget" = "project_costs.forecast_amount"
"contracts so far stay within the budget, and there is no forecast" = "project_costs.forecast_amount"
"no sector" = "projects.sector"
"fewer than 20 completed projects in the class" = "more cases"
*/
WITH

measured AS (
    SELECT
        projects.project_id,
        projects.sector,
        projects.project_type,
        sector_classes.works_class,
        sector_classes.published_mean_overrun_ratio,
        sector_classes.published_overrun_deviation,
        sector_classes.published_upper_overrun_ratio,
        sector_classes.published_lower_overrun_ratio,
        projects.is_finished,
        project_outturns.first_budget_amount,
        project_outturns.outturn_amount,
        project_outturns.outturn_source,
        project_outturns.currency,
        CAST(
            project_outturns.outturn_amount
            / NULLIF(project_outturns.first_budget_amount, 0) - 1 AS DOUBLE
        ) AS overrun_ratio,
        CASE
            WHEN
                project_outturns.first_budget_amount IS NULL
                OR project_outturns.first_budget_amount <= 0
                THEN 'no first budget'
            WHEN
                project_outturns.outturn_amount IS NULL OR project_outturns.outturn_amount <= 0
                THEN 'no forecast, contract value or later budget'
            WHEN project_outturns.has_mixed_currencies THEN 'currencies differ'
            WHEN
                project_outturns.is_lower_bound
                AND project_outturns.outturn_amount <= project_outturns.first_budget_amount
                THEN 'contracts so far stay within the budget, and there is no forecast'
        END AS skip_reason
    FROM projects
    LEFT JOIN project_outturns ON projects.project_id = project_outturns.project_id
    LEFT JOIN sector_classes ON projects.sector = sector_classes.sector
    WHERE
        COALESCE(projects.status, 'unknown')
        NOT IN ('cancelled', 'identification', 'preparation')
),

laddered AS (
    SELECT
        1 AS rung,
        'sector and type: ' || sector || ', ' || project_type AS class_name,
        project_id,
        overrun_ratio,
        is_finished
    FROM measured
    WHERE skip_reason IS NULL AND sector IS NOT NULL AND project_type IS NOT NULL
    UNION ALL
    SELECT
        2 AS rung,
        'sector: ' || sector AS class_name,
        project_id,
        overrun_ratio,
        is_finished
    FROM measured
    WHERE skip_reason IS NULL AND sector IS NOT NULL
    UNION ALL
    SELECT
        3 AS rung,
        'kind of works: ' || works_class AS class_name,
        project_id,
        overrun_ratio,
        is_finished
    FROM measured
    WHERE skip_reason IS NULL AND works_class IS NOT NULL
),

ranked AS (
    SELECT
        laddered.*,
        -- Without the project itself, and without those that are its equals.
        SUM(CASE WHEN is_finished THEN 1 ELSE 0 END) OVER (PARTITION BY class_name)
        - CASE WHEN is_finished THEN 1 ELSE 0 END AS completed_count,
        SUM(CASE WHEN is_finished THEN 1 ELSE 0 END) OVER (
            PARTITION BY class_name
            ORDER BY overrun_ratio
            RANGE BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW
        ) - SUM(CASE WHEN is_finished THEN 1 ELSE 0 END) OVER (
            PARTITION BY class_name, overrun_ratio
        ) AS smaller_count
    FROM laddered
),

chosen AS (
    SELECT *
    FROM ranked
    WHERE completed_count >= $peer_min_n
    QUALIFY ROW_NUMBER() OVER (PARTITION BY project_id ORDER BY rung) = 1
),

uplifts AS (
    SELECT
        class_name,
        QUANTILE_CONT(overrun_ratio, 0.5) AS uplift_50_ratio,
        QUANTILE_CONT(overrun_ratio, 0.8) AS uplift_80_ratio
    FROM laddered
    WHERE is_finished
    GROUP BY class_name
),

widest AS (
    SELECT
        project_id,
        MAX(completed_count) AS completed_count
    FROM ranked
    GROUP BY project_id
),

committed AS (
    SELECT
        project_id,
        SUM(current_amount) AS committed_amount
    FROM contracts
    WHERE COALESCE(status, 'active') NOT IN ('pending', 'cancelled')
    GROUP BY project_id
)

SELECT
    measured.project_id AS subject_id,
    measured.project_id,
    CAST(chosen.smaller_count AS DOUBLE) / NULLIF(chosen.completed_count, 0) AS value,
    CASE
        WHEN measured.skip_reason IS NOT NULL THEN measured.skip_reason
        WHEN measured.sector IS NULL THEN 'no sector'
        WHEN chosen.project_id IS NULL THEN 'fewer than 20 completed projects in the class'
    END AS skip_reason,
    measured.overrun_ratio,
    chosen.class_name,
    chosen.rung AS class_rung,
    COALESCE(chosen.completed_count, widest.completed_count) AS completed_count,
    chosen.smaller_count,
    uplifts.uplift_50_ratio,
    uplifts.uplift_80_ratio,
    CAST(measured.first_budget_amount AS DOUBLE) * (1 + uplifts.uplift_80_ratio)
    - CAST(committed.committed_amount AS DOUBLE) AS contingency_amount,
    measured.first_budget_amount,
    measured.outturn_amount,
    measured.outturn_source,
    committed.committed_amount,
    measured.currency,
    measured.sector,
    measured.project_type,
    measured.works_class,
    measured.published_mean_overrun_ratio,
    measured.published_overrun_deviation,
    measured.published_upper_overrun_ratio,
    measured.published_lower_overrun_ratio,
    measured.is_finished
FROM measured
LEFT JOIN chosen ON measured.project_id = chosen.project_id
LEFT JOIN uplifts ON chosen.class_name = uplifts.class_name
LEFT JOIN widest ON measured.project_id = widest.project_id
LEFT JOIN committed ON measured.project_id = committed.project_id
