/* model
title  = "Project earned values: work done, planned and paid for, added up over a project's reports"
grain  = ["project_id"]
limits = "Amounts are added over the series of a project; where one series lacks a number, the sum is not known. The day is that of the oldest latest report among what is not complete. Where there is one series, its shares stand even if no value of the contract is known."
*/
WITH

-- Where contracts report for themselves, a report on the whole project would count them twice.
counted AS (
    SELECT
        earned_values.*,
        COUNT(contract_id) OVER (PARTITION BY project_id) AS contract_series_count
    FROM earned_values
)

SELECT
    project_id,
    COUNT(*) AS series_count,
    CASE WHEN COUNT(*) = 1 THEN MIN(contract_id) END AS contract_id,
    CASE WHEN COUNT(*) = 1 THEN MIN(report_id) END AS report_id,
    COALESCE(
        MIN(CASE WHEN physical_share < 1 OR physical_share IS NULL THEN period_end_date END),
        MAX(period_end_date)
    ) AS report_date,
    CASE WHEN COUNT(budget_amount) = COUNT(*) THEN CAST(SUM(budget_amount) AS DOUBLE) END
        AS budget_amount,
    CASE
        WHEN COUNT(original_budget_amount) = COUNT(*)
            THEN CAST(SUM(original_budget_amount) AS DOUBLE)
    END AS original_budget_amount,
    MIN(budget_basis) AS budget_basis,
    CASE WHEN COUNT(earned_amount) = COUNT(*) THEN SUM(earned_amount) END AS earned_amount,
    MIN(earned_basis) AS earned_basis,
    CASE WHEN COUNT(planned_amount) = COUNT(*) THEN SUM(planned_amount) END AS planned_amount,
    CASE WHEN COUNT(actual_cost_amount) = COUNT(*) THEN SUM(actual_cost_amount) END
        AS actual_cost_amount,
    -- In the order of the alphabet the stand-in comes first.
    MIN(actual_cost_basis) AS actual_cost_basis,
    CASE WHEN COUNT(forecast_amount) = COUNT(*) THEN CAST(SUM(forecast_amount) AS DOUBLE) END
        AS forecast_amount,
    CASE
        WHEN COUNT(*) = 1 AND MIN(physical_share) IS NOT NULL THEN MIN(physical_share)
        WHEN COUNT(earned_amount) = COUNT(*) AND COUNT(budget_amount) = COUNT(*)
            THEN SUM(earned_amount) / NULLIF(CAST(SUM(budget_amount) AS DOUBLE), 0)
    END AS earned_share,
    CASE
        WHEN COUNT(*) = 1 AND MIN(planned_share) IS NOT NULL THEN MIN(planned_share)
        WHEN COUNT(planned_amount) = COUNT(*) AND COUNT(budget_amount) = COUNT(*)
            THEN SUM(planned_amount) / NULLIF(CAST(SUM(budget_amount) AS DOUBLE), 0)
    END AS planned_share,
    -- Progress that was worked out from what was paid gives a ratio of one whatever is built.
    COALESCE(
        MIN(actual_cost_basis) = 'certified claims'
        AND MIN(physical_share) < 1
        AND ABS(SUM(earned_amount) - SUM(actual_cost_amount))
        <= 0.0005 * CAST(SUM(budget_amount) AS DOUBLE),
        FALSE
    ) AS is_circular,
    MIN(currency) AS currency,
    MAX(CASE WHEN has_mixed_currencies THEN 1 ELSE 0 END) = 1
    OR COUNT(DISTINCT currency) > 1 AS has_mixed_currencies
FROM counted
WHERE contract_id IS NOT NULL OR contract_series_count = 0
GROUP BY project_id
