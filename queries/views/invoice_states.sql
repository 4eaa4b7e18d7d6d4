/* view
title  = "Invoice states: paid, open or not known, and how many days each took"
grain  = ["invoice_id"]
stored = "as view"
limits = "Rejected and cancelled invoices and credit notes are left out. An invoice is open only where payments were supplied for its source and tier until 15 days before the day that its file speaks for; otherwise its state is not known. Days run from the invoice's date. Days below zero are no days: the invoice was settled before its own date."
*/
WITH

told AS (
    SELECT
        invoice_id,
        project_id,
        tier,
        payer_id,
        issued_date,
        due_date,
        settled_date,
        known_until_date,
        payments_known_date,
        stop_days,
        days_to_pay,
        open_days,
        open_amount,
        CASE
            WHEN is_settled AND settled_date IS NULL THEN 'paid, day not known'
            WHEN is_settled THEN 'paid'
            WHEN payments_known_date IS NULL THEN 'not known'
            -- A payment may be on its way into an old file: P2 says the same.
            WHEN DATE_DIFF('day', payments_known_date, known_until_date) > 15 THEN 'not known'
            WHEN payment_count IS NOT NULL AND paid_amount IS NULL THEN 'not known'
            WHEN status = 'paid' AND payment_count IS NULL THEN 'not known'
            ELSE 'open'
        END AS state
    FROM invoice_timelines
    WHERE
        COALESCE(payable_amount, 1) > 0
        AND COALESCE(status, '') NOT IN ('rejected', 'cancelled')
)

SELECT
    invoice_id,
    project_id,
    tier,
    payer_id,
    state,
    payments_known_date,
    CASE WHEN state = 'paid' AND days_to_pay >= 0 THEN days_to_pay END AS days_to_pay,
    state = 'paid' AND COALESCE(days_to_pay < 0, FALSE) AS is_paid_before_issue,
    CASE WHEN state = 'open' AND open_days >= 0 THEN open_days END AS open_days,
    CASE WHEN state = 'open' THEN open_amount END AS open_amount,
    DATE_DIFF('day', issued_date, due_date) AS allowed_days,
    -- Only who could be watched for a month can be said to have waited one.
    DATE_DIFF('day', issued_date, known_until_date) AS watched_days,
    CASE
        WHEN state = 'paid' AND NOT COALESCE(days_to_pay < 0, FALSE)
            THEN DATE_DIFF('day', due_date, settled_date) - stop_days
    END AS late_days,
    CASE
        WHEN state = 'open' THEN DATE_DIFF('day', due_date, known_until_date) - stop_days
    END AS overdue_days
FROM told
