/* view
title  = "Loaded files: what was read from where, row for row, and how much of it was placed"
grain  = ["source_file_id"]
*/
SELECT
    source_files.source_file_id,
    source_files.source,
    source_files.file_name,
    source_files.title,
    source_files.owner,
    source_files.licence,
    source_files.published_date,
    source_files.rows_read,
    source_files.rows_loaded,
    source_files.rows_quarantined,
    source_files.rows_read = source_files.rows_loaded + source_files.rows_quarantined
        AS is_accounted_for,
    source_files.byte_count,
    source_files.sha256,
    placement_rates.row_count AS placeable_count,
    placement_rates.placed_count,
    placement_rates.placed_share,
    placement_rates.placed_by_code_count,
    placement_rates.placed_by_name_count,
    placement_rates.placed_by_alias_count,
    placement_rates.placed_by_shape_count,
    placement_rates.placed_by_point_count,
    placement_rates.placed_near_point_count,
    placement_rates.placed_by_address_count,
    placement_rates.partly_count,
    placement_rates.contradicted_count,
    placement_rates.mean_certainty,
    placement_rates.shared_count
FROM source_files
LEFT JOIN placement_rates ON source_files.source_file_id = placement_rates.source_file_id
ORDER BY source_files.source, source_files.published_date, source_files.file_name
