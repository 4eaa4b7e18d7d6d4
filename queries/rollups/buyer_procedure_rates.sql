/* rollup
title  = "Buyer procedure rates: how often a buyer's procedures drew one bid (B1), or were not open (B2)"
grain  = ["code", "buyer_id"]
limits = "By company, over everything loaded; B1 and B2 show the share of each year. Held against the norms of the EU Single Market Scoreboard of 2015, a common market far from some; so the middle buyer of those with enough procedures stands beside. Nothing is called clear where fewer than half could be judged."
*/
WITH

counted AS (
    SELECT
        results.code,
        COALESCE(party_clusters.cluster_id, results.buyer_id) AS buyer_id,
        COUNT(CASE WHEN results.outcome IN ('flagged', 'clear') THEN 1 END) AS judged_count,
        COUNT(CASE WHEN results.outcome = 'flagged' THEN 1 END) AS raised_count,
        COUNT(CASE WHEN results.outcome NOT IN ('flagged', 'clear') THEN 1 END) AS unjudged_count
    FROM indicator_results AS results
    LEFT JOIN party_clusters ON results.buyer_id = party_clusters.party_id
    WHERE results.code IN ('B1', 'B2') AND results.buyer_id IS NOT NULL
    GROUP BY results.code, COALESCE(party_clusters.cluster_id, results.buyer_id)
),

rated AS (
    SELECT
        counted.*,
        CAST(counted.raised_count AS DOUBLE) / NULLIF(counted.judged_count, 0) AS raised_share,
        CAST(counted.judged_count AS DOUBLE)
        / NULLIF(counted.judged_count + counted.unjudged_count, 0) AS judged_share,
        CASE counted.code
            WHEN 'B1' THEN roll_up_limits.single_bid_watch_share
            ELSE roll_up_limits.non_open_watch_share
        END AS watch_limit,
        CASE counted.code
            WHEN 'B1' THEN roll_up_limits.single_bid_high_share
            ELSE roll_up_limits.non_open_high_share
        END AS high_limit,
        CAST(roll_up_limits.rate_minimum_count AS BIGINT) AS minimum_count,
        roll_up_limits.rated_coverage
    FROM counted
    CROSS JOIN roll_up_limits
),

middle AS (
    SELECT
        code,
        COUNT(*) AS buyer_count,
        QUANTILE_CONT(raised_share, 0.5) AS raised_share
    FROM rated
    WHERE judged_count >= minimum_count
    GROUP BY code
),

weighed AS (
    SELECT
        *,
        CASE
            WHEN judged_count = 0 THEN 'nothing could be judged'
            WHEN judged_count < minimum_count THEN 'too few judged'
            WHEN ROUND(raised_share, 6) > watch_limit THEN NULL
            WHEN ROUND(judged_share, 6) < rated_coverage THEN 'too much not judged'
        END AS standing_reason
    FROM rated
)

SELECT
    weighed.code,
    weighed.buyer_id,
    weighed.judged_count,
    weighed.raised_count,
    weighed.raised_share,
    weighed.unjudged_count,
    middle.buyer_count,
    middle.raised_share AS middle_share,
    weighed.minimum_count,
    weighed.watch_limit,
    weighed.high_limit,
    CASE
        WHEN weighed.standing_reason IS NOT NULL THEN NULL
        -- The norm says above a fifth, and from a tenth on.
        WHEN weighed.code = 'B1' AND ROUND(weighed.raised_share, 6) > weighed.high_limit
            THEN 'high'
        WHEN weighed.code = 'B2' AND ROUND(weighed.raised_share, 6) >= weighed.high_limit
            THEN 'high'
        WHEN ROUND(weighed.raised_share, 6) > weighed.watch_limit THEN 'watch'
        ELSE 'clear'
    END AS standing,
    weighed.standing_reason
FROM weighed
LEFT JOIN middle ON weighed.code = middle.code
