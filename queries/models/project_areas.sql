/* model
title  = "Project areas: each project's neighbourhoods and the larger areas that contain them"
grain  = ["project_id", "neighbourhood_id"]
limits = "Shares sum to one within a level; two levels are never added up."
*/
WITH

contained AS (
    SELECT
        project_neighbourhoods.project_id,
        neighbourhoods.parent_id AS neighbourhood_id,
        SUM(project_neighbourhoods.neighbourhood_share) AS neighbourhood_share
    FROM project_neighbourhoods
    INNER JOIN neighbourhoods
        ON project_neighbourhoods.neighbourhood_id = neighbourhoods.neighbourhood_id
    WHERE neighbourhoods.parent_id IS NOT NULL
    GROUP BY project_neighbourhoods.project_id, neighbourhoods.parent_id
),

collected AS (
    SELECT
        project_id,
        neighbourhood_id,
        neighbourhood_share,
        TRUE AS is_direct
    FROM project_neighbourhoods
    UNION ALL
    SELECT
        project_id,
        neighbourhood_id,
        neighbourhood_share,
        FALSE AS is_direct
    FROM contained
)

-- A project may be placed in a part and, elsewhere, in the whole: both add up to one row.
SELECT
    collected.project_id,
    collected.neighbourhood_id,
    neighbourhoods.level,
    SUM(collected.neighbourhood_share) AS neighbourhood_share,
    MAX(collected.is_direct) AS is_direct
FROM collected
INNER JOIN neighbourhoods ON collected.neighbourhood_id = neighbourhoods.neighbourhood_id
GROUP BY collected.project_id, collected.neighbourhood_id, neighbourhoods.level
