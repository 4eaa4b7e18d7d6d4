/* model
title  = "Neighbourhood spending: what the client paid and committed in each area in the last three years"
grain  = ["neighbourhood_id"]
limits = "Projects that could not be placed are in no area's sum and are never spread. Payments without a date, and contracts without a day of signature, are left out of the three years; undated_count says how many payments. A project in several areas counts by its shares, within each level."
*/
WITH

paid AS (
    SELECT
        project_id,
        COUNT(CASE WHEN paid_date IS NULL THEN payment_id END) AS undated_count,
        COALESCE(
            SUM(
                CASE
                    WHEN paid_date > CAST($as_of AS DATE) - INTERVAL 3 YEAR THEN paid_amount
                END
            ),
            0
        ) AS paid_amount,
        MIN(currency) AS lowest_currency,
        MAX(currency) AS highest_currency,
        MIN(paid_date) AS first_paid_date
    FROM payments
    WHERE tier = 'client_prime'
    GROUP BY project_id
),

committed AS (
    SELECT
        project_id,
        SUM(original_amount) AS committed_amount
    FROM contracts
    WHERE
        signed_date > CAST($as_of AS DATE) - INTERVAL 3 YEAR
        AND signed_date <= $as_of
        AND COALESCE(status, 'active') NOT IN ('pending', 'cancelled')
    GROUP BY project_id
),

placed AS (
    SELECT
        project_areas.neighbourhood_id,
        project_areas.project_id,
        paid.project_id AS paid_project_id,
        COALESCE(projects.sector, 'not known') AS sector,
        paid.paid_amount * project_areas.neighbourhood_share AS paid_amount,
        committed.committed_amount * project_areas.neighbourhood_share AS committed_amount,
        paid.undated_count,
        paid.lowest_currency,
        paid.highest_currency,
        paid.first_paid_date
    FROM project_areas
    INNER JOIN projects ON project_areas.project_id = projects.project_id
    LEFT JOIN paid ON project_areas.project_id = paid.project_id
    LEFT JOIN committed ON project_areas.project_id = committed.project_id
),

by_sector AS (
    SELECT
        neighbourhood_id,
        sector,
        SUM(paid_amount) AS paid_amount
    FROM placed
    GROUP BY neighbourhood_id, sector
),

largest AS (
    SELECT
        neighbourhood_id,
        MAX_BY(sector, (paid_amount, sector)) FILTER (WHERE paid_amount IS NOT NULL)
            AS largest_sector,
        MAX(paid_amount) AS largest_sector_amount
    FROM by_sector
    GROUP BY neighbourhood_id
)

SELECT
    placed.neighbourhood_id,
    COUNT(*) AS project_count,
    COUNT(placed.paid_project_id) AS paid_project_count,
    CAST(COALESCE(SUM(placed.paid_amount), 0) AS DOUBLE) AS paid_amount,
    CAST(SUM(placed.committed_amount) AS DOUBLE) AS committed_amount,
    MIN(largest.largest_sector) AS largest_sector,
    CAST(MIN(largest.largest_sector_amount) AS DOUBLE) AS largest_sector_amount,
    SUM(placed.undated_count) AS undated_count,
    MIN(placed.lowest_currency) AS lowest_currency,
    MAX(placed.highest_currency) AS highest_currency,
    MIN(placed.first_paid_date) AS first_paid_date
FROM placed
LEFT JOIN largest ON placed.neighbourhood_id = largest.neighbourhood_id
GROUP BY placed.neighbourhood_id
