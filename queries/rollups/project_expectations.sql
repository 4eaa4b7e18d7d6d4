/* rollup
title  = "Project expectations: how often projects of the same sector, size and age are raised"
grain  = ["project_id"]
limits = "The share among judged projects of the whole data: of the same sector, quarter of contract value and age, where at least 20 of them were judged; else of the same sector and size, else of the sector, else of all (house defaults). The project itself is among them."
*/
WITH

sized AS (
    SELECT
        project_id,
        SUM(original_amount) AS contract_amount
    FROM contracts
    GROUP BY project_id
),

judged AS (
    SELECT
        project_rates.project_id,
        project_rates.flagged_count AS is_raised,
        COALESCE(projects.sector, 'sector not known') AS sector,
        CASE
            WHEN sized.contract_amount IS NULL THEN 0
            ELSE NTILE(4) OVER (
                PARTITION BY sized.contract_amount IS NULL
                ORDER BY sized.contract_amount, project_rates.project_id
            )
        END AS size_quarter,
        CASE
            WHEN projects.start_date IS NULL THEN 'age not known'
            WHEN DATE_DIFF('day', projects.start_date, projects.known_until_date) < 365
                THEN 'under one year'
            WHEN DATE_DIFF('day', projects.start_date, projects.known_until_date) < 1096
                THEN 'one to three years'
            ELSE 'over three years'
        END AS age
    FROM project_rates
    INNER JOIN projects ON project_rates.project_id = projects.project_id
    LEFT JOIN sized ON project_rates.project_id = sized.project_id
    WHERE project_rates.code = 'ANY' AND project_rates.evaluated_count > 0
),

compared AS (
    SELECT
        judged.*,
        COUNT(*) OVER (PARTITION BY sector, size_quarter, age) AS alike_count,
        AVG(is_raised) OVER (PARTITION BY sector, size_quarter, age) AS alike_share,
        COUNT(*) OVER (PARTITION BY sector, size_quarter) AS sector_size_count,
        AVG(is_raised) OVER (PARTITION BY sector, size_quarter) AS sector_size_share,
        COUNT(*) OVER (PARTITION BY sector) AS sector_count,
        AVG(is_raised) OVER (PARTITION BY sector) AS sector_share,
        AVG(is_raised) OVER () AS whole_share
    FROM judged
)

SELECT
    project_id,
    is_raised,
    sector,
    size_quarter,
    age,
    CASE
        WHEN alike_count >= 20 THEN 'sector, size and age'
        WHEN sector_size_count >= 20 THEN 'sector and size'
        WHEN sector_count >= 20 THEN 'sector'
        ELSE 'all'
    END AS basis,
    CAST(
        CASE
            WHEN alike_count >= 20 THEN alike_share
            WHEN sector_size_count >= 20 THEN sector_size_share
            WHEN sector_count >= 20 THEN sector_share
            ELSE whole_share
        END AS DOUBLE
    ) AS expected_share
FROM compared
