/* model
title  = "Payment repeats: payments that look like one made before"
grain  = ["payment_id", "match_kind"]
limits = "Not compared: payments that were taken back, equal parts of an invoice while they stay within it, and plans of three or more equal monthly amounts. The earlier payment shown is the nearest before; nearness, and payees of one group, are looked for among the three before. Payees of one group (payee_groups) are compared within a payer and tier, without payrolls."
*/
WITH

-- Still standing: a reversal has already put right what it took back.
kept AS (
    SELECT
        payments.payment_id,
        payments.invoice_id,
        payments.tier,
        payments.paid_date,
        payments.paid_amount,
        COALESCE(payments.payee_id, invoices.payee_id) AS payee_id,
        COALESCE(payments.payer_id, '') AS payer_id,
        COALESCE(payments.invoice_number, invoices.invoice_number) AS written_number,
        invoices.invoice_amount - COALESCE(invoices.retention_amount, 0) AS payable_amount,
        CASE
            WHEN payments.payment_type IN ('retention_release', 'interest', 'advance')
                THEN payments.payment_type
            ELSE 'work'
        END AS purpose
    FROM payments
    LEFT JOIN invoices ON payments.invoice_id = invoices.invoice_id
    LEFT JOIN reversed_payments ON payments.payment_id = reversed_payments.payment_id
    WHERE
        payments.paid_amount > 0
        AND payments.reverses_payment_id IS NULL
        AND reversed_payments.payment_id IS NULL
),

several_payments AS (
    SELECT invoice_id
    FROM kept
    WHERE invoice_id IS NOT NULL
    GROUP BY invoice_id
    HAVING COUNT(*) > 1
),

parts AS (
    SELECT
        kept.payment_id,
        SUM(kept.paid_amount) OVER (
            PARTITION BY kept.invoice_id, kept.purpose
            ORDER BY kept.paid_date NULLS LAST, kept.payment_id
        ) <= kept.payable_amount + GREATEST(kept.payable_amount * 0.001, 1) AS is_within_invoice
    FROM kept
    INNER JOIN several_payments ON kept.invoice_id = several_payments.invoice_id
),

equal_amounts AS (
    SELECT
        payee_id,
        paid_amount
    FROM kept
    GROUP BY payee_id, paid_amount
    HAVING COUNT(*) > 1
),

equal_days AS (
    SELECT
        tier,
        payer_id,
        paid_date,
        paid_amount
    FROM kept
    GROUP BY tier, payer_id, paid_date, paid_amount
    HAVING MIN(payee_id) <> MAX(payee_id)
),

-- Numbers are read closely only where something else is alike: that is one payment in a hundred.
alike AS (
    SELECT kept.payment_id
    FROM kept
    INNER JOIN equal_amounts
        ON
            kept.payee_id = equal_amounts.payee_id
            AND kept.paid_amount = equal_amounts.paid_amount
    UNION
    SELECT kept.payment_id
    FROM kept
    INNER JOIN equal_days
        ON
            kept.tier = equal_days.tier
            AND kept.payer_id = equal_days.payer_id
            AND kept.paid_date = equal_days.paid_date
            AND kept.paid_amount = equal_days.paid_amount
    UNION
    SELECT kept.payment_id
    FROM kept
    INNER JOIN payee_groups ON kept.payee_id = payee_groups.party_id
),

numbered AS (
    SELECT
        kept.*,
        -- Capitals and zeros in front, and signs between, are matters of taste.
        NULLIF(
            REGEXP_REPLACE(
                REGEXP_REPLACE(UPPER(kept.written_number), '[ -/:-@^_`{-~]', '', 'g'),
                '^0+',
                ''
            ),
            ''
        ) AS number
    FROM kept
    INNER JOIN alike ON kept.payment_id = alike.payment_id
),

