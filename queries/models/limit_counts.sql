/* model
title  = "Limit counts: how many payments of each payer lie around an approval limit, and around points beside it"
grain  = ["payer_id", "limit_amount"]
limits = "The placebo points are 0.7, 0.8, 1.2 and 1.3 times the limit, each with a tenth below and above. Payments taken back and reversals are left out. Payers without any payment between 0.63 and 1.43 times a limit have no row."
*/
WITH

sized AS (
    SELECT
        payments.payer_id,
        payments.currency,
        approval_limits.limit_amount,
        payments.paid_amount / NULLIF(approval_limits.limit_amount, 0) AS size
    FROM payments
    INNER JOIN approval_limits
        ON
            payments.tier = approval_limits.tier
            AND COALESCE(approval_limits.currency, payments.currency, '')
            = COALESCE(payments.currency, approval_limits.currency, '')
            AND COALESCE(payments.paid_date >= approval_limits.valid_from_date, TRUE)
            AND COALESCE(payments.paid_date <= approval_limits.valid_to_date, TRUE)
    LEFT JOIN reversed_payments ON payments.payment_id = reversed_payments.payment_id
    WHERE
        payments.payer_id IS NOT NULL
        AND payments.paid_amount >= 0.63 * approval_limits.limit_amount
        AND payments.paid_amount < 1.43 * approval_limits.limit_amount
        AND payments.reverses_payment_id IS NULL
        AND reversed_payments.payment_id IS NULL
)

SELECT
    payer_id,
    CAST(limit_amount AS DOUBLE) AS limit_amount,
    MIN(currency) AS currency,
    COUNT(*) FILTER (WHERE size >= 0.9 AND size < 1) AS below_count,
    COUNT(*) FILTER (WHERE size >= 1 AND size < 1.1) AS above_count,
    COUNT(*) FILTER (WHERE size >= 0.63 AND size < 0.7) AS below_first_count,
    COUNT(*) FILTER (WHERE size >= 0.7 AND size < 0.77) AS above_first_count,
    COUNT(*) FILTER (WHERE size >= 0.72 AND size < 0.8) AS below_second_count,
    COUNT(*) FILTER (WHERE size >= 0.8 AND size < 0.88) AS above_second_count,
    COUNT(*) FILTER (WHERE size >= 1.08 AND size < 1.2) AS below_third_count,
    COUNT(*) FILTER (WHERE size >= 1.2 AND size < 1.32) AS above_third_count,
    COUNT(*) FILTER (WHERE size >= 1.17 AND size < 1.3) AS below_fourth_count,
    COUNT(*) FILTER (WHERE size >= 1.3 AND size < 1.43) AS above_fourth_count
FROM sized
GROUP BY payer_id, limit_amount
