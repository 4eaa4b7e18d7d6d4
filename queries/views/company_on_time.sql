/* view
title  = "Company on time: how much of what one company settled it settled in time, by tier"
grain  = ["tier"]
limits = "See on_time_rates. Empty for a company that pays nobody's invoices."
*/
SELECT
    tier,
    settled_count,
    judged_count,
    on_time_count,
    on_time_share,
    on_time_amount_share,
    weighted_late_days,
    late_p90_days,
    mean_pay_days,
    open_count,
    overdue_count,
    overdue_amount,
    currency,
    known_until_date,
    minimum_count,
    watch_limit,
    high_limit,
    standing,
    standing_reason
FROM on_time_rates
WHERE payer_id = $cluster_id
ORDER BY tier
