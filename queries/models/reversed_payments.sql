/* model
title  = "Reversed payments: payments that were taken back"
grain  = ["payment_id"]
limits = "Either the reversal names the payment, or an equal and opposite amount of the same payee follows within 90 days: each such amount takes back the latest payment that still stood."
*/
WITH

unnamed AS (
    SELECT DISTINCT
        payee_id,
        -paid_amount AS paid_amount
    FROM payments
    WHERE paid_amount < 0 AND reverses_payment_id IS NULL AND paid_date IS NOT NULL
),

named AS (
    SELECT DISTINCT reverses_payment_id AS payment_id
    FROM payments
    WHERE reverses_payment_id IS NOT NULL
),

signed AS (
    SELECT
        payments.payment_id,
        payments.payee_id,
        payments.paid_date,
        ABS(payments.paid_amount) AS paid_amount,
        CASE WHEN payments.paid_amount < 0 THEN -1 ELSE 1 END AS direction
    FROM payments
    INNER JOIN unnamed
        ON
            payments.payee_id = unnamed.payee_id
            AND ABS(payments.paid_amount) = unnamed.paid_amount
    LEFT JOIN named ON payments.payment_id = named.payment_id
    WHERE
        named.payment_id IS NULL
        AND payments.reverses_payment_id IS NULL
        AND payments.paid_date IS NOT NULL
),

stacked AS (
    SELECT
        signed.*,
        -- How many payments of this amount stand: a reversal belongs to the last one put on top.
        SUM(direction) OVER (
            PARTITION BY payee_id, paid_amount
            ORDER BY paid_date ASC, direction DESC, payment_id ASC
        ) + CASE WHEN direction < 0 THEN 1 ELSE 0 END AS place
    FROM signed
),

followed AS (
    SELECT
        payment_id,
        direction,
        paid_date,
        LEAD(direction) OVER (
            PARTITION BY payee_id, paid_amount, place
            ORDER BY paid_date ASC, direction DESC, payment_id ASC
        ) AS next_direction,
        LEAD(paid_date) OVER (
            PARTITION BY payee_id, paid_amount, place
            ORDER BY paid_date ASC, direction DESC, payment_id ASC
        ) AS next_date
    FROM stacked
)

SELECT payment_id
FROM named
UNION ALL
SELECT payment_id
FROM followed
WHERE
    direction = 1
    AND next_direction = -1
    AND DATE_DIFF('day', paid_date, next_date) <= 90
