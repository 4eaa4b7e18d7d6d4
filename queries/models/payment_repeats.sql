/* model
title  = "Payment repeats: payments that look like one made before"
grain  = ["payment_id", "match_kind"]
limits = "Not compared: payments that were taken back, equal parts of an invoice while they stay within it, and plans of three or more equal monthly amounts. The earlier payment shown is the nearest before; nearness, and payees of one group, are looked for among the three before. Payees of one group (payee_groups) are compared within a payer and tier, without payrolls."
*/
WITH

placed AS (
    SELECT
        similar_payments.*,
        ROW_NUMBER() OVER (
            PARTITION BY payee_id, paid_amount, purpose
            ORDER BY paid_date NULLS LAST, payment_id
        ) AS place,
        ROW_NUMBER() OVER (
            PARTITION BY payee_id, paid_amount, purpose, number_key
            ORDER BY paid_date NULLS LAST, payment_id
        ) AS place_in_number
    FROM similar_payments
),

same_number_pairs AS (
    SELECT
        later.payment_id,
        earlier.payment_id AS earlier_payment_id,
        later.place_in_number - 1 AS earlier_count,
        -- Parts of an invoice of unknown amount may be due: alike, but no repeat for certain.
        CASE
            WHEN later.invoice_id = earlier.invoice_id AND later.payable_amount IS NULL
                THEN 'near'
            ELSE 'same'
        END AS match_kind
    FROM placed AS later
    INNER JOIN placed AS earlier
        ON
            later.payee_id = earlier.payee_id
            AND later.paid_amount = earlier.paid_amount
            AND later.purpose = earlier.purpose
            AND later.number_key = earlier.number_key
            AND later.place_in_number - 1 = earlier.place_in_number
    WHERE
        NOT (later.is_within_invoice AND COALESCE(later.invoice_id = earlier.invoice_id, FALSE))
        AND NOT (
            later.is_standing
            AND earlier.is_standing
            AND DATE_DIFF('day', earlier.paid_date, later.paid_date) >= 25
        )
),

steps AS (
    SELECT 1 AS step
    UNION ALL
    SELECT 2 AS step
    UNION ALL
    SELECT 3 AS step
),

near_pairs AS (
    SELECT
        later.payment_id,
        earlier.payment_id AS earlier_payment_id,
        1 AS earlier_count,
        'near' AS match_kind
    FROM placed AS later
    CROSS JOIN steps
    INNER JOIN placed AS earlier
        ON
            later.payee_id = earlier.payee_id
            AND later.paid_amount = earlier.paid_amount
            AND later.purpose = earlier.purpose
            AND later.place - steps.step = earlier.place
    WHERE
        later.number_key <> earlier.number_key
        AND DATE_DIFF('day', earlier.paid_date, later.paid_date) <= 30
        AND NOT (later.is_within_invoice AND COALESCE(later.invoice_id = earlier.invoice_id, FALSE))
        AND NOT (
            later.is_standing
            AND earlier.is_standing
            AND DATE_DIFF('day', earlier.paid_date, later.paid_date) >= 25
        )
        AND CASE
            WHEN later.number IS NULL OR earlier.number IS NULL
                THEN later.paid_date = earlier.paid_date
            ELSE
                LENGTH(later.number) >= 4
                AND LENGTH(earlier.number) >= 4
                AND LEVENSHTEIN(later.number, earlier.number) <= 1
        END
),

-- The same claim paid to two payees: one number on one day, or one invoice more than paid up.
claims AS (
    SELECT
        similar_payments.*,
        FALSE AS is_part,
        'number ' || number AS claim,
        paid_date AS claim_date
    FROM similar_payments
    WHERE number IS NOT NULL AND paid_date IS NOT NULL
    UNION ALL
    SELECT
        similar_payments.*,
        is_within_invoice AS is_part,
        'invoice ' || invoice_id AS claim,
        CAST(NULL AS DATE) AS claim_date
    FROM similar_payments
    WHERE payable_amount IS NOT NULL
),

claimed AS (
    SELECT
        payment_id,
        payee_id,
        is_part,
        LAG(payment_id) OVER same_claim AS earlier_payment_id,
        LAG(payee_id) OVER same_claim AS earlier_payee_id
    FROM claims
    -- One payroll stands for many workers.
    WHERE payee_id IS NOT NULL AND tier <> 'wage'
    WINDOW same_claim AS (
        PARTITION BY tier, payer_id, purpose, paid_amount, claim, claim_date
        ORDER BY paid_date NULLS LAST, payment_id
    )
),

