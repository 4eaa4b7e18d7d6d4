/* view
title  = "Invoice days: the few columns of each invoice that percentiles need"
grain  = ["invoice, not named"]
stored = "in its own order"
limits = "One row for every invoice of invoice_states, without its number: narrow, so that five million are read at once."
*/
SELECT
    project_id,
    tier,
    payer_id,
    state = 'open' AS is_open,
    state IN ('paid', 'paid, day not known') AS is_settled,
    state = 'not known' AS is_unknown,
    state = 'paid, day not known' OR is_paid_before_issue
    OR (state = 'paid' AND days_to_pay IS NULL) AS is_without_days,
    CAST(days_to_pay AS INTEGER) AS days_to_pay,
    CAST(open_days AS INTEGER) AS open_days,
    CAST(CASE WHEN allowed_days >= 0 THEN allowed_days END AS INTEGER) AS allowed_days,
    CAST(CASE WHEN state = 'open' OR days_to_pay IS NOT NULL THEN watched_days END AS INTEGER)
        AS watched_days,
    late_days > 0 AS is_late,
    overdue_days > 0 AS is_overdue,
    open_amount,
    payments_known_date
FROM invoice_states
ORDER BY project_id ASC, invoice_id ASC
