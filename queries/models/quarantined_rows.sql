/* model
title = "Quarantined rows: what was kept out, with its raw text and the reason"
grain = ["source_file_id", "source_line"]
*/
SELECT
    source_file_id,
    source_line,
    reason,
    raw_text
FROM src_quarantined_rows
