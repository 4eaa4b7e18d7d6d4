/* view
title  = "Project places: the neighbourhoods of one project, how it was placed and which share lies there"
grain  = ["neighbourhood_id"]
limits = "Larger areas that contain them follow with is_direct false and no method of their own."
*/
SELECT
    project_areas.neighbourhood_id,
    neighbourhoods.neighbourhood_name,
    project_areas.level,
    project_areas.neighbourhood_share,
    project_areas.is_direct,
    project_neighbourhoods.method,
    project_neighbourhoods.certainty,
    project_neighbourhoods.reason,
    project_neighbourhoods.candidates,
    project_neighbourhoods.source_file_id,
    project_neighbourhoods.source_line
FROM project_areas
INNER JOIN neighbourhoods
    ON project_areas.neighbourhood_id = neighbourhoods.neighbourhood_id
LEFT JOIN project_neighbourhoods
    ON
        project_areas.is_direct
        AND project_areas.project_id = project_neighbourhoods.project_id
        AND project_areas.neighbourhood_id = project_neighbourhoods.neighbourhood_id
WHERE project_areas.project_id = $project_id
ORDER BY
    project_areas.is_direct DESC,
    project_areas.level ASC,
    project_areas.neighbourhood_share DESC,
    neighbourhoods.neighbourhood_name ASC
