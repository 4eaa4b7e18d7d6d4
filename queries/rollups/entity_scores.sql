/* rollup
title  = "Entity scores: an interval of points, and the share of core checks that were possible"
grain  = ["entity_kind", "entity_id"]
limits = "For order and trends only. The interval is as wide as what could not be computed; there is no middle. Coverage is the mean over the core indicators in scope of subjects judged among subjects in scope; NULL where no core indicator applies."
*/
WITH

covered AS (
    SELECT
        entity_kind,
        entity_id,
        COUNT(*) FILTER (WHERE is_core) AS core_count,
        COUNT(*) FILTER (WHERE is_core AND judged_count = subject_count) AS judged_core_count,
        AVG(
            CASE
                WHEN is_core THEN CAST(judged_count AS DOUBLE) / NULLIF(subject_count, 0)
            END
        ) AS coverage,
        COUNT(*) AS indicator_count,
        SUM(flagged_count) AS flagged_count
    FROM entity_code_outcomes
    GROUP BY entity_kind, entity_id
),

summed AS (
    SELECT
        entity_kind,
        entity_id,
        COUNT(*) AS cluster_count,
        SUM(weight * lowest_points) / NULLIF(SUM(weight), 0) AS lowest_score,
        SUM(weight * highest_points) / NULLIF(SUM(weight), 0) AS highest_score
    FROM entity_cluster_points
    GROUP BY entity_kind, entity_id
)

SELECT
    summed.entity_kind,
    summed.entity_id,
    ROUND(summed.lowest_score, 6) AS lowest_score,
    ROUND(summed.highest_score, 6) AS highest_score,
    ROUND(covered.coverage, 6) AS coverage,
    summed.cluster_count,
    covered.indicator_count,
    covered.core_count,
    covered.judged_core_count,
    covered.flagged_count
FROM summed
INNER JOIN covered
    ON summed.entity_kind = covered.entity_kind AND summed.entity_id = covered.entity_id
