/* model
title  = "Payer profiles: how often each payer pays round amounts, and on days without business"
grain  = ["payer_id"]
limits = "Payments taken back and their reversals are left out. Round means at most two significant digits from 10,000 on, counted among progress and final payments of known amount; standing charges of equal monthly amounts are not counted there. Days that the calendar does not reach are left out of the days counted."
*/
WITH

days AS (
    SELECT
        payments.payer_id,
        payments.tier,
        payments.payee_id,
        payments.paid_date,
        payments.paid_amount,
        payments.currency,
        payments.approved_date,
        payments.requester_id = payments.approver_id AS is_approved_by_requester,
        payments.payment_type IN ('progress', 'final') AS is_for_work,
        paid_days.is_business_day AS is_paid_on_business_day,
        approval_days.is_business_day AS is_approved_on_business_day
    FROM payments
    LEFT JOIN reversed_payments ON payments.payment_id = reversed_payments.payment_id
    LEFT JOIN calendar_days AS paid_days ON payments.paid_date = paid_days.calendar_date
    LEFT JOIN calendar_days AS approval_days
        ON payments.approved_date = approval_days.calendar_date
    WHERE
        payments.payer_id IS NOT NULL
        AND payments.reverses_payment_id IS NULL
        AND reversed_payments.payment_id IS NULL
        AND COALESCE(payments.paid_amount, 1) > 0
),

priced AS (
    SELECT
        days.*,
        standing_payments.paid_date IS NULL
        AND COALESCE(days.is_for_work, FALSE)
        AND days.paid_amount IS NOT NULL AS is_measured,
        CASE
            WHEN days.paid_amount < 10000 THEN FALSE
            WHEN days.paid_amount < 100000 THEN days.paid_amount % 1000 = 0
            WHEN days.paid_amount < 1000000 THEN days.paid_amount % 10000 = 0
            WHEN days.paid_amount < 10000000 THEN days.paid_amount % 100000 = 0
            WHEN days.paid_amount < 100000000 THEN days.paid_amount % 1000000 = 0
            WHEN days.paid_amount < 1000000000 THEN days.paid_amount % 10000000 = 0
            WHEN days.paid_amount < 10000000000 THEN days.paid_amount % 100000000 = 0
            WHEN days.paid_amount < 100000000000 THEN days.paid_amount % 1000000000 = 0
            ELSE days.paid_amount % 10000000000 = 0
        END AS is_round
    FROM days
    LEFT JOIN standing_payments
        ON
            days.payee_id = standing_payments.payee_id
            AND days.paid_amount = standing_payments.paid_amount
            AND days.paid_date = standing_payments.paid_date
)

SELECT
    payer_id,
    MAX(tier) AS last_tier,
    CASE WHEN COUNT(DISTINCT tier) = 1 THEN MAX(tier) END AS only_tier,
    COUNT(*) AS payment_count,
    COUNT(paid_date) AS dated_count,
    MAX(paid_date) AS last_paid_date,
    COUNT(is_paid_on_business_day) AS calendar_count,
    COUNT(*) FILTER (WHERE NOT is_paid_on_business_day) AS paid_off_count,
    COUNT(is_approved_on_business_day) AS approved_count,
    COUNT(*) FILTER (WHERE NOT is_approved_on_business_day) AS approved_off_count,
    COUNT(*) FILTER (
        WHERE NOT is_paid_on_business_day
        OR (is_paid_on_business_day IS NOT NULL AND NOT is_approved_on_business_day)
    ) AS off_count,
    COUNT(*) FILTER (WHERE NOT is_approved_on_business_day AND is_approved_by_requester)
        AS approved_off_by_requester_count,
    COUNT(*) FILTER (WHERE is_measured) AS measured_count,
    COUNT(*) FILTER (WHERE is_measured AND is_round) AS round_count,
    COUNT(*) FILTER (WHERE is_measured AND paid_amount % 1000000 = 0) AS million_count,
    COUNT(*) FILTER (WHERE is_measured AND paid_amount % 1000 = 0) AS thousand_count,
    COUNT(DISTINCT currency) AS currency_count,
    MIN(currency) AS currency
FROM priced
GROUP BY payer_id
