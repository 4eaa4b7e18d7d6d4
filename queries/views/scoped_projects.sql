/* view
title  = "Scoped projects: the projects that the reader's filters leave"
grain  = ["project_id"]
limits = "Run when asked; a filter that is NULL lets everything through. Every other asked view reads from this one, so a filter is written once."
*/
SELECT
    project_list.project_id,
    project_list.project_name,
    project_list.agency,
    project_list.sector,
    project_list.programme,
    project_list.status,
    project_list.status_text,
    project_list.currency,
    project_list.neighbourhood_names,
    project_list.placed_by,
    project_list.first_budget_amount,
    project_list.latest_budget_amount,
    project_list.budget_version_count,
    project_list.forecast_amount,
    project_list.spent_amount,
    project_list.contract_count,
    project_list.contract_original_amount,
    project_list.contract_current_amount,
    project_list.supplier_names,
    project_list.paid_amount,
    project_list.last_paid_date,
    project_list.cost_growth_amount,
    project_list.cost_growth_ratio,
    project_list.cost_overrun_ratio,
    project_list.contract_growth_ratio,
    project_list.start_date,
    project_list.first_completion_date,
    project_list.latest_completion_date,
    project_list.baseline_count,
    project_list.actual_end_date,
    project_list.is_finished,
    project_list.slippage_ratio,
    project_list.stalled_days,
    project_list.physical_share,
    project_list.last_report_date,
    project_list.overdue_amount,
    project_list.overdue_count,
    project_list.flagged_codes,
    project_list.critical_count,
    project_list.high_count,
    project_list.flagged_count,
    project_list.judged_count,
    project_list.applicable_count,
    project_list.last_seen_date,
    project_list.known_until_date,
    project_list.source
FROM project_list
WHERE
    ($agency IS NULL OR project_list.agency = $agency)
    AND ($sector IS NULL OR project_list.sector = $sector)
    AND ($status IS NULL OR COALESCE(project_list.status, 'not supplied') = $status)
    AND (
        $neighbourhood_id IS NULL
        OR project_list.project_id IN (
            SELECT project_areas.project_id
            FROM project_areas
            WHERE project_areas.neighbourhood_id = $neighbourhood_id
        )
    )
