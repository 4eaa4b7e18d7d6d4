/* model
title  = "Sanctions: entries of lists of debarred or sanctioned firms"
grain  = ["sanction_id"]
limits = "Whether an entry is in force on a day follows from its status and its dates; an entry without a start is kept."
*/
SELECT
    sanction_id,
    list_name,
    party_kind,
    party_identifier,
    party_name,
    reason,
    start_date,
    end_date,
    status,
    status_text,
    source_file_id,
    source_line
FROM latest_sanctions
WHERE COALESCE(start_date, $as_of) <= $as_of