same_payee AS (
    SELECT
        numbered.*,
        COALESCE(
            numbered.number,
            'invoice ' || numbered.invoice_id,
            'payment ' || numbered.payment_id
        ) AS number_key,
        COALESCE(parts.is_within_invoice, FALSE) AS is_within_invoice,
        standing_payments.paid_date IS NOT NULL AS is_standing
    FROM numbered
    INNER JOIN equal_amounts
        ON
            numbered.payee_id = equal_amounts.payee_id
            AND numbered.paid_amount = equal_amounts.paid_amount
    LEFT JOIN parts ON numbered.payment_id = parts.payment_id
    LEFT JOIN standing_payments
        ON
            numbered.payee_id = standing_payments.payee_id
            AND numbered.paid_amount = standing_payments.paid_amount
            AND numbered.paid_date = standing_payments.paid_date
),

placed AS (
    SELECT
        same_payee.*,
        ROW_NUMBER() OVER (
            PARTITION BY payee_id, paid_amount, purpose
            ORDER BY paid_date NULLS LAST, payment_id
        ) AS place,
        ROW_NUMBER() OVER (
            PARTITION BY payee_id, paid_amount, purpose, number_key
            ORDER BY paid_date NULLS LAST, payment_id
        ) AS place_in_number
    FROM same_payee
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
        numbered.payment_id,
        numbered.payee_id,
        numbered.payer_id,
        numbered.tier,
        numbered.purpose,
        numbered.paid_amount,
        numbered.paid_date,
        'number ' || numbered.number AS claim,
        numbered.paid_date AS claim_date
    FROM numbered
    INNER JOIN equal_days
        ON
            numbered.tier = equal_days.tier
            AND numbered.payer_id = equal_days.payer_id
            AND numbered.paid_date = equal_days.paid_date
            AND numbered.paid_amount = equal_days.paid_amount
    -- One payroll stands for many workers.
    WHERE numbered.number IS NOT NULL AND numbered.tier <> 'wage'
    UNION ALL
    SELECT
        kept.payment_id,
        kept.payee_id,
        kept.payer_id,
        kept.tier,
        kept.purpose,
        kept.paid_amount,
        kept.paid_date,
        'invoice ' || kept.invoice_id AS claim,
        CAST(NULL AS DATE) AS claim_date
    FROM kept
    INNER JOIN parts ON kept.payment_id = parts.payment_id
    WHERE kept.payable_amount IS NOT NULL AND kept.tier <> 'wage'
),

claimed AS (
    SELECT
        claims.payment_id,
        claims.payee_id,
        COALESCE(parts.is_within_invoice, FALSE) AND claims.claim_date IS NULL AS is_part,
        LAG(claims.payment_id) OVER (
            PARTITION BY
                claims.tier, claims.payer_id, claims.purpose, claims.paid_amount,
                claims.claim, claims.claim_date
            ORDER BY claims.paid_date NULLS LAST, claims.payment_id
        ) AS earlier_payment_id,
        LAG(claims.payee_id) OVER (
            PARTITION BY
                claims.tier, claims.payer_id, claims.purpose, claims.paid_amount,
                claims.claim, claims.claim_date
            ORDER BY claims.paid_date NULLS LAST, claims.payment_id
        ) AS earlier_payee_id
    FROM claims
    LEFT JOIN parts ON claims.payment_id = parts.payment_id
    WHERE claims.payee_id IS NOT NULL
),

-- The same claim to another member of the payee's group. Few payees are in a group at all.
grouped AS (
    SELECT
        numbered.*,
        payee_groups.group_id,
        COALESCE(
            numbered.number,
            'invoice ' || numbered.invoice_id,
            'payment ' || numbered.payment_id
        ) AS number_key,
        standing_payments.paid_date IS NOT NULL AS is_standing
    FROM numbered
    INNER JOIN payee_groups ON numbered.payee_id = payee_groups.party_id
    LEFT JOIN standing_payments
        ON
            numbered.payee_id = standing_payments.payee_id
            AND numbered.paid_amount = standing_payments.paid_amount
            AND numbered.paid_date = standing_payments.paid_date
    WHERE numbered.tier <> 'wage'
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
