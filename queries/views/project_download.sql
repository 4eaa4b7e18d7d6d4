/* view
title  = "Project download: every matching project with all columns of the list, ranked"
grain  = ["project_id"]
limits = "Money in whole units of the currency column, shares and ratios as parts of one, empty means not supplied."
*/
SELECT
    project_list.project_id,
    project_list.project_name,
    project_list.agency,
    project_list.sector,
    project_list.programme,
    project_list.status,
    project_list.status_text,
    project_list.neighbourhood_names,
    project_list.placed_by,
    project_list.currency,
    project_list.first_budget_amount,
    project_list.latest_budget_amount,
    project_list.forecast_amount,
    project_list.spent_amount,
    project_list.contract_count,
    project_list.contract_original_amount,
    project_list.contract_current_amount,
    project_list.cost_growth_amount,
    project_list.cost_growth_ratio,
    project_list.paid_amount,
    project_list.supplier_names,
    project_list.start_date,
    project_list.first_completion_date,
    project_list.latest_completion_date,
    project_figures.end_date,
    project_figures.end_source,
    project_figures.slip_days,
    project_list.stalled_days,
    project_list.physical_share,
    project_list.last_report_date,
    project_figures.past_due_amount,
    project_figures.past_due_count,
    project_list.flagged_codes,
    project_list.critical_count,
    project_list.high_count,
    project_list.flagged_count,
    project_list.judged_count,
    project_list.applicable_count,
    project_list.last_seen_date,
    project_list.source
FROM matching_projects
INNER JOIN project_list ON matching_projects.project_id = project_list.project_id
INNER JOIN project_figures ON matching_projects.project_id = project_figures.project_id
ORDER BY
    matching_projects.ranked_value DESC NULLS LAST,
    matching_projects.critical_count DESC,
    matching_projects.high_count DESC,
    matching_projects.flagged_count DESC,
    matching_projects.project_id ASC
