/* view
title = "Boundaries by level: how many areas each level has, and which polygons were repaired"
grain = ["level"]
*/
SELECT
    neighbourhoods.level,
    COUNT(*) AS area_count,
    COUNT(*) FILTER (WHERE neighbourhoods.is_repaired) AS repaired_count,
    STRING_AGG(
        CASE WHEN neighbourhoods.is_repaired THEN neighbourhoods.neighbourhood_name END,
        ', ' ORDER BY neighbourhoods.neighbourhood_name
    ) AS repaired_names,
    COUNT(neighbourhoods.population) AS with_population_count,
    SUM(neighbourhoods.area_km2) AS area_km2,
    MIN(source_files.title) AS title,
    MIN(source_files.owner) AS owner,
    MIN(source_files.licence) AS licence
FROM neighbourhoods
LEFT JOIN source_files ON neighbourhoods.source_file_id = source_files.source_file_id
GROUP BY neighbourhoods.level
ORDER BY area_count, neighbourhoods.level
