/* model
title = "Milestones: what was planned, what is forecast, what happened"
grain = ["milestone_id"]
limits = "A milestone met after the reporting date was still scheduled on it."
*/
SELECT
    milestone_id,
    project_id,
    contract_id,
    milestone_name,
    baseline_date,
    forecast_date,
    CASE WHEN actual_date <= $as_of THEN actual_date END AS actual_date,
    CASE WHEN actual_date > $as_of THEN 'scheduled' ELSE status END AS status,
    milestone_type,
    milestone_amount,
    currency,
    source_file_id,
    source_line
FROM latest_milestones