-- The same claim to another member of the payee's group. Few payees are in a group at all.
grouped AS (
    SELECT
        similar_payments.*,
        payee_groups.group_id
    FROM similar_payments
    INNER JOIN payee_groups ON similar_payments.payee_id = payee_groups.party_id
    WHERE similar_payments.tier <> 'wage'
),

group_amounts AS (
    SELECT
        group_id,
        tier,
        payer_id,
        purpose,
        paid_amount
    FROM grouped
    GROUP BY group_id, tier, payer_id, purpose, paid_amount
    HAVING MIN(payee_id) <> MAX(payee_id)
),

-- Looked through twice: among all numbers, and among those with the same one, however long ago.
ways AS (
    SELECT FALSE AS is_same_number
    UNION ALL
    SELECT TRUE AS is_same_number
),

group_placed AS (
    SELECT
        grouped.*,
        CASE WHEN ways.is_same_number THEN grouped.number_key ELSE '' END AS way,
        ROW_NUMBER() OVER (
            PARTITION BY
                grouped.group_id, grouped.tier, grouped.payer_id, grouped.purpose,
                grouped.paid_amount,
                CASE WHEN ways.is_same_number THEN grouped.number_key ELSE '' END
            ORDER BY grouped.paid_date NULLS LAST, grouped.payment_id
        ) AS place
    FROM grouped
    INNER JOIN group_amounts
        ON
            grouped.group_id = group_amounts.group_id
            AND grouped.tier = group_amounts.tier
            AND grouped.payer_id = group_amounts.payer_id
            AND grouped.purpose = group_amounts.purpose
            AND grouped.paid_amount = group_amounts.paid_amount
    CROSS JOIN ways
),

group_pairs AS (
    SELECT DISTINCT
        later.payment_id,
        earlier.payment_id AS earlier_payment_id
    FROM group_placed AS later
    CROSS JOIN steps
    INNER JOIN group_placed AS earlier
        ON
            later.group_id = earlier.group_id
            AND later.tier = earlier.tier
            AND later.payer_id = earlier.payer_id
            AND later.purpose = earlier.purpose
            AND later.paid_amount = earlier.paid_amount
            AND later.way = earlier.way
            AND later.place - steps.step = earlier.place
    WHERE
        later.payee_id <> earlier.payee_id
        AND NOT (later.is_standing AND earlier.is_standing)
        -- One invoice, or one number on one day, is the test of the other payee.
        AND NOT COALESCE(
            later.invoice_id = earlier.invoice_id AND later.payable_amount IS NOT NULL, FALSE
        )
        AND NOT COALESCE(
            later.number = earlier.number AND later.paid_date = earlier.paid_date, FALSE
        )
        AND CASE
            WHEN later.number IS NULL OR earlier.number IS NULL
                THEN later.paid_date = earlier.paid_date
            WHEN later.number = earlier.number
                -- Short numbers return sooner or later with every firm.
                THEN
                    LENGTH(later.number) >= 4
                    OR DATE_DIFF('day', earlier.paid_date, later.paid_date) <= 30
            ELSE
                LENGTH(later.number) >= 4
                AND LENGTH(earlier.number) >= 4
                AND DATE_DIFF('day', earlier.paid_date, later.paid_date) <= 30
                AND LEVENSHTEIN(later.number, earlier.number) <= 1
        END
),

found AS (
    SELECT
        payment_id,
        earlier_payment_id,
        earlier_count,
        match_kind
    FROM same_number_pairs
    UNION ALL
    SELECT
        payment_id,
        earlier_payment_id,
        1 AS earlier_count,
        'payee group' AS match_kind
    FROM group_pairs
    UNION ALL
    SELECT
        payment_id,
        earlier_payment_id,
        earlier_count,
        match_kind
    FROM near_pairs
    UNION ALL
    SELECT DISTINCT
        payment_id,
        earlier_payment_id,
        1 AS earlier_count,
        'other payee' AS match_kind
    FROM claimed
    WHERE earlier_payee_id <> payee_id AND NOT is_part
)

SELECT
    payment_id,
    match_kind,
    MAX(earlier_payment_id) AS earlier_payment_id,
    CASE WHEN match_kind = 'other payee' THEN 1 ELSE SUM(earlier_count) END AS earlier_count
FROM found
GROUP BY payment_id, match_kind
