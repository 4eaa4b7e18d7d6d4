/* model
title = "Progress reports: physical progress as measured"
grain = ["report_id"]
*/
SELECT
    report_id,
    project_id,
    contract_id,
    period_end_date,
    reported_date,
    physical_share,
    planned_share,
    is_verified,
    materials_on_site_amount,
    unrecovered_advance_amount,
    planned_value_amount,
    earned_value_amount,
    actual_cost_amount,
    forecast_amount,
    currency,
    source_file_id,
    source_line
FROM latest_progress_reports
WHERE period_end_date <= $as_of
