/* rollup
title  = "Neighbourhood cluster rates: how many of the kinds of checks judged in an area's projects raised something"
grain  = ["neighbourhood_id"]
limits = "Counts each kind of check (cluster of indicators that tell the same story) once a project: judged if one of them could judge, raised if one raised it as high or critical. So it still tells areas apart where most projects have something raised. Context and indicators of places and coverage are left out. A project in several areas counts by its shares."
*/
WITH

kinds AS (
    SELECT
        project_outcomes.project_id,
        indicator_definitions.cluster,
        MAX(CASE WHEN project_outcomes.is_raised_high THEN 1 ELSE 0 END) AS is_raised
    FROM project_outcomes
    INNER JOIN indicator_definitions ON project_outcomes.code = indicator_definitions.code
    WHERE
        project_outcomes.evaluated_count > 0
        AND indicator_definitions.evidence_class <> 'X'
        AND indicator_definitions.cluster NOT IN ('places', 'coverage')
    GROUP BY project_outcomes.project_id, indicator_definitions.cluster
),

judged AS (
    SELECT
        project_id,
        COUNT(*) AS judged_count,
        SUM(is_raised) AS raised_count
    FROM kinds
    GROUP BY project_id
),

by_area AS (
    SELECT
        project_areas.neighbourhood_id,
        COUNT(*) AS project_count,
        COUNT(judged.project_id) AS judged_project_count,
        CAST(SUM(judged.raised_count * project_areas.neighbourhood_share) AS DOUBLE)
            AS event_count,
        CAST(SUM(judged.judged_count * project_areas.neighbourhood_share) AS DOUBLE)
            AS base_count
    FROM project_areas
    LEFT JOIN judged ON project_areas.project_id = judged.project_id
    GROUP BY project_areas.neighbourhood_id
),

levels AS (
    SELECT DISTINCT neighbourhoods.level
    FROM by_area
    INNER JOIN neighbourhoods ON by_area.neighbourhood_id = neighbourhoods.neighbourhood_id
)

-- Every area of the level has a row, so that "no data" is seen.
SELECT
    neighbourhoods.neighbourhood_id,
    neighbourhoods.neighbourhood_name,
    neighbourhoods.level,
    neighbourhoods.parent_id,
    COALESCE(by_area.project_count, 0) AS project_count,
    COALESCE(by_area.judged_project_count, 0) AS judged_project_count,
    COALESCE(by_area.event_count, 0) AS event_count,
    COALESCE(by_area.base_count, 0) AS base_count
FROM levels
INNER JOIN neighbourhoods ON levels.level = neighbourhoods.level
LEFT JOIN by_area ON neighbourhoods.neighbourhood_id = by_area.neighbourhood_id
