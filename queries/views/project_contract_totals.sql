/* view
title  = "Project contract totals: how far recorded changes explain the growth of one project's contracts"
grain  = ["contract_count"]
limits = "Only contracts for which both the first and the current value are known enter the growth; compared_count says how many."
*/
WITH

bridged AS (
    SELECT
        contract_id,
        MAX(CASE WHEN step = 'original' THEN amount END) AS original_amount,
        MAX(CASE WHEN step IN ('current', 'final') THEN amount END) AS closing_amount,
        MAX(CASE WHEN step IN ('current', 'final') THEN change_amount END) AS growth_amount,
        MAX(CASE WHEN step = 'not_explained' THEN change_amount END) AS unexplained_amount,
        COUNT(CASE WHEN step IN ('amendment', 'price_index', 'time_only') THEN step END)
            AS amendment_count
    FROM project_contract_steps
    WHERE contract_id IS NOT NULL
    GROUP BY contract_id
)

SELECT
    COUNT(*) AS contract_count,
    COUNT(growth_amount) AS compared_count,
    COALESCE(SUM(amendment_count), 0) AS amendment_count,
    SUM(CASE WHEN growth_amount IS NOT NULL THEN original_amount END) AS original_amount,
    SUM(CASE WHEN growth_amount IS NOT NULL THEN closing_amount END) AS closing_amount,
    SUM(growth_amount) AS growth_amount,
    CAST(
        SUM(growth_amount)
        / NULLIF(SUM(CASE WHEN growth_amount IS NOT NULL THEN original_amount END), 0)
        AS DOUBLE
    ) AS growth_ratio,
    SUM(growth_amount) - SUM(unexplained_amount) AS explained_amount,
    SUM(unexplained_amount) AS unexplained_amount
FROM bridged
