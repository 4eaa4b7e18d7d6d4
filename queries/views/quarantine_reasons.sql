/* view
title = "Quarantine reasons: why rows were kept out, file by file"
grain = ["source_file_id", "reason"]
*/
SELECT
    quarantined_rows.source_file_id,
    source_files.source,
    source_files.file_name,
    quarantined_rows.reason,
    COUNT(*) AS n
FROM quarantined_rows
LEFT JOIN source_files ON quarantined_rows.source_file_id = source_files.source_file_id
GROUP BY
    quarantined_rows.source_file_id,
    source_files.source,
    source_files.file_name,
    quarantined_rows.reason
ORDER BY n DESC, source_files.source ASC, source_files.file_name ASC, quarantined_rows.reason ASC
