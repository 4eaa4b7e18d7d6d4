/* rollup
title  = "Neighbourhood rates: the share raised among what could be judged, raw and shrunken"
grain  = ["neighbourhood_id", "code"]
hook   = "rates.shrunken_rates"
limits = "Code ANY is the share of judged projects that are raised as high or critical. What could not be judged is in neither number; unjudged_count says how much that is. A project in several areas counts by its shares."
*/
WITH

by_area AS (
    SELECT
        project_rates.code,
        project_areas.neighbourhood_id,
        COUNT(DISTINCT project_rates.project_id) AS project_count,
        COUNT(
            DISTINCT CASE WHEN project_rates.evaluated_count > 0 THEN project_rates.project_id END
        ) AS judged_project_count,
        CAST(SUM(project_rates.flagged_count * project_areas.neighbourhood_share) AS DOUBLE)
            AS event_count,
        CAST(SUM(project_rates.evaluated_count * project_areas.neighbourhood_share) AS DOUBLE)
            AS base_count,
        CAST(SUM(project_rates.unjudged_count * project_areas.neighbourhood_share) AS DOUBLE)
            AS unjudged_count
    FROM project_rates
    INNER JOIN project_areas ON project_rates.project_id = project_areas.project_id
    GROUP BY project_rates.code, project_areas.neighbourhood_id
),

codes AS (
    SELECT DISTINCT
        by_area.code,
        neighbourhoods.level
    FROM by_area
    INNER JOIN neighbourhoods ON by_area.neighbourhood_id = neighbourhoods.neighbourhood_id
)

-- Every area of the level appears for every code, so that "no data" has a row of its own.
SELECT
    codes.code,
    neighbourhoods.level,
    CONCAT(codes.code, ' ', neighbourhoods.level) AS rate_group,
    neighbourhoods.neighbourhood_id,
    neighbourhoods.neighbourhood_name,
    COALESCE(by_area.project_count, 0) AS project_count,
    COALESCE(by_area.judged_project_count, 0) AS judged_project_count,
    COALESCE(by_area.event_count, 0) AS event_count,
    COALESCE(by_area.base_count, 0) AS base_count,
    COALESCE(by_area.unjudged_count, 0) AS unjudged_count
FROM codes
INNER JOIN neighbourhoods ON codes.level = neighbourhoods.level
LEFT JOIN by_area
    ON
        codes.code = by_area.code
        AND neighbourhoods.neighbourhood_id = by_area.neighbourhood_id
ORDER BY codes.code, neighbourhoods.level, neighbourhoods.neighbourhood_id
