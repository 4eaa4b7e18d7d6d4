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
limits         = "Projects that could not be placed are in no area's sum and are never spread. Payments without a date are left out. Where payments are known for less than three years, the yearly figure is too low: first_paid_date says since when."
maps           = { oc4ids = ["locations"] }

[remedies]
"no population" = "neighbourhoods.population"
"population under 1,000" = "more cases"
"no payments supplied" = "payments.paid_amount"
"no projects placed here" = "more cases"
*/
WITH

recent AS (
    SELECT
        payments.project_id,
        COUNT(CASE WHEN payments.paid_date IS NULL THEN payments.payment_id END)
            AS undated_count,
        COALESCE(
            SUM(
                CASE
                    WHEN payments.paid_date > CAST($as_of AS DATE) - INTERVAL 3 YEAR
                        THEN payments.paid_amount
                END
            ),
            0
        ) AS paid_amount,
        MIN(payments.currency) AS lowest_currency,
        MAX(payments.currency) AS highest_currency,
        MIN(payments.paid_date) AS first_paid_date
    FROM payments
    WHERE payments.tier = 'client_prime'
    GROUP BY payments.project_id
),

supplied AS (
    SELECT
        COUNT(*) AS paid_project_count,
        MIN(first_paid_date) AS first_paid_date
    FROM recent
),

by_area AS (
    SELECT
        project_areas.neighbourhood_id,
        COUNT(*) AS project_count,
        COUNT(recent.project_id) AS paid_project_count,
        COALESCE(SUM(recent.paid_amount * project_areas.neighbourhood_share), 0) AS paid_amount,
        SUM(recent.undated_count) AS undated_count,
        MIN(recent.lowest_currency) AS lowest_currency,
        MAX(recent.highest_currency) AS highest_currency
    FROM project_areas
    LEFT JOIN recent ON project_areas.project_id = recent.project_id
    GROUP BY project_areas.neighbourhood_id
)

SELECT
    neighbourhoods.neighbourhood_id AS subject_id,
    CAST(NULL AS VARCHAR) AS project_id,
    CAST(by_area.paid_amount AS DOUBLE) / NULLIF(neighbourhoods.population, 0) / 3 AS value,
    CASE
        WHEN supplied.paid_project_count = 0 THEN 'no payments supplied'
        WHEN COALESCE(neighbourhoods.population, 0) = 0 THEN 'no population'
        WHEN neighbourhoods.population < 1000 THEN 'population under 1,000'
        WHEN by_area.project_count IS NULL THEN 'no projects placed here'
        WHEN by_area.lowest_currency <> by_area.highest_currency
            THEN 'payments in several currencies'
    END AS skip_reason,
    neighbourhoods.neighbourhood_name,
    neighbourhoods.level,
    CAST(by_area.paid_amount AS DOUBLE) AS paid_amount,
    by_area.lowest_currency AS currency,
    neighbourhoods.population,
    neighbourhoods.population_year,
    by_area.project_count,
    by_area.paid_project_count,
    by_area.undated_count,
    supplied.first_paid_date
FROM neighbourhoods
CROSS JOIN supplied
LEFT JOIN by_area ON neighbourhoods.neighbourhood_id = by_area.neighbourhood_id
