/* rollup
title  = "Payment breach rates: the share of each payer's payments that broke a rule of sequence"
grain  = ["payer_id"]
limits = "Codes come from P9, whose clear rows are not stored, so the denominator is counted from the payments in its scope. The fence (third quartile and 1.5 interquartile ranges) is taken over payers with at least 30 payments; NULL with fewer than 20 of them or where they do not differ."
*/
WITH

judged AS (
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

rated AS (
    SELECT
        judged.payer_id,
        judged.payment_count,
        COALESCE(broken.breach_count, 0) AS breach_count,
        COALESCE(broken.high_count, 0) AS high_count,
        CAST(COALESCE(broken.breach_count, 0) AS DOUBLE)
        / NULLIF(judged.payment_count - COALESCE(broken.unjudged_count, 0), 0) AS breach_share
    FROM judged
    LEFT JOIN broken ON judged.payer_id = broken.payer_id
),

quarters AS (
    SELECT
        COUNT(*) AS payer_count,
        QUANTILE_CONT(breach_share, 0.25) AS first_quartile,
        QUANTILE_CONT(breach_share, 0.75) AS third_quartile
    FROM rated
    WHERE payment_count >= 30 AND breach_share IS NOT NULL
)

SELECT
    rated.payer_id,
    rated.payment_count,
    rated.breach_count,
    rated.high_count,
    rated.breach_share,
    quarters.payer_count,
    CASE
        WHEN quarters.payer_count >= 20 AND quarters.third_quartile > quarters.first_quartile
            THEN
                quarters.third_quartile
                + 1.5 * (quarters.third_quartile - quarters.first_quartile)
    END AS upper_fence,
    CASE
        WHEN
            rated.payment_count >= 30
            AND quarters.payer_count >= 20
            AND quarters.third_quartile > quarters.first_quartile
            THEN
                rated.breach_share
                >= quarters.third_quartile
                + 1.5 * (quarters.third_quartile - quarters.first_quartile)
    END AS is_above_fence
FROM rated
CROSS JOIN quarters
