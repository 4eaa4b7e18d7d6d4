/* model
title  = "Payment terms: each tier's legal clocks side by side"
grain  = ["tier"]
limits = "Empty where no clock was found for the jurisdiction."
*/
SELECT
    tier,
    MIN(limit_days) FILTER (WHERE clock = 'received_date') AS received_limit_days,
    MIN(limit_days) FILTER (WHERE clock = 'approved_date') AS approved_limit_days,
    MIN(limit_days) FILTER (WHERE clock = 'issued_date') AS issued_limit_days,
    MIN(limit_days) FILTER (WHERE clock = 'work_received_date') AS work_received_limit_days,
    MIN(limit_days) FILTER (WHERE clock = 'parent_settled_date') AS parent_settled_limit_days,
    STRING_AGG(DISTINCT citation, '; ' ORDER BY citation) AS citation
FROM ref_payment_clocks
GROUP BY tier
