/* view
title  = "Review totals: how many entities of the queue stand in each tier, in the reader's scope"
grain  = ["tier"]
limits = "Run when asked. Money is what is tied to the flags, where all of it is in one currency."
*/
SELECT
    tier,
    tier_rank,
    COUNT(*) AS entity_count,
    COUNT(*) FILTER (WHERE is_provisional) AS provisional_count,
    COUNT(exposure_amount) AS exposed_count,
    CASE
        WHEN MIN(exposure_currency) = MAX(exposure_currency) THEN SUM(exposure_amount)
    END AS exposure_amount,
    MIN(exposure_currency) AS currency
FROM reviewed_entities
GROUP BY tier, tier_rank
ORDER BY tier_rank DESC
