/* model
title  = "Project forecasts: what works like this one came to in cost and time, as P10, P50, P80 and P90"
grain  = ["project_id"]
hook   = "forecasts.project_forecasts"
limits = "Works under way or not begun. The class is the first of sector and type, sector, and everyone in which at least twenty works had ended; the figure is the ratio of outcome to first promise in that class, so a change of scope that was approved counts like any other growth. Of the durations in the class only those count that are longer than what has passed already. What an earned value says of the final cost stands beside it and is not mixed in. Below twenty works there is no forecast, and the reason is given."
*/
WITH

first_plans AS (
    SELECT
        project_id,
        start_date,
        completion_date
    FROM schedule_baselines
    WHERE baseline_number = 1
)

SELECT
    projects.project_id,
    projects.is_finished,
    projects.status,
    projects.sector,
    projects.project_type,
    projects.known_until_date,
    projects.actual_end_date,
    COALESCE(projects.actual_start_date, first_plans.start_date, projects.planned_start_date)
        AS begin_date,
    COALESCE(first_plans.start_date, projects.planned_start_date) AS promised_start_date,
    COALESCE(first_plans.completion_date, projects.planned_end_date) AS promised_end_date,
    CAST(project_outturns.first_budget_amount AS DOUBLE) AS promised_amount,
    CAST(
        CASE WHEN NOT project_outturns.has_mixed_currencies THEN project_outturns.outturn_amount END
        AS DOUBLE
    ) AS outturn_amount,
    project_outturns.currency
FROM projects
LEFT JOIN first_plans ON projects.project_id = first_plans.project_id
LEFT JOIN project_outturns ON projects.project_id = project_outturns.project_id
WHERE COALESCE(projects.status, 'implementation') <> 'cancelled'
