/* view
title  = "Project identity: what one project is, whose it is, and what is known of it"
grain  = ["project_id"]
limits = "NULL means not supplied."
*/
SELECT
    projects.project_id,
    projects.project_name,
    projects.description,
    projects.programme,
    projects.sector,
    projects.agency,
    projects.status,
    projects.status_text,
    projects.address,
    projects.delay_reason,
    projects.currency,
    projects.component_count,
    projects.publication_count,
    projects.planned_start_date,
    projects.actual_start_date,
    projects.start_date,
    projects.first_seen_date,
    projects.last_seen_date,
    projects.known_until_date,
    projects.source,
    projects.source_file_id,
    projects.source_line,
    source_files.title AS source_title,
    source_files.owner AS source_owner,
    project_list.supplier_names,
    project_list.contract_count,
    project_list.first_budget_amount,
    project_list.latest_budget_amount,
    project_list.contract_original_amount,
    project_list.contract_current_amount,
    project_list.cost_growth_amount,
    project_list.cost_growth_ratio,
    CASE
        WHEN project_cost_growth.basis = 'first budget' THEN 'budget'
        WHEN project_cost_growth.basis IS NOT NULL THEN 'contract'
    END AS cost_growth_basis,
    project_list.paid_amount,
    project_list.stalled_days,
    project_list.physical_share,
    project_list.last_report_date,
    project_list.flagged_count,
    project_list.judged_count,
    project_list.applicable_count,
    schedule_slippage.baseline_end_date,
    schedule_slippage.latest_planned_end_date,
    schedule_slippage.end_date,
    schedule_slippage.end_source,
    CASE
        WHEN schedule_slippage.outcome <> 'contradictory' THEN schedule_slippage.slip_days
    END AS slip_days,
    schedule_slippage.skip_reason AS slip_skip_reason
FROM projects
INNER JOIN project_list ON projects.project_id = project_list.project_id
INNER JOIN source_files ON projects.source_file_id = source_files.source_file_id
LEFT JOIN project_cost_growth ON projects.project_id = project_cost_growth.project_id
LEFT JOIN schedule_slippage ON projects.project_id = schedule_slippage.project_id
WHERE projects.project_id = $project_id
