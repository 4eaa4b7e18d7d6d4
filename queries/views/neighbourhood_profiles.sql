/* view
title  = "Neighbourhood profiles: what an area is, where it lies, how many projects it has"
grain  = ["neighbourhood_id"]
limits = "A project in several areas counts in each of them."
*/
WITH

counted AS (
    SELECT
        project_areas.neighbourhood_id,
        COUNT(DISTINCT project_areas.project_id) AS project_count,
        COUNT(DISTINCT project_areas.project_id) FILTER (
            WHERE project_areas.neighbourhood_share < 0.999999
        ) AS shared_project_count,
        COUNT(DISTINCT project_areas.project_id) FILTER (WHERE projects.is_finished)
            AS finished_project_count
    FROM project_areas
    INNER JOIN projects ON project_areas.project_id = projects.project_id
    GROUP BY project_areas.neighbourhood_id
),

contained AS (
    SELECT
        parent_id,
        COUNT(*) AS contained_area_count,
        MIN(level) AS contained_level
    FROM neighbourhoods
    WHERE parent_id IS NOT NULL
    GROUP BY parent_id
)

SELECT
    neighbourhoods.neighbourhood_id,
    neighbourhoods.neighbourhood_name,
    neighbourhoods.neighbourhood_name_english,
    neighbourhoods.level,
    neighbourhoods.parent_id,
    parents.neighbourhood_name AS parent_name,
    parents.level AS parent_level,
    neighbourhoods.population,
    neighbourhoods.population_year,
    neighbourhoods.area_km2,
    neighbourhoods.is_repaired,
    COALESCE(contained.contained_area_count, 0) AS contained_area_count,
    contained.contained_level,
    COALESCE(counted.project_count, 0) AS project_count,
    COALESCE(counted.shared_project_count, 0) AS shared_project_count,
    COALESCE(counted.finished_project_count, 0) AS finished_project_count,
    neighbourhoods.source_file_id,
    neighbourhoods.source_line
FROM neighbourhoods
LEFT JOIN neighbourhoods AS parents ON neighbourhoods.parent_id = parents.neighbourhood_id
LEFT JOIN counted ON neighbourhoods.neighbourhood_id = counted.neighbourhood_id
LEFT JOIN contained ON neighbourhoods.neighbourhood_id = contained.parent_id
ORDER BY neighbourhoods.level, neighbourhoods.neighbourhood_name, neighbourhoods.neighbourhood_id
