/* view
title  = "Neighbourhood levels: the kinds of area, and how many projects each of them places"
grain  = ["level"]
limits = "Levels with the most projects first; a level without any is listed too."
*/
WITH

placed AS (
    SELECT
        level,
        COUNT(DISTINCT project_id) AS placed_project_count
    FROM project_areas
    GROUP BY level
),

counted AS (
    SELECT COUNT(*) AS project_count
    FROM projects
)

SELECT
    neighbourhoods.level,
    COUNT(*) AS area_count,
    COUNT(neighbourhoods.population) AS populated_area_count,
    MAX(counted.project_count) AS project_count,
    COALESCE(MAX(placed.placed_project_count), 0) AS placed_project_count,
    MAX(counted.project_count) - COALESCE(MAX(placed.placed_project_count), 0)
        AS unplaced_project_count
FROM neighbourhoods
CROSS JOIN counted
LEFT JOIN placed ON neighbourhoods.level = placed.level
GROUP BY neighbourhoods.level
ORDER BY placed_project_count DESC, area_count ASC, neighbourhoods.level ASC
