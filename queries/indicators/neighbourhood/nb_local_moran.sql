/* indicator
code           = "A5"
title          = "Place unlike its neighbours"
condition      = "In an area a high share of the kinds of checks judged raised something as high or critical, and its neighbours have low shares, or high ones too, beyond what chance would put side by side, with at most 10 % (watch) or 5 % (high) false discoveries among the areas named at its level."
subject        = "neighbourhood"
unit           = "index"
flag           = { when = "at_least" }
also           = [{ column = "high_q_value", when = "at_most", watch = 0.10, high = 0.05 }]
formula        = "standardised rate of the area × mean standardised rate of its neighbours; p from 9,999 permutations of the other areas"
why            = "A troubled place among good ones is where something local can be looked at; a cluster of places alone does not show it."
innocent       = ["one large programme in one area", "areas at the edge of the city have fewer neighbours", "better data in one area than around it"]
skips          = { insufficient = ["no project here could be judged", "fewer than five projects could be judged", "fewer than 30 areas, or fewer than 25 with data", "no neighbour with data", "areas do not differ"] }
source         = "Statistic: Anselin 1995, on rates standardised after Assunção and Reis 1999, neighbours by border or corner, weights summing to one. Conditional permutation and false discovery rate as in PySAL's esda (Benjamini and Hochberg 1995). Anselin, Introduction to Spatial Data Science: no cut-off is plainly right, so unadjusted p values up to 1 % are shown as interesting locations. Events are kinds of checks (clusters) raised, once a project, because nearly every project has something raised by one of many indicators: house default. Fewest areas (30) and areas with data (25): house defaults."
verification   = "V"
evidence_class = "S"
cluster        = "places"
core           = false
needs          = ["project_neighbourhoods", "neighbourhood_links"]
limits         = "The pattern says which: high among low is the place that stands out alone, high among high a part of a cluster. Low among high and low among low are shown and never raised. Each level is judged by itself; agreeing_level_count says at how many levels that contain or divide the place the pattern holds, wider_q_value what is left with neighbours' neighbours counted in. Areas without data leave both the rates and the neighbourhoods; nothing is put in their place."
hook           = "spatial.local_moran"
params         = { area_min_n = 30, known_min_n = 25, permutations = 9999 }
null_share     = 0.004
sentence       = "In the area {raw_rate} of what was judged was raised as high or critical; standardised, it stands at {standardised_rate:number} and its {neighbour_count} neighbours at {neighbours_rate:number} on average: {pattern}."
worked         = "{standardised_rate:number} × {neighbours_rate:number} = {value:number}; p = {p_value}; among {known_area_count} areas of the level q = {q_value_of_level}"
clears         = "What clears the single flags, one large programme in the area, or better records there than around it."

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
