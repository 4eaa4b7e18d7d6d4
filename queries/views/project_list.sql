/* view
title  = "Project list: every project with its money, dates, places and flags"
grain  = ["project_id"]
limits = "Money is that of the project's own currency. NULL means not supplied, never zero."
*/
WITH

places AS (
    SELECT
        project_neighbourhoods.project_id,
        STRING_AGG(
            neighbourhoods.neighbourhood_name, ', '
            ORDER BY neighbourhoods.neighbourhood_name
        ) AS neighbourhood_names,
        MIN(project_neighbourhoods.method) AS placed_by
    FROM project_neighbourhoods
    INNER JOIN neighbourhoods
        ON project_neighbourhoods.neighbourhood_id = neighbourhoods.neighbourhood_id
    GROUP BY project_neighbourhoods.project_id
),

budgets AS (
    SELECT
        project_id,
        MIN_BY(budget_amount, version_number) AS first_budget_amount,
        MAX_BY(budget_amount, version_number) AS latest_budget_amount,
        COUNT(*) AS budget_version_count
    FROM project_budget_versions
    GROUP BY project_id
),

plans AS (
    SELECT
        project_id,
        MIN_BY(completion_date, baseline_number) AS first_completion_date,
        MAX_BY(completion_date, baseline_number) AS latest_completion_date,
        COUNT(*) AS baseline_count
    FROM schedule_baselines
    GROUP BY project_id
),

contracted AS (
    SELECT
        project_id,
        COUNT(*) AS contract_count,
        SUM(original_amount) AS original_amount,
        SUM(COALESCE(final_amount, current_amount)) AS current_amount,
        STRING_AGG(DISTINCT supplier_name, '; ' ORDER BY supplier_name) AS supplier_names
    FROM contracts
    GROUP BY project_id
),

paid AS (
    SELECT
        project_id,
        SUM(paid_amount) AS paid_amount,
        MAX(paid_date) AS last_paid_date
    FROM payments
    WHERE tier = 'client_prime'
    GROUP BY project_id
),

progressed AS (
    SELECT
        project_id,
        MAX_BY(physical_share, period_end_date) AS physical_share,
        MAX(period_end_date) AS last_report_date
    FROM progress_reports
    WHERE physical_share IS NOT NULL
    GROUP BY project_id
),

measured AS (
    SELECT
        project_id,
        MAX(value) FILTER (WHERE code = 'C1') AS contract_growth_ratio,
        MAX(value) FILTER (WHERE code = 'C2') AS cost_overrun_ratio,
        MAX(value) FILTER (WHERE code = 'S1') AS slippage_ratio,
        MAX(value) FILTER (WHERE code = 'S4') AS stalled_days
    FROM indicator_results
    WHERE code IN ('C1', 'C2', 'S1', 'S4')
    GROUP BY project_id
),

raised AS (
    SELECT
        project_id,
        STRING_AGG(code, ' ' ORDER BY code) FILTER (WHERE flagged_count > 0) AS flagged_codes,
        COUNT(*) FILTER (WHERE critical_count > 0) AS critical_count,
        COUNT(*) FILTER (WHERE high_count > 0) AS high_count,
        COUNT(*) FILTER (WHERE flagged_count > 0) AS flagged_count,
        COUNT(*) FILTER (WHERE evaluated_count > 0) AS judged_count,
        COUNT(*) AS applicable_count
    FROM project_outcomes
    GROUP BY project_id
),

overdue AS (
    SELECT
        project_id,
        SUM(open_amount) AS overdue_amount,
        COUNT(*) AS overdue_count
    FROM invoice_timelines
    WHERE NOT is_settled AND due_date < known_until_date
    GROUP BY project_id
)

SELECT
    projects.project_id,
    projects.project_name,
    projects.agency,
    projects.sector,
    projects.programme,
    projects.status,
    projects.status_text,
    projects.currency,
    places.neighbourhood_names,
    places.placed_by,
    budgets.first_budget_amount,
    budgets.latest_budget_amount,
    budgets.budget_version_count,
    project_costs.forecast_amount,
    project_costs.spent_amount,
    contracted.contract_count,
    contracted.original_amount AS contract_original_amount,
    contracted.current_amount AS contract_current_amount,
    contracted.supplier_names,
    paid.paid_amount,
    paid.last_paid_date,
    project_cost_growth.growth_amount AS cost_growth_amount,
    project_cost_growth.growth_ratio AS cost_growth_ratio,
    measured.cost_overrun_ratio,
    measured.contract_growth_ratio,
    projects.start_date,
    plans.first_completion_date,
    plans.latest_completion_date,
    plans.baseline_count,
    projects.actual_end_date,
    projects.is_finished,
    measured.slippage_ratio,
    measured.stalled_days,
    progressed.physical_share,
    progressed.last_report_date,
    overdue.overdue_amount,
    COALESCE(overdue.overdue_count, 0) AS overdue_count,
    raised.flagged_codes,
    COALESCE(raised.critical_count, 0) AS critical_count,
    COALESCE(raised.high_count, 0) AS high_count,
    COALESCE(raised.flagged_count, 0) AS flagged_count,
    COALESCE(raised.judged_count, 0) AS judged_count,
    COALESCE(raised.applicable_count, 0) AS applicable_count,
    projects.last_seen_date,
    projects.known_until_date,
    projects.source
FROM projects
LEFT JOIN places ON projects.project_id = places.project_id
LEFT JOIN budgets ON projects.project_id = budgets.project_id
LEFT JOIN plans ON projects.project_id = plans.project_id
LEFT JOIN contracted ON projects.project_id = contracted.project_id
LEFT JOIN paid ON projects.project_id = paid.project_id
LEFT JOIN progressed ON projects.project_id = progressed.project_id
LEFT JOIN measured ON projects.project_id = measured.project_id
LEFT JOIN raised ON projects.project_id = raised.project_id
LEFT JOIN overdue ON projects.project_id = overdue.project_id
LEFT JOIN project_costs ON projects.project_id = project_costs.project_id
LEFT JOIN project_cost_growth ON projects.project_id = project_cost_growth.project_id
ORDER BY projects.project_id
