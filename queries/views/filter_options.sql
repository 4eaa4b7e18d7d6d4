/* view
title  = "Filter options: the values that each filter offers"
grain  = ["filter", "value"]
*/
SELECT
    'agency' AS filter,
    agency AS value,
    CONCAT(agency, ' (', COUNT(*), ')') AS label,
    COUNT(*) AS project_count
FROM project_list
WHERE agency IS NOT NULL
GROUP BY agency
UNION ALL
SELECT
    'sector' AS filter,
    sector AS value,
    CONCAT(sector, ' (', COUNT(*), ')') AS label,
    COUNT(*) AS project_count
FROM project_list
WHERE sector IS NOT NULL
GROUP BY sector
UNION ALL
SELECT
    'status' AS filter,
    COALESCE(status, 'not supplied') AS value,
    CONCAT(COALESCE(status, 'not supplied'), ' (', COUNT(*), ')') AS label,
    COUNT(*) AS project_count
FROM project_list
GROUP BY COALESCE(status, 'not supplied')
UNION ALL
SELECT
    'neighbourhood_id' AS filter,
    neighbourhoods.neighbourhood_id AS value,
    CONCAT(
        neighbourhoods.neighbourhood_name, ', ', neighbourhoods.level,
        ' (', COUNT(project_areas.project_id), ')'
    ) AS label,
    COUNT(project_areas.project_id) AS project_count
FROM neighbourhoods
LEFT JOIN project_areas ON neighbourhoods.neighbourhood_id = project_areas.neighbourhood_id
GROUP BY neighbourhoods.neighbourhood_id, neighbourhoods.neighbourhood_name, neighbourhoods.level
ORDER BY filter ASC, project_count DESC, value ASC
