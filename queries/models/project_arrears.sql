/* model
title  = "Project arrears: invoices certified in the last year and invoices open past their day, by tier"
grain  = ["project_id", "tier"]
limits = "An open invoice is overdue only where its due date is known and payments are known up to 15 days before its file's last day. Days in dispute are taken off. Rejected and cancelled invoices, and those a source calls paid, are left out of what is open."
*/
WITH

clocked AS (
    SELECT
        project_id,
        invoice_id,
        tier,
        currency,
        payable_amount,
        open_amount,
        COALESCE(approved_date, issued_date, received_date) > CAST($as_of AS DATE) - INTERVAL 1 YEAR
            AS is_recent,
        payments_known_date IS NOT NULL
        AND DATE_DIFF('day', payments_known_date, known_until_date) <= 15 AS is_known,
        NOT is_settled
        AND COALESCE(payable_amount, 1) > 0
        AND COALESCE(status, '') NOT IN ('rejected', 'cancelled', 'paid')
        AND DATE_DIFF('day', due_date, known_until_date) - stop_days > 0 AS is_overdue
    FROM invoice_timelines
    WHERE project_id IS NOT NULL
)

SELECT
    project_id,
    tier,
    COUNT(CASE WHEN is_recent THEN invoice_id END) AS recent_count,
    SUM(CASE WHEN is_recent THEN payable_amount END) AS recent_amount,
    COUNT(CASE WHEN is_recent OR is_overdue THEN invoice_id END) AS invoice_count,
    COUNT(CASE WHEN (is_recent OR is_overdue) AND is_known THEN invoice_id END)
        AS known_invoice_count,
    COUNT(CASE WHEN is_overdue AND is_known THEN invoice_id END) AS overdue_count,
    COALESCE(SUM(CASE WHEN is_overdue AND is_known THEN open_amount END), 0) AS overdue_amount,
    MAX(CASE WHEN is_overdue AND is_known THEN open_amount END) AS largest_overdue_amount,
    MIN(currency) AS lowest_currency,
    MAX(currency) AS highest_currency
FROM clocked
GROUP BY project_id, tier
