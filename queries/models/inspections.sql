/* model
title  = "Inspections: what was planned to be looked at, and what was done"
grain  = ["inspection_id"]
limits = "An inspection without any date is kept: that it was planned is known, when is not."
*/
SELECT
    inspection_id,
    project_id,
    contract_id,
    inspection_type,
    is_mandatory,
    planned_date,
    actual_date,
    result,
    defect_count,
    followup_due_date,
    followup_done_date,
    inspector_id,
    source_file_id,
    source_line
FROM latest_inspections
WHERE COALESCE(planned_date, actual_date, $as_of) <= $as_of
