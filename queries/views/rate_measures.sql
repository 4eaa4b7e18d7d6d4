/* view
title  = "Rate measures: which rates can be shown for each level, and how much of the city they cover"
grain  = ["level", "code"]
limits = "Totals are those of all projects; what was placed in no area of the level is the difference between total and placed counts. Only measures that judged something."
*/
WITH

placed_shares AS (
    SELECT
        project_id,
        level,
        SUM(neighbourhood_share) AS placed_share
    FROM project_areas
    GROUP BY project_id, level
),

levels AS (
    SELECT DISTINCT level
    FROM neighbourhoods
),

placed AS (
    SELECT
        projects.project_id,
        levels.level,
        -- Shares are sums of parts of one: what is left may differ from nothing by a rounding.
        CASE
            WHEN COALESCE(placed_shares.placed_share, 0) > 0.999999 THEN 0
            ELSE 1 - COALESCE(placed_shares.placed_share, 0)
        END AS unplaced_share
    FROM projects
    CROSS JOIN levels
    LEFT JOIN placed_shares
        ON
            projects.project_id = placed_shares.project_id
            AND levels.level = placed_shares.level
),

totals AS (
    SELECT
        placed.level,
        project_rates.code,
        COUNT(*) AS project_count,
        COUNT(*) FILTER (WHERE placed.unplaced_share = 1) AS unplaced_project_count,
        COUNT(*) FILTER (WHERE placed.unplaced_share = 1 AND project_rates.evaluated_count > 0)
            AS unplaced_judged_project_count,
        COUNT(*) FILTER (WHERE project_rates.evaluated_count > 0) AS judged_project_count,
        CAST(SUM(project_rates.flagged_count) AS DOUBLE) AS event_count,
        CAST(SUM(project_rates.evaluated_count) AS DOUBLE) AS base_count,
        CAST(SUM(project_rates.flagged_count * placed.unplaced_share) AS DOUBLE)
            AS unplaced_event_count,
        CAST(SUM(project_rates.evaluated_count * placed.unplaced_share) AS DOUBLE)
            AS unplaced_base_count
    FROM project_rates
    INNER JOIN placed ON project_rates.project_id = placed.project_id
    GROUP BY placed.level, project_rates.code
),

by_area AS (
    SELECT
        level,
        code,
        COUNT(*) AS area_count,
        COUNT(*) FILTER (WHERE state = 'shown') AS shown_area_count,
        COUNT(*) FILTER (WHERE state IN ('too few', 'level not judged')) AS too_few_area_count,
        COUNT(*) FILTER (WHERE state IN ('no projects', 'not judged')) AS no_data_area_count,
        COUNT(*) FILTER (WHERE signal = 'far above') AS far_above_area_count,
        COUNT(*) FILTER (WHERE signal = 'above') AS above_area_count,
        COUNT(*) FILTER (WHERE signal IN ('below', 'far below')) AS below_area_count,
        MAX(group_rate) AS group_rate,
        MAX(dispersion) AS dispersion,
        MAX(shrunken_rate) - MIN(shrunken_rate) AS shrunken_spread,
        SUM(base_count) AS placed_base_count,
        SUM(event_count) AS placed_event_count
    FROM neighbourhood_ranking
    GROUP BY level, code
)

SELECT
    by_area.level,
    by_area.code,
    indicator_definitions.title,
    COALESCE(indicator_definitions.subject_kind, 'project') AS subject_kind,
    by_area.area_count,
    by_area.shown_area_count,
    by_area.too_few_area_count,
    by_area.no_data_area_count,
    by_area.far_above_area_count,
    by_area.above_area_count,
    by_area.below_area_count,
    by_area.group_rate,
    by_area.dispersion,
    COALESCE(by_area.shrunken_spread > 0.000001, FALSE) AS has_differences,
    by_area.placed_event_count,
    by_area.placed_base_count,
    totals.project_count,
    totals.judged_project_count,
    totals.event_count,
    totals.base_count,
    totals.event_count / NULLIF(totals.base_count, 0) AS city_rate,
    totals.unplaced_project_count,
    totals.unplaced_judged_project_count,
    totals.unplaced_event_count,
    totals.unplaced_base_count
FROM by_area
INNER JOIN totals ON by_area.level = totals.level AND by_area.code = totals.code
LEFT JOIN indicator_definitions ON by_area.code = indicator_definitions.code
WHERE totals.base_count > 0
ORDER BY by_area.level, by_area.code
