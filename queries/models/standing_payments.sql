/* model
title  = "Standing payments: days on which a payee received one of three or more equal monthly amounts"
grain  = ["payee_id", "paid_amount", "paid_date"]
limits = "Monthly means 25 to 35 days after one of the two before. A second payment within a month may belong to it too: who reads this compares the days between two payments as well."
*/
WITH

days AS (
    SELECT DISTINCT
        payee_id,
        paid_amount,
        paid_date
    FROM payments
    WHERE paid_amount > 0 AND payee_id IS NOT NULL AND paid_date IS NOT NULL
),

repeated AS (
    SELECT
        payee_id,
        paid_amount
    FROM days
    GROUP BY payee_id, paid_amount
    HAVING COUNT(*) >= 3
),

ordered AS (
    SELECT
        days.payee_id,
        days.paid_amount,
        days.paid_date,
        LAG(days.paid_date) OVER plan AS before_date,
        LAG(days.paid_date, 2) OVER plan AS second_before_date,
        LEAD(days.paid_date) OVER plan AS after_date,
        LEAD(days.paid_date, 2) OVER plan AS second_after_date
    FROM days
    INNER JOIN repeated
        ON days.payee_id = repeated.payee_id AND days.paid_amount = repeated.paid_amount
    WINDOW plan AS (PARTITION BY days.payee_id, days.paid_amount ORDER BY days.paid_date)
),

-- Two days are looked at on either side, so that one payment too many does not hide the plan.
spaced AS (
    SELECT
        payee_id,
        paid_amount,
        paid_date,
        COALESCE(DATE_DIFF('day', before_date, paid_date) BETWEEN 25 AND 35, FALSE)
        OR COALESCE(DATE_DIFF('day', second_before_date, paid_date) BETWEEN 25 AND 35, FALSE)
            AS has_month_before,
        COALESCE(DATE_DIFF('day', paid_date, after_date) BETWEEN 25 AND 35, FALSE)
        OR COALESCE(DATE_DIFF('day', paid_date, second_after_date) BETWEEN 25 AND 35, FALSE)
            AS has_month_after
    FROM ordered
),

neighbours AS (
    SELECT
        spaced.*,
        has_month_before AND has_month_after AS is_middle,
        LAG(has_month_before AND has_month_after) OVER plan AS is_before_middle,
        LAG(has_month_before AND has_month_after, 2) OVER plan AS is_second_before_middle,
        LEAD(has_month_before AND has_month_after) OVER plan AS is_after_middle,
        LEAD(has_month_before AND has_month_after, 2) OVER plan AS is_second_after_middle
    FROM spaced
    WINDOW plan AS (PARTITION BY payee_id, paid_amount ORDER BY paid_date)
)

SELECT
    payee_id,
    paid_amount,
    paid_date
FROM neighbours
WHERE
    is_middle
    OR (has_month_before AND (is_before_middle OR is_second_before_middle))
    OR (has_month_after AND (is_after_middle OR is_second_after_middle))
