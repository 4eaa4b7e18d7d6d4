/* indicator
code           = "P11"
title          = "Payments split under limit"
condition      = "Two or more payments of one payer to one payee for one purpose, each below the approval limit, together come to {watch} of the limit or more within 30 days; high within 7 days where one person approved them all."
subject        = "party_pair"
unit           = "ratio"
flag           = { when = "at_least", watch = 1 }
also           = [{ column = "one_approver_ratio", when = "at_least", high = 1 }]
formula        = "largest sum of two or more payments below the limit within 30 days, same cost object / approval limit"
why            = "Parts of one sum that each stay below a limit need no second signature."
innocent       = ["certificates for separate sections of the works", "weekly deliveries under one order", "weekly payroll not marked as wages", "one invoice paid from two budget years", "limit raised in between"]
skips          = { insufficient = ["cost object not known", "amount or day not known"] }
source         = "The logic of Open Contracting's flags R002 and R011 on splitting purchases, applied to payments. 7 and 30 days are house defaults; the limit is the jurisdiction's own."
verification   = "D"
evidence_class = "R"
cluster        = "k18"
core           = false
needs          = ["payments"]
stored         = "findings"
limits         = "Where no approval limit is known nobody is in scope, nor is a pair with fewer than two payments below it. Wages, standing charges, payments taken back and reversals are left out. Spellings of one payee count as one. The value is 0 where all payments for one purpose together stay below the limit. Sums within 3 days are shown beside it."
maps           = { ocp = ["R002", "R011"], sasu = ["sas24-3-14"], krai = ["KRAI1", "KRAI1_1"] }
sentence       = "{split_count} payments for one purpose ({cost_object}), each below the limit of {limit_amount}, come to {split_amount} within 30 days up to {last_paid_date}."
worked         = "{split_amount} / {limit_amount} = {value} of the limit; approved by one person within 7 days: {one_approver_ratio|no two such payments}"
clears         = "Separate certificates or deliveries behind each payment, an order that fixes the dates, or a higher limit that was in force."

[remedies]
"cost object not known" = "payments.cost_object"
"amount or day not known" = "payments.paid_date"
*/
WITH

below AS (
    SELECT
        payments.payer_id,
        COALESCE(parties.cluster_id, payments.payee_id) AS payee_cluster_id,
        payments.payee_id,
        payments.cost_object,
        payments.approver_id,
        payments.paid_date,
        payments.paid_amount,
        payments.paid_date IS NOT NULL AND payments.paid_amount IS NOT NULL AS is_known,
        payments.currency,
        payments.project_id,
        approval_limits.limit_amount
    FROM payments
    INNER JOIN approval_limits
        ON
            payments.tier = approval_limits.tier
            AND COALESCE(approval_limits.currency, payments.currency, '')
            = COALESCE(payments.currency, approval_limits.currency, '')
            AND COALESCE(payments.paid_date >= approval_limits.valid_from_date, TRUE)
            AND COALESCE(payments.paid_date <= approval_limits.valid_to_date, TRUE)
            AND COALESCE(payments.paid_amount < approval_limits.limit_amount, TRUE)
    LEFT JOIN parties ON payments.payee_id = parties.party_id
    LEFT JOIN reversed_payments ON payments.payment_id = reversed_payments.payment_id
    LEFT JOIN standing_payments
        ON
            payments.payee_id = standing_payments.payee_id
            AND payments.paid_amount = standing_payments.paid_amount
            AND payments.paid_date = standing_payments.paid_date
    WHERE
        payments.tier <> 'wage'
        AND payments.payer_id IS NOT NULL
        AND payments.payee_id IS NOT NULL
        AND COALESCE(payments.paid_amount, 1) > 0
        AND payments.reverses_payment_id IS NULL
        AND reversed_payments.payment_id IS NULL
        AND standing_payments.paid_date IS NULL
),

pairs AS (
    SELECT
        payer_id,
        payee_cluster_id,
        MIN(payee_id) AS payee_id,
        CASE WHEN MIN(project_id) = MAX(project_id) THEN MIN(project_id) END AS project_id,
        COUNT(*) AS payment_count,
        COUNT(CASE WHEN is_known THEN 1 END) AS known_count,
        COUNT(*) - COUNT(cost_object) AS unassigned_count,
        MIN(limit_amount) AS limit_amount,
        MIN(currency) AS currency
    FROM below
    GROUP BY payer_id, payee_cluster_id
    HAVING COUNT(*) >= 2
),

