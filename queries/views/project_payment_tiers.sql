/* view
title  = "Project payment tiers: invoices of one project by tier, settled, late and open"
grain  = ["tier"]
limits = "Late and past due need a due date; due_date_count says how many have one. Invoices whose payments were not supplied are neither paid nor open but not known. Rejected and cancelled invoices and credit notes are left out."
*/
SELECT
    tier,
    COUNT(*) AS invoice_count,
    SUM(payable_amount) AS payable_amount,
    SUM(paid_amount) AS paid_amount,
    COUNT(CASE WHEN state IN ('paid', 'paid, day not known') THEN invoice_id END) AS settled_count,
    COUNT(CASE WHEN state = 'paid' AND late_days > 0 THEN invoice_id END) AS late_count,
    CAST(QUANTILE_CONT(days_to_pay, 0.5) AS DOUBLE) AS median_days_to_pay,
    COUNT(CASE WHEN state = 'open' THEN invoice_id END) AS open_count,
    SUM(open_amount) AS open_amount,
    COUNT(CASE WHEN state = 'open' AND late_days > 0 THEN invoice_id END) AS overdue_count,
    SUM(CASE WHEN state = 'open' AND late_days > 0 THEN open_amount END) AS overdue_amount,
    COUNT(CASE WHEN state = 'not known' THEN invoice_id END) AS unknown_count,
    COUNT(due_date) AS due_date_count
FROM project_invoices
WHERE state <> 'left out'
GROUP BY tier
ORDER BY
    CASE tier
        WHEN 'client_prime' THEN 1
        WHEN 'prime_sub' THEN 2
        WHEN 'sub_sub' THEN 3
        WHEN 'wage' THEN 4
        WHEN 'equipment' THEN 5
        ELSE 6
    END
