/* model
title  = "Payment terms: each tier's legal clocks side by side, and what lateness costs"
grain  = ["tier"]
limits = "Empty where no clock was found for the jurisdiction. A clock that counts business days, or whose last day moves when it is a day off, has no plain number of days here: see moved_due_dates. Where the interest of a tier is stated more than once the lower one counts."
*/
SELECT
    tier,
    MIN(limit_days) FILTER (WHERE clock = 'received_date' AND is_plain) AS received_limit_days,
    MIN(limit_days) FILTER (WHERE clock = 'approved_date' AND is_plain) AS approved_limit_days,
    MIN(limit_days) FILTER (WHERE clock = 'issued_date' AND is_plain) AS issued_limit_days,
    MIN(limit_days) FILTER (WHERE clock = 'work_received_date' AND is_plain)
        AS work_received_limit_days,
    MIN(limit_days) FILTER (WHERE clock = 'parent_settled_date' AND is_plain)
        AS parent_settled_limit_days,
    -- Days after which such a clock has surely run out: business days counted with days off to spare.
    MIN(CASE WHEN is_plain THEN limit_days ELSE limit_days * 2 + 7 END)
    FILTER (WHERE clock = 'parent_settled_date') AS parent_settled_safe_days,
    MIN(interest_rate_year) AS interest_rate_year,
    MIN(fixed_fee_amount) AS fixed_fee_amount,
    STRING_AGG(DISTINCT citation, '; ' ORDER BY citation) AS citation
FROM (
    SELECT
        ref_payment_clocks.*,
        COALESCE(day_kind, 'calendar') = 'calendar' AND NOT COALESCE(rolls_forward, FALSE)
            AS is_plain
    FROM ref_payment_clocks
) AS clocks
GROUP BY tier
