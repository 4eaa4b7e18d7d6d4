/* indicator
code           = "C8"
title          = "Forecast final cost"
condition      = "At today's cost performance the works will cost {high} or more above their current value, 30 % or more above the one at signature, or the reported forecast asks for work a tenth cheaper than it has been so far, or the value is used up before the works are done."
subject        = "project"
unit           = "ratio"
flag           = { when = "at_least", high = 0.15, critical = 0.25 }
also           = [
  { column = "value_against_original", when = "at_least", high = 0.30, critical = 0.50 },
  { column = "credibility_gap", when = "at_least", high = 0.10 },
  { column = "budget_left_share", when = "at_most", critical = 0 },
]
formula        = "(value / cost performance) / value - 1, with cost performance = earned value / actual cost; credibility gap: (value - earned) / (reported forecast - actual cost), less the cost performance"
why            = "It turns today's efficiency into the money that will be missing, before anyone asks for it."
innocent       = ["approved scope not yet in the contract value", "first months dearer than the rest", "materials delivered ahead of their use"]
skips          = { insufficient = ["no progress reports", "latest report too old", "no contract value", "no actual cost", "progress worked out from payments", "less than 20 % built"], contradictory = ["currencies differ", "reported forecast is below what was spent"] }
params         = { report_max_days = 60, earliest_share = 0.20 }
source         = "Estimates at completion of earned value management (EIA-748, PMI). Both pairs of limits are the tiers of the US Nunn-McCurdy law, as for C2. That a required efficiency well above the one so far means an optimistic forecast is from the studies of Christensen and others; the limit of 0.10 is remembered, not read."
verification   = "V"
evidence_class = "R"
cluster        = "k04"
core           = false
needs          = ["projects", "progress_reports"]
limits         = "Works under way only, from 20 % built on. Three forecasts are shown: at today's cost performance, at today's cost and schedule performance, and with the rest at plan. Where the value is used up the required efficiency has no meaning and is left empty."
maps           = { oc4ids = ["metrics financialProgress", "forecasts"], arachne = ["performance"], cost = ["Project completion cost (projected)"] }
sentence       = "By {report_date} work worth {earned_amount} had cost {actual_cost_amount}; at that rate works valued at {budget_amount} come to {forecast_at_cost_performance_amount}, where the reported forecast is {forecast_amount|not stated}."
worked         = "{budget_amount} / ({earned_amount} / {actual_cost_amount}) = {forecast_at_cost_performance_amount}; / {budget_amount} - 1 = {value}; against the value at signature {value_against_original:share|not compared}; performance that the reported forecast needs {required_performance_of_forecast|not stated} - so far {cost_performance} = {credibility_gap|not compared}; left of the value {budget_left_share|not compared}"
clears         = "Scope approved but not yet in the contract value, proof that early months cost more than the rest will, or a forecast with its own sums."

[remedies]
"no progress reports" = "progress_reports.physical_share"
"latest report too old" = "later progress_reports.period_end_date"
"no contract value" = "contracts.contract_amount"
"no actual cost" = "progress_reports.actual_cost_amount"
"progress worked out from payments" = "progress_reports.physical_share"
"less than 20 % built" = "later progress_reports.physical_share"
*/
WITH

indexed AS (
    SELECT
        project_earned_values.*,
        earned_amount / NULLIF(actual_cost_amount, 0) AS cost_performance,
        earned_amount / NULLIF(planned_amount, 0) AS schedule_performance,
        budget_amount - earned_amount AS left_to_do_amount
    FROM project_earned_values
),

forecast AS (
    SELECT
        indexed.*,
        budget_amount / NULLIF(cost_performance, 0) AS forecast_at_cost_performance_amount,
        actual_cost_amount
        + left_to_do_amount / NULLIF(cost_performance * schedule_performance, 0)
            AS forecast_at_both_performances_amount,
        actual_cost_amount + left_to_do_amount AS forecast_at_plan_amount,
        CASE
            WHEN budget_amount > actual_cost_amount
                THEN left_to_do_amount / NULLIF(budget_amount - actual_cost_amount, 0)
        END AS required_performance,
        CASE
            WHEN forecast_amount > actual_cost_amount
                THEN left_to_do_amount / NULLIF(forecast_amount - actual_cost_amount, 0)
        END AS required_performance_of_forecast
    FROM indexed
)

SELECT
    projects.project_id AS subject_id,
    projects.project_id,
    forecast.forecast_at_cost_performance_amount / NULLIF(forecast.budget_amount, 0) - 1 AS value,
    CASE
        WHEN forecast.project_id IS NULL THEN 'no progress reports'
        WHEN
            DATE_DIFF('day', forecast.report_date, CAST($as_of AS DATE)) > $report_max_days
            THEN 'latest report too old'
        WHEN forecast.earned_share < $earliest_share THEN 'less than 20 % built'
        WHEN forecast.has_mixed_currencies THEN 'currencies differ'
        WHEN forecast.budget_amount IS NULL OR forecast.earned_amount IS NULL
            THEN 'no contract value'
        WHEN forecast.actual_cost_amount IS NULL OR forecast.actual_cost_amount <= 0
            THEN 'no actual cost'
        WHEN forecast.is_circular THEN 'progress worked out from payments'
        WHEN
            forecast.forecast_amount < forecast.actual_cost_amount
            THEN 'reported forecast is below what was spent'
    END AS skip_reason,
    forecast.forecast_at_cost_performance_amount / NULLIF(forecast.original_budget_amount, 0) - 1
        AS value_against_original,
    forecast.required_performance_of_forecast - forecast.cost_performance AS credibility_gap,
    -- Used up only while something is left to build.
    CASE
        WHEN forecast.left_to_do_amount > 0
            THEN
                (forecast.budget_amount - forecast.actual_cost_amount)
                / NULLIF(forecast.budget_amount, 0)
    END AS budget_left_share,
    forecast.contract_id,
    forecast.report_id,
    forecast.report_date,
    forecast.series_count,
    forecast.earned_share,
    forecast.budget_amount,
    forecast.original_budget_amount,
    forecast.budget_basis,
    forecast.earned_amount,
    forecast.earned_basis,
    forecast.planned_amount,
    forecast.actual_cost_amount,
    forecast.actual_cost_basis,
    forecast.forecast_amount,
    forecast.cost_performance,
    forecast.schedule_performance,
    forecast.forecast_at_cost_performance_amount,
    forecast.forecast_at_both_performances_amount,
    forecast.forecast_at_plan_amount,
    forecast.required_performance,
    forecast.required_performance_of_forecast,
    CASE
        WHEN forecast.forecast_at_cost_performance_amount > forecast.budget_amount
            THEN forecast.forecast_at_cost_performance_amount - forecast.budget_amount
    END AS exposure_amount,
    forecast.currency,
    CASE WHEN forecast.actual_cost_basis = 'certified claims' THEN 1 ELSE 0 END AS fallback_count
FROM projects
LEFT JOIN forecast ON projects.project_id = forecast.project_id
WHERE
    (
        projects.status = 'implementation'
        OR (projects.status IS NULL AND forecast.project_id IS NOT NULL)
    )
    AND (forecast.earned_share < 1 OR forecast.earned_share IS NULL)
