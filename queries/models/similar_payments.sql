/* model
title  = "Similar payments: those that share an amount with another, or an invoice, ready to be compared"
grain  = ["payment_id"]
limits = "Payments that were taken back, and those that take back, are left out. is_within_invoice holds for a part of an invoice with several payments, while its sum stays within what was payable; is_standing for one of three or more equal monthly amounts. number is the invoice's without signs, capitals and zeros in front; number_key stands in where there is none."
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

-- Everything that costs time is worked out for these alone: few payments are like another at all.
alike AS (
    SELECT parts.payment_id
    FROM parts
    UNION
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
)

SELECT
    numbered.payment_id,
    numbered.invoice_id,
    numbered.tier,
    numbered.paid_date,
    numbered.paid_amount,
    numbered.payee_id,
    numbered.payer_id,
    numbered.payable_amount,
    numbered.purpose,
    numbered.number,
    COALESCE(
        numbered.number,
        'invoice ' || numbered.invoice_id,
        'payment ' || numbered.payment_id
    ) AS number_key,
    COALESCE(parts.is_within_invoice, FALSE) AS is_within_invoice,
    standing_payments.paid_date IS NOT NULL AS is_standing
FROM numbered
LEFT JOIN parts ON numbered.payment_id = parts.payment_id
LEFT JOIN standing_payments
    ON
        numbered.payee_id = standing_payments.payee_id
        AND numbered.paid_amount = standing_payments.paid_amount
        AND numbered.paid_date = standing_payments.paid_date
