/* model
title = "Neighbourhoods: every area of every level"
grain = ["neighbourhood_id"]
*/
SELECT
    neighbourhood_id,
    neighbourhood_name,
    neighbourhood_name_english,
    level,
    parent_id,
    area_km2,
    population,
    population_year,
    deprivation_index,
    is_repaired,
    source_file_id,
    source_line
FROM src_neighbourhoods
