/* model
title  = "Buyer year payments: what each public payer paid in a fiscal year, and in its last days"
grain  = ["payer_id", "fiscal_year"]
limits = "Payments by the client only, with a day and an amount. Without a calendar the fiscal year is unknown, and all of a payer is one row."
*/
WITH

year_ends AS (
    SELECT
        fiscal_year,
        MIN(calendar_date) AS start_date,
        MAX(calendar_date) AS end_date
    FROM calendar_days
    GROUP BY fiscal_year
)

SELECT
    payments.payer_id,
    year_ends.fiscal_year,
    year_ends.start_date,
    year_ends.end_date,
    COUNT(*) AS payment_count,
    COUNT(DISTINCT payments.currency) AS currency_count,
    MIN(payments.currency) AS currency,
    MIN(payments.paid_date) AS first_paid_date,
    MAX(payments.paid_date) AS last_paid_date,
    SUM(payments.paid_amount) AS year_amount,
    COALESCE(
        SUM(payments.paid_amount) FILTER (
            WHERE DATE_DIFF('day', payments.paid_date, year_ends.end_date) < 7
        ),
        0
    ) AS last_week_amount,
    COALESCE(
        SUM(payments.paid_amount) FILTER (
            WHERE DATE_DIFF('day', payments.paid_date, year_ends.end_date) < 30
        ),
        0
    ) AS last_month_amount
FROM payments
LEFT JOIN calendar_days ON payments.paid_date = calendar_days.calendar_date
LEFT JOIN year_ends ON calendar_days.fiscal_year = year_ends.fiscal_year
WHERE
    payments.tier = 'client_prime'
    AND payments.payer_id IS NOT NULL
    AND payments.paid_date IS NOT NULL
    AND payments.paid_amount IS NOT NULL
GROUP BY
    payments.payer_id, year_ends.fiscal_year, year_ends.start_date, year_ends.end_date
