/* model
title  = "Placement rates: how many rows of each file were placed in a neighbourhood, and how"
grain  = ["source_file_id"]
limits = "A row counts once, however many neighbourhoods it names; 'shared' counts rows that lie in several, 'partly' those with a part in none. The methods stand apart, so that what only lies near a polygon can be left out."
*/
WITH

by_row AS (
    SELECT
        source_file_id,
        source_line,
        MIN(method) FILTER (WHERE neighbourhood_id IS NOT NULL) AS method,
        MIN(certainty) AS certainty,
        COUNT(neighbourhood_id) AS neighbourhood_count,
        COUNT(*) FILTER (WHERE neighbourhood_id IS NULL AND method <> 'not placed')
            AS outside_count,
        COUNT(*) FILTER (WHERE reason LIKE '%contradict%') AS contradiction_count
    FROM src_project_neighbourhoods
    GROUP BY source_file_id, source_line
)

SELECT
    source_file_id,
    COUNT(*) AS row_count,
    COUNT(*) FILTER (WHERE neighbourhood_count > 0) AS placed_count,
    COUNT(*) FILTER (WHERE method = 'code') AS placed_by_code_count,
    COUNT(*) FILTER (WHERE method = 'name') AS placed_by_name_count,
    COUNT(*) FILTER (WHERE method = 'alias') AS placed_by_alias_count,
    COUNT(*) FILTER (WHERE method IN ('line', 'polygon')) AS placed_by_shape_count,
    COUNT(*) FILTER (WHERE method = 'point') AS placed_by_point_count,
    COUNT(*) FILTER (WHERE method = 'near point') AS placed_near_point_count,
    COUNT(*) FILTER (WHERE method = 'address') AS placed_by_address_count,
    COUNT(*) FILTER (WHERE neighbourhood_count > 1) AS shared_count,
    COUNT(*) FILTER (WHERE neighbourhood_count > 0 AND outside_count > 0) AS partly_count,
    COUNT(*) FILTER (WHERE contradiction_count > 0) AS contradicted_count,
    AVG(certainty) AS mean_certainty,
    CAST(COUNT(*) FILTER (WHERE neighbourhood_count > 0) AS DOUBLE) / COUNT(*) AS placed_share
FROM by_row
GROUP BY source_file_id
