/* model
title  = "Settlements: what was paid on an invoice, and the day it was paid in full"
grain  = ["invoice_id"]
limits = "Interest does not count, nor does the release of retention on the invoice that it was held back from. Tolerance 0.1 % or one unit of currency. A payment that is taken back later settles nothing. Where the amount of the invoice is unknown, the last payment's day stands for full payment; where a payment has no day, the invoice may be settled on an unknown day."
*/
WITH

counted AS (
    SELECT
        payments.invoice_id,
        payments.payment_id,
        payments.paid_date,
        payments.paid_amount,
        CASE
            WHEN invoices.retention_amount IS NULL THEN invoices.invoice_amount
            ELSE invoices.invoice_amount - invoices.retention_amount
        END AS payable_amount
    FROM payments
    INNER JOIN invoices ON payments.invoice_id = invoices.invoice_id
    WHERE
        COALESCE(payments.payment_type, '') <> 'interest'
        -- What is released later was not payable with the invoice that it was held back from; an
        -- invoice for the release itself holds nothing back and is settled by it.
        AND NOT (
            COALESCE(payments.payment_type, '') = 'retention_release'
            AND COALESCE(invoices.retention_amount, 1) > 0
        )
),

summed AS (
    SELECT
        invoice_id,
        COUNT(*) AS payment_count,
        SUM(paid_amount) AS paid_amount,
        CASE WHEN COUNT(paid_date) = COUNT(*) THEN MAX(paid_date) END AS last_paid_date,
        MIN(payable_amount) AS payable_amount,
        MIN(payable_amount - GREATEST(payable_amount * 0.001, 1)) AS enough_amount
    FROM counted
    GROUP BY invoice_id
),

running AS (
    SELECT
        counted.invoice_id,
        counted.payment_id,
        counted.paid_date,
        summed.enough_amount,
        SUM(counted.paid_amount) OVER (
            PARTITION BY counted.invoice_id
            ORDER BY counted.paid_date NULLS LAST, counted.payment_id
        ) AS paid_so_far
    FROM counted
    -- Most invoices are paid at once; only the others need their running total.
    INNER JOIN summed
        ON counted.invoice_id = summed.invoice_id AND summed.payment_count > 1
),

kept AS (
    SELECT
        invoice_id,
        paid_date,
        enough_amount,
        -- What a reversal takes away again was never enough.
        MIN(paid_so_far) OVER (
            PARTITION BY invoice_id
            ORDER BY paid_date DESC NULLS FIRST, payment_id DESC
        ) AS lowest_from_here
    FROM running
),

reached AS (
    SELECT
        invoice_id,
        MIN(paid_date) AS settled_date
    FROM kept
    WHERE lowest_from_here >= enough_amount
    GROUP BY invoice_id
)

SELECT
    summed.invoice_id,
    summed.payment_count,
    summed.paid_amount,
    summed.last_paid_date,
    summed.payable_amount IS NULL OR summed.paid_amount >= summed.enough_amount AS is_settled,
    CASE
        WHEN summed.payable_amount IS NULL THEN summed.last_paid_date
        WHEN summed.payment_count > 1 THEN reached.settled_date
        WHEN summed.paid_amount >= summed.enough_amount THEN summed.last_paid_date
    END AS settled_date
FROM summed
LEFT JOIN reached ON summed.invoice_id = reached.invoice_id
