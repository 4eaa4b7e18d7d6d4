/* rollup
title  = "Close price rates: how often a buyer's or a supplier's awards lie near the estimate (B5), beside everybody else's"
grain  = ["side", "party_id"]
hook   = "compared_shares.binomial"
limits = "By company. The others are all other buyers, or suppliers. The p-value is the binomial probability of so many near awards or more at the others' share, which half a lot on either side keeps from being none; q by Benjamini and Hochberg (1995) within a side. Awards of one lot to several suppliers have no supplier here. A house with its own price lists stands out without any leak."
*/
WITH

judged AS (
    SELECT
        'buyer' AS side,
        buyer_id AS party_id,
        outcome
    FROM indicator_results
    WHERE code = 'B5' AND buyer_id IS NOT NULL
    UNION ALL
    SELECT
        'supplier' AS side,
        party_id,
        outcome
    FROM indicator_results
    WHERE code = 'B5' AND party_id IS NOT NULL
),

counted AS (
    SELECT
        judged.side,
        COALESCE(party_clusters.cluster_id, judged.party_id) AS party_id,
        COUNT(CASE WHEN judged.outcome IN ('flagged', 'clear') THEN 1 END) AS judged_count,
        COUNT(CASE WHEN judged.outcome = 'flagged' THEN 1 END) AS raised_count,
        COUNT(CASE WHEN judged.outcome NOT IN ('flagged', 'clear') THEN 1 END) AS unjudged_count
    FROM judged
    LEFT JOIN party_clusters ON judged.party_id = party_clusters.party_id
    GROUP BY judged.side, COALESCE(party_clusters.cluster_id, judged.party_id)
),

totals AS (
    SELECT
        side,
        SUM(judged_count) AS judged_count,
        SUM(raised_count) AS raised_count
    FROM counted
    GROUP BY side
)

SELECT
    counted.side,
    counted.side AS test_group,
    counted.party_id,
    counted.judged_count,
    counted.raised_count,
    counted.unjudged_count,
    CAST(totals.judged_count - counted.judged_count AS BIGINT) AS other_count,
    CAST(totals.raised_count - counted.raised_count AS BIGINT) AS other_raised_count,
    CAST(
        CASE counted.side
            WHEN 'buyer' THEN roll_up_limits.rate_minimum_count
            ELSE roll_up_limits.rate_minimum_supplier_count
        END AS BIGINT
    ) AS minimum_count,
    CAST(roll_up_limits.rate_minimum_count AS BIGINT) AS minimum_other_count,
    roll_up_limits.rate_watch_q AS watch_limit,
    roll_up_limits.rate_high_q AS high_limit,
    roll_up_limits.rated_coverage
FROM counted
INNER JOIN totals ON counted.side = totals.side
CROSS JOIN roll_up_limits
