/* view
title  = "Moved flags: the flags of one indicator if one of its thresholds stood elsewhere"
grain  = ["subject_id"]
limits = "Run when asked, over stored values: $code, $measure, $direction (at_least or at_most; NULL where the measure has one only) and the three thresholds (NULL where the indicator has none). A severity that the indicator does not have cannot be added. Where clear rows are not kept, a milder threshold than the mildest in force finds too little: is_complete says so in moved_summary."
*/
WITH

asked_thresholds AS (
    SELECT
        measure,
        direction,
        severity_rank,
        largest_q,
        CASE
            WHEN measure <> $measure OR direction <> COALESCE($direction, direction)
                THEN threshold
            WHEN severity = 'watch' THEN CAST($watch AS DOUBLE)
            WHEN severity = 'high' THEN CAST($high AS DOUBLE)
            ELSE CAST($critical AS DOUBLE)
        END AS threshold
    FROM indicator_thresholds
    WHERE code = $code
),

kept_measures AS (
    SELECT
        subject_id,
        measure,
        value,
        q_value
    FROM indicator_measures
    WHERE code = $code
),

-- Where `value` itself has a q value it is kept with it; else it stands in the results.
kept_values AS (
    SELECT COUNT(*) AS n
    FROM kept_measures
    WHERE measure = 'value'
),

measured AS (
    SELECT
        subject_id,
        measure,
        value,
        q_value
    FROM kept_measures
    UNION ALL
    SELECT
        indicator_results.subject_id,
        'value' AS measure,
        indicator_results.value,
        NULL AS q_value
    FROM indicator_results
    CROSS JOIN kept_values
    WHERE
        indicator_results.code = $code
        AND indicator_results.skip_reason IS NULL
        AND kept_values.n = 0
),

reached AS (
    SELECT
        measured.subject_id,
        MAX(
            CASE
                WHEN
                    (
                        (
                            asked_thresholds.direction = 'at_least'
                            AND measured.value >= asked_thresholds.threshold
                        )
                        OR (
                            asked_thresholds.direction = 'at_most'
                            AND measured.value <= asked_thresholds.threshold
                        )
                    )
                    AND (
                        asked_thresholds.largest_q IS NULL
                        OR measured.q_value <= asked_thresholds.largest_q
                    )
                    THEN asked_thresholds.severity_rank
                ELSE 0
            END
        ) AS severity_rank
    FROM measured
    INNER JOIN asked_thresholds ON measured.measure = asked_thresholds.measure
    GROUP BY measured.subject_id
)

SELECT
    indicator_results.subject_id,
    indicator_results.subject_kind,
    indicator_results.project_id,
    indicator_results.value,
    indicator_results.severity AS severity_before,
    CASE COALESCE(reached.severity_rank, 0)
        WHEN 1 THEN 'watch'
        WHEN 2 THEN 'high'
        WHEN 3 THEN 'critical'
    END AS severity_after,
    CASE indicator_results.severity
        WHEN 'watch' THEN 1
        WHEN 'high' THEN 2
        WHEN 'critical' THEN 3
        ELSE 0
    END AS rank_before,
    COALESCE(reached.severity_rank, 0) AS rank_after,
    indicator_results.exposure_amount,
    indicator_results.currency,
    indicator_results.fallback_count
FROM indicator_results
LEFT JOIN reached ON indicator_results.subject_id = reached.subject_id
WHERE indicator_results.code = $code AND indicator_results.skip_reason IS NULL