purposes AS (
    SELECT
        payer_id,
        payee_cluster_id,
        cost_object,
        limit_amount
    FROM below
    WHERE cost_object IS NOT NULL
    GROUP BY payer_id, payee_cluster_id, cost_object, limit_amount
    HAVING
        COUNT(CASE WHEN is_known THEN 1 END) >= 2
        AND SUM(paid_amount) >= limit_amount
),

-- Only what reaches a limit at all is worth a running sum.
running AS (
    SELECT
        below.payer_id,
        below.payee_cluster_id,
        below.cost_object,
        below.limit_amount,
        below.paid_date,
        SUM(below.paid_amount) OVER month_window AS month_amount,
        COUNT(*) OVER month_window AS month_count,
        SUM(below.paid_amount) OVER short_window AS short_amount,
        COUNT(*) OVER short_window AS short_count,
        SUM(below.paid_amount) OVER own_window AS own_amount,
        COUNT(*) OVER own_window AS own_count,
        below.approver_id
    FROM (
        SELECT
            below.*,
            DATE_DIFF('day', DATE '1970-01-01', below.paid_date) AS day_number
        FROM below
        INNER JOIN purposes
            ON
                below.payer_id = purposes.payer_id
                AND below.payee_cluster_id = purposes.payee_cluster_id
                AND below.cost_object = purposes.cost_object
                AND below.limit_amount = purposes.limit_amount
        WHERE below.is_known
    ) AS below
    WINDOW
        month_window AS (
            PARTITION BY payer_id, payee_cluster_id, cost_object, limit_amount
            ORDER BY day_number RANGE BETWEEN 30 PRECEDING AND CURRENT ROW
        ),
        short_window AS (
            PARTITION BY payer_id, payee_cluster_id, cost_object, limit_amount
            ORDER BY day_number RANGE BETWEEN 3 PRECEDING AND CURRENT ROW
        ),
        own_window AS (
            PARTITION BY payer_id, payee_cluster_id, cost_object, limit_amount, approver_id
            ORDER BY day_number RANGE BETWEEN 7 PRECEDING AND CURRENT ROW
        )
),

groups_found AS (
    SELECT
        payer_id,
        payee_cluster_id,
        MAX(CASE WHEN month_count >= 2 THEN month_amount / NULLIF(limit_amount, 0) END)
            AS month_ratio,
        MAX(
            CASE
                WHEN own_count >= 2 AND approver_id IS NOT NULL
                    THEN own_amount / NULLIF(limit_amount, 0)
            END
        ) AS one_approver_ratio,
        MAX(CASE WHEN short_count >= 2 THEN short_amount / NULLIF(limit_amount, 0) END)
            AS three_day_ratio
    FROM running
    GROUP BY payer_id, payee_cluster_id
),

-- The earliest of equally large ones, so that every run names the same.
largest AS (
    SELECT
        payer_id,
        payee_cluster_id,
        cost_object,
        paid_date AS last_paid_date,
        month_count AS split_count,
        month_amount AS split_amount,
        ROW_NUMBER() OVER (
            PARTITION BY payer_id, payee_cluster_id
            ORDER BY month_amount DESC, paid_date ASC, cost_object ASC, limit_amount ASC
        ) AS place
    FROM running
    WHERE month_count >= 2
)

SELECT
    pairs.payer_id || ' > ' || pairs.payee_id AS subject_id,
    pairs.project_id,
    CAST(COALESCE(groups_found.month_ratio, 0) AS DOUBLE) AS value,
    CASE
        WHEN groups_found.month_ratio >= 1 THEN NULL
        WHEN pairs.unassigned_count > 0 THEN 'cost object not known'
        WHEN pairs.known_count < pairs.payment_count THEN 'amount or day not known'
    END AS skip_reason,
    pairs.payer_id AS party_id,
    pairs.payee_id AS other_party_id,
    CAST(groups_found.one_approver_ratio AS DOUBLE) AS one_approver_ratio,
    CAST(groups_found.three_day_ratio AS DOUBLE) AS three_day_ratio,
    largest.cost_object,
    largest.last_paid_date,
    largest.split_count,
    largest.split_amount,
    pairs.limit_amount,
    pairs.payment_count,
    pairs.unassigned_count,
    pairs.currency
FROM pairs
LEFT JOIN groups_found
    ON
        pairs.payer_id = groups_found.payer_id
        AND pairs.payee_cluster_id = groups_found.payee_cluster_id
LEFT JOIN largest
    ON
        pairs.payer_id = largest.payer_id
        AND pairs.payee_cluster_id = largest.payee_cluster_id
        AND largest.place = 1
