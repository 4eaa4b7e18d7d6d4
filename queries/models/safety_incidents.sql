/* model
title  = "Safety incidents: accidents and near misses on site, in numbers"
grain  = ["incident_id"]
limits = "Only what was reported. No person can be told from it."
*/
SELECT
    incident_id,
    project_id,
    contract_id,
    incident_date,
    reported_date,
    severity,
    injured_count,
    fatality_count,
    lost_days,
    source_file_id,
    source_line
FROM latest_safety_incidents
WHERE COALESCE(incident_date, reported_date, $as_of) <= $as_of
