/* view
title  = "Payment counts by payer: invoices paid, late and open per payer and tier, over all projects"
grain  = ["payer_name", "tier"]
limits = "The payer is the party that the invoice names, else the agency of the project."
*/
SELECT
    COALESCE(parties.party_name, payment_counts.payer_id, projects.agency) AS payer_name,
    payment_counts.tier,
    SUM(payment_counts.invoice_count) AS invoice_count,
    SUM(payment_counts.settled_count) AS settled_count,
    SUM(payment_counts.timed_count) AS timed_count,
    SUM(payment_counts.paid_days) AS paid_days,
    SUM(payment_counts.judged_count) AS judged_count,
    SUM(payment_counts.late_count) AS late_count,
    SUM(payment_counts.open_count) AS open_count,
    SUM(payment_counts.open_judged_count) AS open_judged_count,
    SUM(payment_counts.overdue_count) AS overdue_count,
    SUM(payment_counts.open_amount) AS open_amount
FROM payment_counts
INNER JOIN projects ON payment_counts.project_id = projects.project_id
LEFT JOIN parties ON payment_counts.payer_id = parties.party_id
GROUP BY
    COALESCE(parties.party_name, payment_counts.payer_id, projects.agency),
    payment_counts.tier
ORDER BY payer_name, payment_counts.tier
