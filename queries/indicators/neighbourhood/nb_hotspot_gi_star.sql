/* indicator
code           = "A4"
title          = "Cluster of raised projects"
condition      = "In an area and its neighbours together a larger share of the kinds of checks judged raised something as high or critical than chance would put side by side, with at most 10 % (watch) or 5 % (high) false discoveries among the areas named at its level."
subject        = "neighbourhood"
unit           = "index"
flag           = { when = "at_least" }
also           = [{ column = "high_q_value", when = "at_most", watch = 0.10, high = 0.05 }]
formula        = "(weighted sum of the standardised rates of the area and its neighbours - mean × sum of weights) / (standard deviation × root of ((n × sum of squared weights - squared sum of weights) / (n - 1))); p from 9,999 permutations of the other areas"
why            = "A pattern that stops at no border has a cause larger than one project: a contractor, a depot, a programme, a rule."
innocent       = ["one project that lies in several areas, counted by its shares", "areas at the edge of the city have fewer neighbours", "one programme of works in adjoining areas", "better data in one district"]
skips          = { insufficient = ["no project here could be judged", "fewer than five projects could be judged", "fewer than 30 areas, or fewer than 25 with data", "no neighbour with data", "areas do not differ"] }
source         = "Statistic: Getis and Ord 1992, Ord and Getis 1995, the area itself included, neighbours by border or corner, weights summing to one. Rates: Assunção and Reis 1999. Conditional permutation and false discovery rate as in PySAL's esda (Benjamini and Hochberg 1995). Anselin, Introduction to Spatial Data Science: no cut-off is plainly right, so unadjusted p values up to 1 % are shown as interesting locations. Events are kinds of checks (clusters) raised, once a project, because nearly every project has something raised by one of many indicators: house default. Fewest areas (30) and areas with data (25): house defaults."
verification   = "V"
evidence_class = "S"
cluster        = "places"
core           = false
needs          = ["project_neighbourhoods", "neighbourhood_links"]
limits         = "Each level is judged by itself; agreeing_level_count says at how many levels that contain or divide the place the pattern holds, wider_q_value what is left with neighbours' neighbours counted in. Areas without data leave both the rates and the neighbourhoods; nothing is put in their place. Clusters of low rates are shown as cold and never raised. A project counts in each of its areas by its share."
hook           = "spatial.hot_spots"
params         = { area_min_n = 30, known_min_n = 25, permutations = 9999 }
null_share     = 0.004
sentence       = "In the area {raw_rate} of what was judged was raised as high or critical; standardised, it stands at {standardised_rate:number} and its {neighbour_count} neighbours at {neighbours_rate:number} on average."
worked         = "Gi* = {value:number}; p = {p_value}; among {known_area_count} areas of the level q = {q_value_of_level}"
clears         = "What clears the single flags, one project or programme that lies in all these areas, or better records there than elsewhere."

[remedies]
"no project here could be judged" = "more cases"
"fewer than five projects could be judged" = "more cases"
"fewer than 30 areas, or fewer than 25 with data" = "more cases"
"no neighbour with data" = "more cases"
"areas do not differ" = "more cases"
*/
WITH

beside AS (
    SELECT
        neighbourhood_id,
        ARRAY_AGG(neighbour_id) AS neighbour_ids
    FROM neighbourhood_links
    GROUP BY neighbourhood_id
)

SELECT
    neighbourhood_cluster_rates.neighbourhood_id AS subject_id,
    CAST(NULL AS VARCHAR) AS project_id,
    CAST(NULL AS DOUBLE) AS value,
    CASE
        WHEN neighbourhood_cluster_rates.judged_project_count = 0
            THEN 'no project here could be judged'
        WHEN neighbourhood_cluster_rates.judged_project_count < 5
            THEN 'fewer than five projects could be judged'
    END AS skip_reason,
    neighbourhood_cluster_rates.neighbourhood_name,
    neighbourhood_cluster_rates.level,
    neighbourhood_cluster_rates.parent_id,
    neighbourhood_cluster_rates.judged_project_count,
    neighbourhood_cluster_rates.event_count,
    neighbourhood_cluster_rates.base_count,
    beside.neighbour_ids
FROM neighbourhood_cluster_rates
LEFT JOIN beside ON neighbourhood_cluster_rates.neighbourhood_id = beside.neighbourhood_id
