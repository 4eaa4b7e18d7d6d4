/* view
title  = "Company rates: how often one company's payments, procedures and awards raised something, beside others"
grain  = ["measure"]
limits = "See payment_breach_rates, buyer_procedure_rates and close_price_rates. beside_share is that of the middle payer or buyer, or of all others; limit_share what is watched from there on, none where a test decides."
*/
WITH

together AS (
    SELECT
        1 AS place,
        'sequence' AS measure,
        'P9' AS code,
        judged_count,
        breach_count AS raised_count,
        breach_share AS raised_share,
        unjudged_count,
        payer_count AS compared_count,
        middle_share AS beside_share,
        upper_fence AS limit_share,
        CAST(NULL AS DOUBLE) AS q_value,
        30 AS minimum_count,
        standing,
        standing_reason
    FROM payment_breach_rates
    WHERE payer_id = $cluster_id
    UNION ALL
    SELECT
        CASE code WHEN 'B1' THEN 2 ELSE 3 END AS place,
        CASE code WHEN 'B1' THEN 'single_bid' ELSE 'non_open' END AS measure,
        code,
        judged_count,
        raised_count,
        raised_share,
        unjudged_count,
        buyer_count AS compared_count,
        middle_share AS beside_share,
        watch_limit AS limit_share,
        CAST(NULL AS DOUBLE) AS q_value,
        minimum_count,
        standing,
        standing_reason
    FROM buyer_procedure_rates
    WHERE buyer_id = $cluster_id
    UNION ALL
    SELECT
        CASE side WHEN 'buyer' THEN 4 ELSE 5 END AS place,
        CASE side WHEN 'buyer' THEN 'near_as_buyer' ELSE 'near_as_supplier' END AS measure,
        'B5' AS code,
        judged_count,
        raised_count,
        raised_share,
        unjudged_count,
        other_count AS compared_count,
        other_share AS beside_share,
        CAST(NULL AS DOUBLE) AS limit_share,
        q_value,
        minimum_count,
        standing,
        standing_reason
    FROM close_price_rates
    WHERE party_id = $cluster_id
)

SELECT
    place,
    measure,
    code,
    judged_count,
    raised_count,
    raised_share,
    unjudged_count,
    compared_count,
    beside_share,
    limit_share,
    q_value,
    minimum_count,
    standing,
    standing_reason
FROM together
ORDER BY place
