/* indicator
code           = "A6"
title          = "Spending and delay by deprivation"
condition      = "Whether spending, or delay, falls more on poorer or on richer areas: shown with its interval, never raised."
subject        = "city"
unit           = "index"
flag           = { when = "at_least" }
formula        = "2 × covariance of the amount per resident with the rank of the area / mean, weighted by residents; areas ordered from the poorest; below 0 means more of it in poorer areas"
why            = "An average says nothing of who gets the works and who waits for them."
innocent       = ["needs differ: more pupils, older pipes, more road", "trunk works that serve other areas", "one large project", "an index of deprivation that is out of date"]
skips          = { insufficient = ["no deprivation index", "no payments supplied", "fewer than ten areas with both known", "there is none of it anywhere"] }
source         = "Concentration index as in health economics (Wagstaff, Paci and van Doorslaer 1991; from memory), weighted by residents; interval from 2,000 bootstrap draws of areas. Fewest areas, ten: house default."
verification   = "M"
evidence_class = "X"
cluster        = "places"
core           = false
needs          = ["project_neighbourhoods", "neighbourhoods"]
limits         = "One row for each level and for spending (client payments of three years) and delay (days after the first planned end, per resident). An area without projects counts as none spent. Describes areas, not their residents. Gini says how unequal it is in any order. Where the interval holds zero, nothing can be told."
hook           = "concentration.index"
sentence       = "Index of {measured} by deprivation at the level {level}: {value}, with 95 % limits {index_low|not known} and {index_high|not known}, over {known_area_count} areas; which way it leans: {leans|cannot be told}."
worked         = "2 × covariance of the amount per resident with the rank of the area / {mean_per_resident} = {value}"
clears         = "Nothing is raised here; a newer index of deprivation, or needs that differ between areas, would change how it reads."

[remedies]
"no deprivation index" = "neighbourhoods.deprivation_index"
"no payments supplied" = "payments.paid_amount"
"fewer than ten areas with both known" = "more cases"
"there is none of it anywhere" = "more cases"
*/
WITH

delayed AS (
    SELECT
        project_areas.neighbourhood_id,
        SUM(project_delays.delay_days * project_areas.neighbourhood_share) AS delay_days
    FROM project_areas
    INNER JOIN project_delays ON project_areas.project_id = project_delays.project_id
    GROUP BY project_areas.neighbourhood_id
),

used AS (
    SELECT
        neighbourhoods.level,
        COUNT(neighbourhoods.deprivation_index) AS indexed_count,
        SUM(neighbourhood_spending.paid_project_count) AS paid_project_count,
        COUNT(delayed.neighbourhood_id) AS delayed_area_count
    FROM neighbourhoods
    LEFT JOIN neighbourhood_spending
        ON neighbourhoods.neighbourhood_id = neighbourhood_spending.neighbourhood_id
    LEFT JOIN delayed ON neighbourhoods.neighbourhood_id = delayed.neighbourhood_id
    GROUP BY neighbourhoods.level
    HAVING COUNT(neighbourhood_spending.neighbourhood_id) > 0
),

measured AS (
    SELECT
        neighbourhoods.level,
        'spending' AS measured,
        neighbourhoods.neighbourhood_id,
        neighbourhoods.deprivation_index,
        neighbourhoods.population,
        COALESCE(neighbourhood_spending.paid_amount, 0)
        / NULLIF(neighbourhoods.population, 0) AS per_resident
    FROM neighbourhoods
    LEFT JOIN neighbourhood_spending
        ON neighbourhoods.neighbourhood_id = neighbourhood_spending.neighbourhood_id
    UNION ALL
    SELECT
        neighbourhoods.level,
        'delay' AS measured,
        neighbourhoods.neighbourhood_id,
        neighbourhoods.deprivation_index,
        neighbourhoods.population,
        CAST(COALESCE(delayed.delay_days, 0) AS DOUBLE)
        / NULLIF(neighbourhoods.population, 0) AS per_resident
    FROM neighbourhoods
    LEFT JOIN delayed ON neighbourhoods.neighbourhood_id = delayed.neighbourhood_id
)

SELECT
    CONCAT(measured.level, ' ', measured.measured) AS subject_id,
    CAST(NULL AS VARCHAR) AS project_id,
    CAST(NULL AS DOUBLE) AS value,
    CASE
        WHEN used.indexed_count = 0 THEN 'no deprivation index'
        WHEN measured.measured = 'spending' AND COALESCE(used.paid_project_count, 0) = 0
            THEN 'no payments supplied'
    END AS skip_reason,
    measured.level,
    measured.measured,
    measured.per_resident,
    measured.deprivation_index,
    CAST(measured.population AS DOUBLE) AS population
FROM measured
INNER JOIN used ON measured.level = used.level
ORDER BY measured.neighbourhood_id
