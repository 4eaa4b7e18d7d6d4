/* indicator
code           = "S5"
title          = "Plan changed repeatedly"
condition      = "Schedule and budget were replaced {watch} times or more, or the new budget takes 15 % of overrun or more out of sight."
subject        = "project"
unit           = "count"
flag           = { when = "at_least", watch = 2, high = 3 }
also           = [{ column = "masked_cost", when = "at_least", high = 0.15 }]
formula        = "(schedule versions - 1) + (budget versions - 1); masked cost = overrun against the first budget - overrun against the latest budget"
why            = "Each new target makes every later deviation look small."
innocent       = ["approval anew at each stage", "scope changed by law", "two projects merged"]
skips          = { insufficient = ["no schedule or budget supplied", "only one version kept"] }
source         = "All thresholds: house default. That growth has to be held against the first baseline too is the lesson of the US Nunn-McCurdy law; keeping a baseline is among the best practices of the GAO schedule guide."
verification   = "D"
evidence_class = "R"
cluster        = "k08"
core           = true
needs          = ["projects"]
limits         = "No change can be told from no record only where a change would have shown: in a project whose plan or budget was stated twice or more, or whose source keeps versions, which is told from whether any project of that source has a second stated one. Elsewhere a single version is not judged. If only schedules or only budgets are supplied, the count is a lower bound. A log of forecasts counts every new forecast as a change, approved or not. Where the latest budget itself stands in for the outturn, nothing is measured as masked. Cancelled projects are out of scope."
maps           = { cost = ["Budget amendment decision"] }
sentence       = "Versions on record: {schedule_version_count|none} of the schedule, {budget_version_count|none} of the budget; planned end first {first_end_date|not known}, now {latest_end_date|not known}; budget first {first_budget_amount|not known}, now {latest_budget_amount|not known}."
worked         = "({schedule_version_count|1} - 1) + ({budget_version_count|1} - 1) = {value}; overrun that the new budget takes out of sight: {outturn_amount|outturn not known} / {first_budget_amount|not known} - {outturn_amount|outturn not known} / {latest_budget_amount|not known} = {masked_cost:share|not worked out}"
clears         = "The decisions that approved each new schedule and budget, or proof that versions are stages of one approval."

[remedies]
"no schedule or budget supplied" = "project_schedules.completion_date"
"only one version kept" = "project_schedules.schedule_date"
*/
WITH

scheduled AS (
    SELECT
        project_id,
        COUNT(*) AS version_count,
        MAX(statement_count) AS statement_count,
        COUNT(*) FILTER (WHERE basis = 'stated version') AS stated_count,
        COUNT(*) FILTER (WHERE basis = 'stated version' AND baseline_number > 1)
            AS stated_change_count,
        MIN_BY(completion_date, baseline_number) AS first_end_date,
        MAX_BY(completion_date, baseline_number) AS latest_end_date,
        MAX(schedule_date) FILTER (WHERE baseline_number > 1) AS last_change_date
    FROM schedule_baselines
    GROUP BY project_id
),

budgeted AS (
    SELECT
        project_id,
        COUNT(*) AS version_count,
        MAX(statement_count) AS statement_count,
        COUNT(*) FILTER (WHERE basis = 'stated version') AS stated_count,
        COUNT(*) FILTER (WHERE basis = 'stated version' AND version_number > 1)
            AS stated_change_count,
        MAX(budget_date) FILTER (WHERE version_number > 1) AS last_change_date
    FROM project_budget_versions
    GROUP BY project_id
),

counted AS (
    SELECT
        projects.project_id,
        projects.status,
        scheduled.version_count AS schedule_version_count,
        budgeted.version_count AS budget_version_count,
        scheduled.first_end_date,
        scheduled.latest_end_date,
        scheduled.last_change_date AS last_schedule_change_date,
        budgeted.last_change_date AS last_budget_change_date,
        -- A kind of version that is not supplied adds no change and is shown as unknown.
        COALESCE(scheduled.version_count - 1, 0) + COALESCE(budgeted.version_count - 1, 0)
            AS change_count,
        COALESCE(scheduled.statement_count > 1, FALSE)
        OR COALESCE(budgeted.statement_count > 1, FALSE) AS is_stated_again,
        COALESCE(scheduled.stated_count, 0) + COALESCE(budgeted.stated_count, 0) > 0
        AND SUM(
            COALESCE(scheduled.stated_change_count, 0)
            + COALESCE(budgeted.stated_change_count, 0)
        ) OVER (PARTITION BY projects.source) > 0 AS is_source_keeping
    FROM projects
    LEFT JOIN scheduled ON projects.project_id = scheduled.project_id
    LEFT JOIN budgeted ON projects.project_id = budgeted.project_id
)

SELECT
    counted.project_id AS subject_id,
    counted.project_id,
    CAST(counted.change_count AS DOUBLE) AS value,
    CASE
        WHEN counted.schedule_version_count IS NULL AND counted.budget_version_count IS NULL
            THEN 'no schedule or budget supplied'
        WHEN
            counted.change_count = 0
            AND NOT counted.is_stated_again
            AND NOT counted.is_source_keeping
            THEN 'only one version kept'
    END AS skip_reason,
    CASE
        WHEN
            project_outturns.first_budget_amount > 0
            AND project_outturns.latest_budget_amount > 0
            AND project_outturns.outturn_source <> 'latest approved budget'
            AND NOT project_outturns.has_mixed_currencies
            AND NOT (
                project_outturns.is_lower_bound
                AND project_outturns.outturn_amount <= project_outturns.first_budget_amount
            )
            THEN CAST(
                project_outturns.outturn_amount / NULLIF(project_outturns.first_budget_amount, 0)
                - project_outturns.outturn_amount
                / NULLIF(project_outturns.latest_budget_amount, 0) AS DOUBLE
            )
    END AS masked_cost,
    counted.schedule_version_count,
    counted.budget_version_count,
    counted.first_end_date,
    counted.latest_end_date,
    DATE_DIFF('day', counted.first_end_date, counted.latest_end_date) AS masked_days,
    counted.last_schedule_change_date,
    counted.last_budget_change_date,
    project_outturns.first_budget_amount,
    project_outturns.latest_budget_amount,
    project_outturns.outturn_amount,
    project_outturns.outturn_source,
    project_outturns.currency
FROM counted
LEFT JOIN project_outturns ON counted.project_id = project_outturns.project_id
WHERE COALESCE(counted.status, 'unknown') <> 'cancelled'
