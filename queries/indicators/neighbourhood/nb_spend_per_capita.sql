/* indicator
code           = "A1"
title          = "Spending per resident"
condition      = "Yearly client payments per resident over the last three years: shown for comparison, never raised by itself."
subject        = "neighbourhood"
unit           = "money"
flag           = { when = "at_least" }
formula        = "client payments of the three years up to the reporting date × the project's share in the area / residents / 3"
why            = "Who gets public works is the first question that residents ask."
innocent       = ["trunk works that serve other areas", "many workplaces and few residents", "one large project"]
skips          = { insufficient = ["no population", "population under 1,000", "no payments supplied", "no projects placed here"], contradictory = ["payments in several currencies"] }
source         = "No threshold: there is no right amount. The smallest population shown, 1,000, is a house default against rates that rest on a handful of people."
verification   = "D"
evidence_class = "X"
cluster        = "places"
core           = false
needs          = ["payments", "project_neighbourhoods"]
limits         = "Shown beside it: per square kilometre, and what was committed by contracts signed in the three years, at their first value. Projects that could not be placed are in no area's sum and are never spread. Payments without a date are left out. Where payments are known for less than three years, the yearly figure is too low: first_paid_date says since when."
maps           = { oc4ids = ["locations"] }
sentence       = "In the three years up to the reporting date {paid_amount} was paid for works in the area, which has {population} residents."
worked         = "{paid_amount} / {population} / 3 = {value} a year for each resident"
clears         = "Nothing is raised here; works that serve other areas, or payments that are missing from the file, would change the figure."

[remedies]
"no population" = "neighbourhoods.population"
"population under 1,000" = "more cases"
"no payments supplied" = "payments.paid_amount"
"no projects placed here" = "more cases"
*/
WITH

supplied AS (
    SELECT
        COUNT(DISTINCT project_id) AS paid_project_count,
        MIN(paid_date) AS first_paid_date
    FROM payments
    WHERE tier = 'client_prime'
)

SELECT
    neighbourhoods.neighbourhood_id AS subject_id,
    CAST(NULL AS VARCHAR) AS project_id,
    neighbourhood_spending.paid_amount / NULLIF(neighbourhoods.population, 0) / 3 AS value,
    CASE
        WHEN supplied.paid_project_count = 0 THEN 'no payments supplied'
        WHEN COALESCE(neighbourhoods.population, 0) = 0 THEN 'no population'
        WHEN neighbourhoods.population < 1000 THEN 'population under 1,000'
        WHEN neighbourhood_spending.project_count IS NULL THEN 'no projects placed here'
        WHEN neighbourhood_spending.lowest_currency <> neighbourhood_spending.highest_currency
            THEN 'payments in several currencies'
    END AS skip_reason,
    neighbourhoods.neighbourhood_name,
    neighbourhoods.level,
    neighbourhood_spending.paid_amount,
    neighbourhood_spending.paid_amount / NULLIF(neighbourhoods.area_km2, 0) / 3
        AS yearly_amount_per_km2,
    neighbourhood_spending.committed_amount,
    neighbourhood_spending.committed_amount / NULLIF(neighbourhoods.population, 0) / 3
        AS yearly_committed_per_resident,
    neighbourhood_spending.largest_sector,
    neighbourhood_spending.largest_sector_amount
    / NULLIF(neighbourhood_spending.paid_amount, 0) AS largest_sector_share,
    neighbourhood_spending.lowest_currency AS currency,
    neighbourhoods.population,
    neighbourhoods.population_year,
    neighbourhoods.area_km2,
    neighbourhood_spending.project_count,
    neighbourhood_spending.paid_project_count,
    neighbourhood_spending.undated_count,
    supplied.first_paid_date
FROM neighbourhoods
CROSS JOIN supplied
LEFT JOIN neighbourhood_spending
    ON neighbourhoods.neighbourhood_id = neighbourhood_spending.neighbourhood_id
