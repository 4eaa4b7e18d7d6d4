/* view
title  = "Neighbourhood ranking: every area's rates with their state, those most probably above the city's first"
grain  = ["code", "neighbourhood_id"]
limits = "Never ranked by the raw rate. Areas with fewer than five judged projects, and levels with too few areas or events, keep their counts but get no rate. The limits of chance are those of the rollup: 95 and 99.8 %."
*/
WITH

stated AS (
    SELECT
        neighbourhood_rates.*,
        CASE
            WHEN base_count = 0 AND project_count = 0 THEN 'no projects'
            WHEN base_count = 0 THEN 'not judged'
            WHEN judged_project_count < 5 THEN 'too few'
            WHEN NOT is_judged THEN 'level not judged'
            ELSE 'shown'
        END AS state
    FROM neighbourhood_rates
)

SELECT
    stated.code,
    indicator_definitions.title,
    COALESCE(indicator_definitions.subject_kind, 'project') AS subject_kind,
    stated.level,
    stated.neighbourhood_id,
    stated.neighbourhood_name,
    neighbourhoods.parent_id,
    stated.state,
    CASE
        WHEN stated.state <> 'shown' THEN NULL
        WHEN stated.raw_rate > stated.alarm_high_rate THEN 'far above'
        WHEN stated.raw_rate > stated.alert_high_rate THEN 'above'
        WHEN stated.raw_rate < stated.alarm_low_rate THEN 'far below'
        WHEN stated.raw_rate < stated.alert_low_rate THEN 'below'
        ELSE 'within'
    END AS signal,
    stated.project_count,
    stated.judged_project_count,
    stated.event_count,
    stated.base_count,
    stated.unjudged_count,
    CASE WHEN stated.state = 'shown' THEN stated.raw_rate END AS raw_rate,
    CASE WHEN stated.state = 'shown' THEN stated.shrunken_rate END AS shrunken_rate,
    CASE WHEN stated.state = 'shown' THEN stated.interval_low_rate END AS interval_low_rate,
    CASE WHEN stated.state = 'shown' THEN stated.interval_high_rate END AS interval_high_rate,
    CASE WHEN stated.state = 'shown' THEN stated.above_probability END AS above_probability,
    CASE WHEN stated.state = 'shown' THEN stated.alert_low_rate END AS alert_low_rate,
    CASE WHEN stated.state = 'shown' THEN stated.alert_high_rate END AS alert_high_rate,
    CASE WHEN stated.state = 'shown' THEN stated.alarm_low_rate END AS alarm_low_rate,
    CASE WHEN stated.state = 'shown' THEN stated.alarm_high_rate END AS alarm_high_rate,
    stated.group_rate,
    stated.dispersion
FROM stated
INNER JOIN neighbourhoods ON stated.neighbourhood_id = neighbourhoods.neighbourhood_id
LEFT JOIN indicator_definitions ON stated.code = indicator_definitions.code
ORDER BY
    stated.code ASC,
    stated.level ASC,
    CASE stated.state
        WHEN 'shown' THEN 1
        WHEN 'too few' THEN 2
        WHEN 'level not judged' THEN 2
        WHEN 'not judged' THEN 3
        ELSE 4
    END ASC,
    CASE WHEN stated.state = 'shown' THEN stated.above_probability END DESC NULLS LAST,
    -- Where no difference between areas shows, all are alike and the limits of chance decide.
    CASE
        WHEN stated.state <> 'shown' THEN 3
        WHEN stated.raw_rate > stated.alarm_high_rate THEN 1
        WHEN stated.raw_rate > stated.alert_high_rate THEN 2
        ELSE 3
    END ASC,
    stated.neighbourhood_name ASC
