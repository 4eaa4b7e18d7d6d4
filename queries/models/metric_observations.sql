/* model
title  = "Metric observations: what a source measured or forecast"
grain  = ["observation_id"]
limits = "Forecasts speak of days to come; a metric of a day after the reporting date had not been measured on it."
*/
SELECT
    observation_id,
    project_id,
    contract_id,
    kind,
    metric_id,
    metric_name,
    period_start_date,
    period_end_date,
    measure,
    unit,
    observation_amount,
    currency,
    group_name,
    source_file_id,
    source_line
FROM latest_metric_observations
WHERE kind = 'forecast' OR COALESCE(period_end_date, $as_of) <= $as_of
