/* view
title  = "Neighbourhood payments: what the client paid for works in each area, year by year"
grain  = ["level", "neighbourhood_id", "paid_year", "currency"]
limits = "Payments of the client only: what flows down from there is the same money. A project in several areas counts by its shares. What lies in no area of a level is a row of its own there, without a neighbourhood_id. paid_year is NULL where the day is not known."
*/
WITH

by_project AS (
    SELECT
        project_id,
        YEAR(paid_date) AS paid_year,
        currency,
        COUNT(*) AS payment_count,
        SUM(paid_amount) AS paid_amount
    FROM payments
    WHERE tier = 'client_prime'
    GROUP BY project_id, YEAR(paid_date), currency
)

SELECT
    project_area_shares.level,
    project_area_shares.neighbourhood_id,
    by_project.paid_year,
    by_project.currency,
    SUM(by_project.payment_count * project_area_shares.neighbourhood_share) AS payment_count,
    CAST(SUM(by_project.paid_amount * project_area_shares.neighbourhood_share) AS DOUBLE)
        AS paid_amount
FROM by_project
INNER JOIN project_area_shares ON by_project.project_id = project_area_shares.project_id
GROUP BY
    project_area_shares.level,
    project_area_shares.neighbourhood_id,
    by_project.paid_year,
    by_project.currency
ORDER BY project_area_shares.level, project_area_shares.neighbourhood_id, by_project.paid_year
