/* model
title = "Contract suspensions: ordered stops of the works"
grain = ["suspension_id"]
*/
SELECT
    suspension_id,
    project_id,
    contract_id,
    suspended_date,
    resumed_date,
    reason,
    is_approved,
    source_file_id,
    source_line
FROM latest_contract_suspensions
WHERE suspended_date <= $as_of
