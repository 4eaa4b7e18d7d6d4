/* model
title  = "Project neighbourhoods: where a project lies, and which share of it"
grain  = ["project_id", "neighbourhood_id"]
limits = "Projects that could not be placed have no row here; views count them in a line of their own."
*/
WITH

last_seen AS (
    SELECT
        project_id,
        MAX(published_date) AS published_date
    FROM src_project_neighbourhoods
    GROUP BY project_id
),

placed AS (
    SELECT
        src_project_neighbourhoods.project_id,
        src_project_neighbourhoods.neighbourhood_id,
        SUM(src_project_neighbourhoods.neighbourhood_share) AS placed_share,
        MIN(src_project_neighbourhoods.method) AS method,
        MIN(src_project_neighbourhoods.source_file_id) AS source_file_id,
        MIN(src_project_neighbourhoods.source_line) AS source_line
    FROM src_project_neighbourhoods
    INNER JOIN last_seen
        ON
            src_project_neighbourhoods.project_id = last_seen.project_id
            AND src_project_neighbourhoods.published_date = last_seen.published_date
    INNER JOIN neighbourhoods
        ON src_project_neighbourhoods.neighbourhood_id = neighbourhoods.neighbourhood_id
    GROUP BY src_project_neighbourhoods.project_id, src_project_neighbourhoods.neighbourhood_id
)

SELECT
    project_id,
    neighbourhood_id,
    placed_share / NULLIF(SUM(placed_share) OVER (PARTITION BY project_id), 0)
        AS neighbourhood_share,
    method,
    source_file_id,
    source_line
FROM placed
