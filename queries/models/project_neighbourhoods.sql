/* model
title  = "Project neighbourhoods: where a project lies, and which share of it"
grain  = ["project_id", "neighbourhood_id"]
limits = "Projects that could not be placed have no row here; views count them in a line of their own. Where a part of a line or polygon lies in no neighbourhood, the shares sum to less than one by that part. certainty is that of the least certain statement: 1 for a code or an exact name (house defaults, see places.py)."
*/
WITH

last_seen AS (
    SELECT
        project_id,
        MAX(published_date) AS published_date
    FROM src_project_neighbourhoods
    GROUP BY project_id
),

stated AS (
    SELECT
        src_project_neighbourhoods.project_id,
        neighbourhoods.neighbourhood_id,
        src_project_neighbourhoods.neighbourhood_share,
        src_project_neighbourhoods.method,
        src_project_neighbourhoods.certainty,
        src_project_neighbourhoods.reason,
        src_project_neighbourhoods.candidates,
        src_project_neighbourhoods.source_file_id,
        src_project_neighbourhoods.source_line
    FROM src_project_neighbourhoods
    INNER JOIN last_seen
        ON
            src_project_neighbourhoods.project_id = last_seen.project_id
            AND src_project_neighbourhoods.published_date = last_seen.published_date
    LEFT JOIN neighbourhoods
        ON src_project_neighbourhoods.neighbourhood_id = neighbourhoods.neighbourhood_id
    -- A row that says nothing usable takes no share; the part of a shape outside all areas does.
    WHERE
        neighbourhoods.neighbourhood_id IS NOT NULL
        OR (
            src_project_neighbourhoods.neighbourhood_id IS NULL
            AND src_project_neighbourhoods.method <> 'not placed'
        )
),

summed AS (
    SELECT
        project_id,
        neighbourhood_id,
        SUM(neighbourhood_share) AS placed_share,
        MIN(method) AS method,
        MIN(certainty) AS certainty,
        MIN(reason) AS reason,
        MIN(candidates) AS candidates,
        MIN(source_file_id) AS source_file_id,
        MIN(source_line) AS source_line
    FROM stated
    GROUP BY project_id, neighbourhood_id
),

shared AS (
    SELECT
        project_id,
        neighbourhood_id,
        placed_share / NULLIF(SUM(placed_share) OVER (PARTITION BY project_id), 0)
            AS neighbourhood_share,
        method,
        certainty,
        reason,
        candidates,
        source_file_id,
        source_line
    FROM summed
)

SELECT
    project_id,
    neighbourhood_id,
    neighbourhood_share,
    method,
    certainty,
    reason,
    candidates,
    source_file_id,
    source_line
FROM shared
WHERE neighbourhood_id IS NOT NULL
