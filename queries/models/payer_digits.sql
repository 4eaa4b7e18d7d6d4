/* model
title  = "Payer digits: with which two digits the amounts that a payer paid in a year begin"
grain  = ["payer_id", "paid_year"]
limits = "Wages, amounts under 10, payments taken back and reversals are left out. The digits are listed from 1,000 payments on, as 10:52 11:47 and so on; below that nothing can be said of them."
*/
WITH

digits AS (
    SELECT
        payments.payer_id,
        EXTRACT(YEAR FROM payments.paid_date) AS paid_year,
        SUBSTRING(CAST(CAST(FLOOR(payments.paid_amount) AS BIGINT) AS VARCHAR), 1, 2)
            AS first_two_digits,
        COUNT(*) AS digit_count,
        MIN(payments.paid_amount) AS smallest_amount,
        MAX(payments.paid_amount) AS largest_amount
    FROM payments
    LEFT JOIN reversed_payments ON payments.payment_id = reversed_payments.payment_id
    WHERE
        payments.payer_id IS NOT NULL
        AND payments.tier <> 'wage'
        AND payments.paid_date IS NOT NULL
        AND payments.paid_amount >= 10
        AND payments.reverses_payment_id IS NULL
        AND reversed_payments.payment_id IS NULL
    GROUP BY payments.payer_id, paid_year, first_two_digits
)

SELECT
    payer_id,
    CAST(paid_year AS BIGINT) AS paid_year,
    CAST(SUM(digit_count) AS BIGINT) AS payment_count,
    MIN(smallest_amount) AS smallest_amount,
    MAX(largest_amount) AS largest_amount,
    CASE
        WHEN SUM(digit_count) >= 1000
            THEN
                STRING_AGG(
                    first_two_digits || ':' || CAST(digit_count AS VARCHAR), ' '
                    ORDER BY first_two_digits
                )
    END AS digit_counts
FROM digits
GROUP BY payer_id, paid_year
