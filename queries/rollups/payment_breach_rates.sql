/* rollup
title  = "Payment breach rates: the share of each payer's payments that broke a rule of sequence"
grain  = ["payer_id"]
limits = "By company, all its ids together. Codes come from P9, whose clear rows are not stored, so the denominator is counted from the payments in its scope. The fence (third quartile and 1.5 interquartile ranges) is taken over payers with at least 30 payments; NULL with fewer than 20 of them or where they do not differ. Watched is what lies on the fence or above it."
*/
WITH

paid AS (
    SELECT
        payer_id,
        COUNT(*) AS payment_count
    FROM payments
    WHERE reverses_payment_id IS NULL AND COALESCE(paid_amount, 1) > 0 AND payer_id IS NOT NULL
    GROUP BY payer_id
),

broken AS (
    SELECT
        other_party_id AS payer_id,
        COUNT(*) FILTER (WHERE outcome = 'flagged') AS breach_count,
        COUNT(*) FILTER (WHERE outcome = 'flagged' AND severity <> 'watch') AS high_count,
        COUNT(*) FILTER (WHERE outcome <> 'flagged') AS unjudged_count
    FROM indicator_results
    WHERE code = 'P9'
    GROUP BY other_party_id
),

summed AS (
    SELECT
        COALESCE(party_clusters.cluster_id, paid.payer_id) AS payer_id,
        CAST(SUM(paid.payment_count) AS BIGINT) AS payment_count,
        CAST(SUM(COALESCE(broken.breach_count, 0)) AS BIGINT) AS breach_count,
        CAST(SUM(COALESCE(broken.high_count, 0)) AS BIGINT) AS high_count,
        CAST(SUM(COALESCE(broken.unjudged_count, 0)) AS BIGINT) AS unjudged_count
    FROM paid
    LEFT JOIN broken ON paid.payer_id = broken.payer_id
    LEFT JOIN party_clusters ON paid.payer_id = party_clusters.party_id
    GROUP BY COALESCE(party_clusters.cluster_id, paid.payer_id)
),

rated AS (
    SELECT
        *,
        payment_count - unjudged_count AS judged_count,
        CAST(breach_count AS DOUBLE) / NULLIF(payment_count - unjudged_count, 0) AS breach_share
    FROM summed
),

quarters AS (
    SELECT
        COUNT(*) AS payer_count,
        QUANTILE_CONT(breach_share, 0.25) AS first_quartile,
        QUANTILE_CONT(breach_share, 0.5) AS middle_share,
        QUANTILE_CONT(breach_share, 0.75) AS third_quartile
    FROM rated
    WHERE payment_count >= 30 AND breach_share IS NOT NULL
),

fenced AS (
    SELECT
        rated.*,
        quarters.payer_count,
        quarters.middle_share,
        CASE
            WHEN quarters.payer_count >= 20 AND quarters.third_quartile > quarters.first_quartile
                THEN
                    quarters.third_quartile
                    + 1.5 * (quarters.third_quartile - quarters.first_quartile)
        END AS upper_fence
    FROM rated
    CROSS JOIN quarters
),

weighed AS (
    SELECT
        fenced.*,
        CASE
            WHEN fenced.judged_count = 0 THEN 'nothing could be judged'
            WHEN fenced.payment_count < 30 THEN 'too few judged'
            WHEN fenced.payer_count < 20 THEN 'too few to compare with'
            WHEN fenced.upper_fence IS NULL THEN 'peers do not differ'
            WHEN ROUND(fenced.breach_share, 6) >= ROUND(fenced.upper_fence, 6) THEN NULL
            WHEN fenced.judged_count < roll_up_limits.rated_coverage * fenced.payment_count
                THEN 'too much not judged'
        END AS standing_reason
    FROM fenced
    CROSS JOIN roll_up_limits
)

SELECT
    payer_id,
    payment_count,
    breach_count,
    high_count,
    unjudged_count,
    judged_count,
    breach_share,
    payer_count,
    middle_share,
    upper_fence,
    CASE
        WHEN standing_reason IS NOT NULL THEN NULL
        WHEN ROUND(breach_share, 6) >= ROUND(upper_fence, 6) THEN 'watch'
        ELSE 'clear'
    END AS standing,
    standing_reason
FROM weighed
