/* model
title = "Source files: what was loaded, row for row"
grain = ["source_file_id"]
*/
SELECT
    source_file_id,
    source,
    file_name,
    sha256,
    byte_count,
    published_date,
    rows_read,
    rows_loaded,
    rows_quarantined,
    title,
    owner,
    licence
FROM src_source_files
