/* view
title  = "Moved summary: flags, tiers and money before and after a threshold is moved"
grain  = ["code"]
limits = "Run when asked, as moved_flags. Money is what is tied to the flagged rows, in one currency; NULL where there are several. is_complete is false where the new threshold is milder than any in force and clear rows are not kept."
*/
WITH

flags AS (
    SELECT
        COUNT(*) AS judged_count,
        COUNT(*) FILTER (WHERE rank_before > 0) AS flagged_before,
        COUNT(*) FILTER (WHERE rank_after > 0) AS flagged_after,
        COUNT(*) FILTER (WHERE rank_before = 0 AND rank_after > 0) AS coming_count,
        COUNT(*) FILTER (WHERE rank_before > 0 AND rank_after = 0) AS going_count,
        COUNT(*) FILTER (WHERE rank_before <> rank_after AND rank_before > 0 AND rank_after > 0)
            AS changed_count,
        COUNT(*) FILTER (WHERE rank_after = 1) AS watch_after,
        COUNT(*) FILTER (WHERE rank_after = 2) AS high_after,
        COUNT(*) FILTER (WHERE rank_after = 3) AS critical_after,
        CASE
            WHEN MIN(COALESCE(currency, '')) = MAX(COALESCE(currency, ''))
                THEN SUM(exposure_amount) FILTER (WHERE rank_before > 0)
        END AS exposure_before,
        CASE
            WHEN MIN(COALESCE(currency, '')) = MAX(COALESCE(currency, ''))
                THEN SUM(exposure_amount) FILTER (WHERE rank_after > 0)
        END AS exposure_after,
        MIN(currency) AS currency
    FROM moved_flags
),

tiers AS (
    SELECT
        COUNT(*) FILTER (WHERE movement <> 'stays') AS tier_change_count,
        COUNT(*) FILTER (WHERE movement = 'comes') AS entities_coming_count,
        COUNT(*) FILTER (WHERE movement = 'goes') AS entities_going_count
    FROM moved_tiers
),

mildest AS (
    SELECT
        direction,
        MIN(threshold) AS lowest_threshold,
        MAX(threshold) AS highest_threshold
    FROM indicator_thresholds
    WHERE
        code = $code AND measure = $measure AND direction = COALESCE($direction, direction)
    GROUP BY direction
)

SELECT
    indicator_definitions.code,
    flags.judged_count,
    flags.flagged_before,
    flags.flagged_after,
    flags.coming_count,
    flags.going_count,
    flags.changed_count,
    flags.watch_after,
    flags.high_after,
    flags.critical_after,
    flags.exposure_before,
    flags.exposure_after,
    flags.currency,
    tiers.tier_change_count,
    tiers.entities_coming_count,
    tiers.entities_going_count,
    indicator_definitions.keeps_clear_rows
    OR COALESCE(
        CASE mildest.direction
            WHEN 'at_least'
                THEN
                    COALESCE(CAST($watch AS DOUBLE), mildest.lowest_threshold)
                    >= mildest.lowest_threshold
                    AND COALESCE(CAST($high AS DOUBLE), mildest.lowest_threshold)
                    >= mildest.lowest_threshold
                    AND COALESCE(CAST($critical AS DOUBLE), mildest.lowest_threshold)
                    >= mildest.lowest_threshold
            ELSE
                COALESCE(CAST($watch AS DOUBLE), mildest.highest_threshold)
                <= mildest.highest_threshold
                AND COALESCE(CAST($high AS DOUBLE), mildest.highest_threshold)
                <= mildest.highest_threshold
                AND COALESCE(CAST($critical AS DOUBLE), mildest.highest_threshold)
                <= mildest.highest_threshold
        END,
        TRUE
    ) AS is_complete
FROM indicator_definitions
CROSS JOIN flags
CROSS JOIN tiers
LEFT JOIN mildest ON TRUE
WHERE indicator_definitions.code = $code
