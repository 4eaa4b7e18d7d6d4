/* model
title  = "Labour exposure: hours and people at work, month by month"
grain  = ["contract_id", "month_start_date"]
limits = "Hours that a contractor does not report are not known, which is not the same as none."
*/
SELECT
    contract_id,
    month_start_date,
    project_id,
    worked_hours,
    worker_count,
    source_file_id,
    source_line
FROM latest_labour_exposure
WHERE month_start_date <= $as_of
