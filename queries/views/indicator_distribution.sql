/* view
title  = "Indicator distribution: how the values of each indicator lie, in thirty steps"
grain  = ["code", "step"]
limits = "Only values that are stored: for invoices and payments clear rows are counted but not kept, so their values are missing here. The outermost steps take in all that lies beyond the middle 98 %."
*/
WITH

spans AS (
    SELECT
        code,
        MIN(value) AS lowest_value,
        MAX(value) AS highest_value,
        QUANTILE_CONT(value, 0.01) AS low_value,
        QUANTILE_CONT(value, 0.99) AS high_value
    FROM indicator_results
    WHERE value IS NOT NULL
    GROUP BY code
),

ruled AS (
    SELECT
        spans.code,
        spans.lowest_value,
        spans.highest_value,
        spans.low_value,
        CASE
            WHEN spans.high_value = spans.low_value THEN 1
            -- Days and counts are whole numbers: a step narrower than one would leave gaps.
            WHEN indicator_definitions.unit IN ('days', 'count')
                THEN CEIL((spans.high_value - spans.low_value + 1) / 30)
            ELSE (spans.high_value - spans.low_value) / 30
        END AS step_width
    FROM spans
    INNER JOIN indicator_definitions ON spans.code = indicator_definitions.code
),

stepped AS (
    SELECT
        indicator_results.code,
        indicator_results.outcome,
        CASE
            WHEN indicator_results.value < ruled.low_value THEN 0
            WHEN
                FLOOR((indicator_results.value - ruled.low_value) / NULLIF(ruled.step_width, 0))
                > 29 THEN 29
            ELSE FLOOR((indicator_results.value - ruled.low_value) / NULLIF(ruled.step_width, 0))
        END AS step
    FROM indicator_results
    INNER JOIN ruled ON indicator_results.code = ruled.code
    WHERE indicator_results.value IS NOT NULL
)

SELECT
    ruled.code,
    CAST(stepped.step AS INTEGER) AS step,
    ruled.low_value + stepped.step * ruled.step_width AS from_value,
    ruled.low_value + (stepped.step + 1) * ruled.step_width AS to_value,
    MIN(ruled.lowest_value) AS lowest_value,
    MIN(ruled.highest_value) AS highest_value,
    COUNT(*) FILTER (WHERE stepped.outcome = 'flagged') AS flagged_count,
    COUNT(*) FILTER (WHERE stepped.outcome = 'clear') AS clear_count
FROM stepped
INNER JOIN ruled ON stepped.code = ruled.code
GROUP BY ruled.code, stepped.step, ruled.low_value, ruled.step_width
ORDER BY ruled.code, step
