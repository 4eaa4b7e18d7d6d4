/* model
title  = "Project area shares: each project over the areas of every level, what lies in none as a row of its own"
grain  = ["project_id", "level", "neighbourhood_id"]
limits = "The shares of a project sum to one within every level, so that no total loses it: neighbourhood_id is NULL for the part that lies in no area of the level. Without any boundaries the level is NULL too."
*/
WITH

known AS (
    SELECT project_id
    FROM projects
    UNION
    SELECT project_id
    FROM invoices
    UNION
    SELECT project_id
    FROM payments
),

levels AS (
    SELECT DISTINCT level
    FROM neighbourhoods
),

placed AS (
    SELECT
        project_id,
        level,
        SUM(neighbourhood_share) AS placed_share
    FROM project_areas
    GROUP BY project_id, level
)

SELECT
    project_id,
    level,
    neighbourhood_id,
    neighbourhood_share
FROM project_areas
UNION ALL
SELECT
    known.project_id,
    levels.level,
    CAST(NULL AS VARCHAR) AS neighbourhood_id,
    1 - COALESCE(placed.placed_share, 0) AS neighbourhood_share
FROM known
LEFT JOIN levels ON 1 = 1
LEFT JOIN placed ON known.project_id = placed.project_id AND levels.level = placed.level
-- Shares are sums of parts of one: what is left may differ from nothing by a rounding.
WHERE COALESCE(placed.placed_share, 0) < 0.999999
