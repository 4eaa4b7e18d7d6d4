/* view
title  = "Overview totals: the projects in the reader's scope and their unpaid invoices, with the thresholds that raised them"
grain  = []
limits = "Amounts only where all of them are in one currency. Thresholds are the lowest that raise a flag."
*/
WITH

definitions AS (
    SELECT
        code,
        COALESCE(watch_threshold, high_threshold, critical_threshold) AS lowest_threshold
    FROM indicator_definitions
),

thresholds AS (
    SELECT
        MAX(CASE WHEN code = 'C1' THEN lowest_threshold END) AS contract_growth_threshold,
        MAX(CASE WHEN code = 'C2' THEN lowest_threshold END) AS cost_overrun_threshold,
        MAX(CASE WHEN code = 'S1' THEN lowest_threshold END) AS slippage_threshold,
        MAX(CASE WHEN code = 'S4' THEN lowest_threshold END) AS stalled_threshold_days
    FROM definitions
),

judged AS (
    SELECT
        COUNT(DISTINCT CASE WHEN project_outcomes.code = 'C1' THEN project_outcomes.project_id END)
            AS contract_judged_project_count,
        COUNT(DISTINCT CASE WHEN project_outcomes.code = 'C2' THEN project_outcomes.project_id END)
            AS budget_judged_project_count
    FROM project_outcomes
    INNER JOIN scoped_projects ON project_outcomes.project_id = scoped_projects.project_id
    WHERE project_outcomes.code IN ('C1', 'C2') AND project_outcomes.evaluated_count > 0
),

counted AS (
    SELECT
        COUNT(*) AS project_count,
        SUM(project_open_invoices.open_count) AS open_count,
        SUM(project_open_invoices.open_amount) AS open_amount,
        MAX(project_open_invoices.oldest_open_days) AS oldest_open_days,
        SUM(project_open_invoices.overdue_count) AS overdue_count,
        SUM(project_open_invoices.overdue_amount) AS overdue_amount,
        SUM(project_open_invoices.dated_count) AS dated_open_count,
        MIN(project_open_invoices.currency) AS lowest_currency,
        MAX(project_open_invoices.currency) AS highest_currency,
        MAX(project_open_invoices.currency_count) AS currency_count
    FROM scoped_projects
    LEFT JOIN project_open_invoices
        ON scoped_projects.project_id = project_open_invoices.project_id
)

SELECT
    counted.project_count,
    judged.contract_judged_project_count,
    judged.budget_judged_project_count,
    counted.open_count,
    CASE
        WHEN counted.lowest_currency = counted.highest_currency AND counted.currency_count = 1
            THEN counted.open_amount
    END AS open_amount,
    counted.oldest_open_days,
    counted.overdue_count,
    CASE
        WHEN counted.lowest_currency = counted.highest_currency AND counted.currency_count = 1
            THEN counted.overdue_amount
    END AS overdue_amount,
    counted.dated_open_count,
    counted.lowest_currency AS currency,
    thresholds.contract_growth_threshold,
    thresholds.cost_overrun_threshold,
    thresholds.slippage_threshold,
    thresholds.stalled_threshold_days
FROM counted
CROSS JOIN judged
CROSS JOIN thresholds
