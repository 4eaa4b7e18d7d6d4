/* model
title  = "Stated places: where a project says it is, as last published"
grain  = ["project_id", "source_file_id", "source_line", "location_id", "place_level", "place_name", "place_code"]
limits = "The words and coordinates of the source. Which neighbourhood they mean is in project_neighbourhoods."
*/
WITH

last_seen AS (
    SELECT
        project_id,
        MAX(published_date) AS published_date
    FROM src_project_places
    GROUP BY project_id
)

SELECT DISTINCT
    src_project_places.project_id,
    src_project_places.location_id,
    src_project_places.place_level,
    src_project_places.place_name,
    src_project_places.place_code,
    src_project_places.longitude,
    src_project_places.latitude,
    src_project_places.geometry,
    src_project_places.address,
    src_project_places.source_file_id,
    src_project_places.source_line
FROM src_project_places
INNER JOIN last_seen
    ON
        src_project_places.project_id = last_seen.project_id
        AND src_project_places.published_date = last_seen.published_date
