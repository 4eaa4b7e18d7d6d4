/* view
title = "Payment counts: invoices paid, late and open per project, tier and payer"
grain = ["project_id", "tier", "payer_id"]
limits = "Only what can be added up; percentiles need invoice_days."
*/
SELECT
    project_id,
    tier,
    payer_id,
    COUNT(*) AS invoice_count,
    COUNT(*) FILTER (WHERE is_settled) AS settled_count,
    COUNT(days_to_pay) AS timed_count,
    SUM(days_to_pay) AS paid_days,
    COUNT(is_late) AS judged_count,
    COUNT(*) FILTER (WHERE is_late) AS late_count,
    COUNT(*) FILTER (WHERE is_open) AS open_count,
    COUNT(is_overdue) AS open_judged_count,
    COUNT(*) FILTER (WHERE is_overdue) AS overdue_count,
    COUNT(*) FILTER (WHERE is_open AND open_amount IS NULL) AS open_without_amount_count,
    COUNT(*) FILTER (WHERE is_unknown) AS unknown_count,
    SUM(open_amount) AS open_amount,
    MAX(open_days) AS longest_open_days,
    MIN(payments_known_date) AS payments_known_date
FROM invoice_days
GROUP BY project_id, tier, payer_id
ORDER BY project_id, tier, payer_id
