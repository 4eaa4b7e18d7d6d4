/* view
title  = "Contradictory places: projects whose name of a place and whose position lie far apart"
grain  = ["project_id", "neighbourhood_id"]
limits = "More than two kilometres between the position and the area that is named. The name stands, with less certainty."
*/
SELECT
    project_neighbourhoods.project_id,
    projects.project_name,
    project_neighbourhoods.neighbourhood_id,
    neighbourhoods.neighbourhood_name,
    project_neighbourhoods.method,
    project_neighbourhoods.candidates,
    project_neighbourhoods.certainty,
    projects.source,
    project_neighbourhoods.source_file_id,
    project_neighbourhoods.source_line
FROM project_neighbourhoods
INNER JOIN projects ON project_neighbourhoods.project_id = projects.project_id
INNER JOIN neighbourhoods
    ON project_neighbourhoods.neighbourhood_id = neighbourhoods.neighbourhood_id
WHERE project_neighbourhoods.candidates IS NOT NULL
ORDER BY projects.source, project_neighbourhoods.project_id, neighbourhoods.neighbourhood_name
