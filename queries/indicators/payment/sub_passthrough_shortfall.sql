/* indicator
code           = "P4"
title          = "Money not passed on"
condition      = "Of the money that the client paid for subcontractors' work and that fell due for passing on, {watch} or more has not reached them; high from {high}."
subject        = "contract"
unit           = "ratio"
flag           = { when = "at_least", watch = 0.02, high = 0.10 }
formula        = "1 - (paid to subcontractors + retention held from them) / share of client payments that is for subcontractors, counted once the days for passing on are over"
why            = "Counting days sees what comes late; this sees what never comes."
innocent       = ["back-charges with written notice", "set-off agreed in the subcontract", "subcontractor paid by the client directly", "claims that allot more to subcontractors than they bill", "retention that the subcontractors' claims do not state"]
skips          = { insufficient = ["client payments are not split by who did the work", "no payments of this tier supplied", "no term for passing money on", "an amount is not known"], contradictory = ["currencies differ"] }
source         = "Seoul's separate accounts for subcontractors, wages, equipment and materials; Korea has required claims split in this way since 28 January 2022 (press reports). Thresholds are house defaults."
verification   = "V2"
evidence_class = "R"
cluster        = "k10"
core           = false
needs          = ["payments", "subcontracts"]
limits         = "In scope: contracts with subcontracts or subcontractors' invoices, once anything fell due for passing on. The days come from the legal clock of the level above, else from the longest term of the subcontracts. Client payments without a split count nothing, so the shortfall is a lower bound. Counted up to the last day of which payments to subcontractors are known. A second tier below subcontractors is not looked at."
maps           = { arachne = ["contract management"] }
sentence       = "Of {due_amount} that the client paid for subcontractors' work and that was to be passed on within {limit_days}, {passed_amount} reached them and {held_amount} is held from them as retention."
worked         = "1 - ({passed_amount} + {held_amount}) / {due_amount} = {value}"
clears         = "Payments to subcontractors that are missing from the file, written notice of a back-charge or a set-off, or proof that the client paid a subcontractor directly."

[remedies]
"client payments are not split by who did the work" = "payment_allocations.allocation_amount"
"no payments of this tier supplied" = "payments.tier"
"no term for passing money on" = "subcontracts.payment_term_days"
"an amount is not known" = "payments.paid_amount"
*/
WITH

legal AS (
    SELECT MIN(parent_settled_safe_days) AS limit_days
    FROM payment_terms
    WHERE tier = 'prime_sub'
),

engaged AS (
    SELECT
        contract_id,
        MAX(payment_term_days) AS term_days,
        COUNT(*) AS subcontract_count
    FROM subcontracts
    WHERE parent_subcontract_id IS NULL
    GROUP BY contract_id
),

held AS (
    SELECT
        invoices.contract_id,
        COUNT(*) AS invoice_count,
        SUM(CASE WHEN settlements.payment_count > 0 THEN invoices.retention_amount END)
            AS retention_amount
    FROM invoices
    LEFT JOIN settlements ON invoices.invoice_id = settlements.invoice_id
    WHERE invoices.tier = 'prime_sub' AND invoices.contract_id IS NOT NULL
    GROUP BY invoices.contract_id
),

clocked AS (
    SELECT
        contracts.contract_id,
        contracts.project_id,
        contracts.supplier_id,
        contracts.currency,
        engaged.subcontract_count,
        COALESCE(held.retention_amount, 0) AS retention_amount,
        COALESCE(legal.limit_days, engaged.term_days) AS limit_days,
        legal.limit_days IS NULL AS is_agreed_term,
        payment_feeds.payments_known_date
    FROM contracts
    CROSS JOIN legal
    LEFT JOIN engaged ON contracts.contract_id = engaged.contract_id
    LEFT JOIN held ON contracts.contract_id = held.contract_id
    INNER JOIN source_files ON contracts.source_file_id = source_files.source_file_id
    LEFT JOIN payment_feeds
        ON
            payment_feeds.subject_kind = 'contract'
            AND payment_feeds.tier = 'prime_sub'
            AND source_files.source = payment_feeds.source
    WHERE engaged.contract_id IS NOT NULL OR held.contract_id IS NOT NULL
),

split AS (
    SELECT
        payment_id,
        COUNT(*) AS part_count,
        COUNT(*) FILTER (WHERE allocation_amount IS NULL) AS unknown_count,
        COALESCE(SUM(allocation_amount) FILTER (WHERE component = 'sub'), 0) AS sub_amount,
        MIN(currency) AS currency
    FROM payment_allocations
    GROUP BY payment_id
),

received AS (
    SELECT
        clocked.contract_id,
        COUNT(*) AS client_payment_count,
        COUNT(split.payment_id) AS split_count,
        SUM(split.unknown_count) AS unknown_count,
        COUNT(*) FILTER (WHERE split.currency <> clocked.currency) AS other_currency_count,
        COALESCE(
            SUM(split.sub_amount) FILTER (
                WHERE payments.paid_date + CAST(clocked.limit_days AS INTEGER)
                <= clocked.payments_known_date
            ),
            0
        ) AS due_amount,
        COALESCE(SUM(split.sub_amount), 0) AS received_amount
    FROM payments
    INNER JOIN clocked ON payments.contract_id = clocked.contract_id
    LEFT JOIN split ON payments.payment_id = split.payment_id
    LEFT JOIN reversed_payments ON payments.payment_id = reversed_payments.payment_id
    WHERE
        payments.tier = 'client_prime'
        AND payments.reverses_payment_id IS NULL
        AND reversed_payments.payment_id IS NULL
        AND COALESCE(payments.paid_amount, 1) > 0
    GROUP BY clocked.contract_id
),

passed AS (
    SELECT
        payments.contract_id,
        COUNT(*) AS passed_count,
        COUNT(*) FILTER (WHERE payments.paid_amount IS NULL) AS unknown_count,
        MIN(payments.currency) AS currency,
        MAX(payments.currency) AS highest_currency,
        COALESCE(SUM(payments.paid_amount), 0) AS paid_amount,
        COALESCE(
            SUM(payments.paid_amount) FILTER (
                WHERE payments.payment_type = 'retention_release'
            ),
            0
        ) AS released_amount
    FROM payments
    WHERE
        payments.tier = 'prime_sub'
        AND payments.contract_id IS NOT NULL
        AND COALESCE(payments.payment_type, '') <> 'interest'
    GROUP BY payments.contract_id
),

compared AS (
    SELECT
        clocked.contract_id,
        clocked.project_id,
        clocked.supplier_id,
        clocked.currency,
        clocked.limit_days,
        clocked.is_agreed_term,
        clocked.payments_known_date,
        clocked.subcontract_count,
        received.client_payment_count,
        received.split_count,
        received.received_amount,
        received.due_amount,
        COALESCE(passed.paid_amount, 0) AS passed_amount,
        -- What was released is in the payments; only what is still held explains a gap.
        CASE
            WHEN clocked.retention_amount > COALESCE(passed.released_amount, 0)
                THEN clocked.retention_amount - COALESCE(passed.released_amount, 0)
            ELSE 0
        END AS held_amount,
        COALESCE(received.unknown_count, 0) + COALESCE(passed.unknown_count, 0)
            AS unknown_count,
        received.other_currency_count > 0
        OR COALESCE(passed.currency < passed.highest_currency, FALSE)
        OR COALESCE(passed.currency <> clocked.currency, FALSE) AS has_other_currency,
        passed.contract_id IS NOT NULL AS has_passed
    FROM clocked
    INNER JOIN received ON clocked.contract_id = received.contract_id
    LEFT JOIN passed ON clocked.contract_id = passed.contract_id
)

SELECT
    contract_id AS subject_id,
    project_id,
    1 - CAST(passed_amount + held_amount AS DOUBLE)
    / NULLIF(CAST(due_amount AS DOUBLE), 0) AS value,
    CASE
        WHEN split_count = 0 THEN 'client payments are not split by who did the work'
        WHEN payments_known_date IS NULL AND NOT has_passed
            THEN 'no payments of this tier supplied'
        WHEN limit_days IS NULL THEN 'no term for passing money on'
        WHEN has_other_currency THEN 'currencies differ'
        WHEN unknown_count > 0 THEN 'an amount is not known'
    END AS skip_reason,
    contract_id,
    supplier_id AS party_id,
    received_amount,
    due_amount,
    passed_amount,
    held_amount,
    CAST(
        CASE
            WHEN due_amount > passed_amount + held_amount
                THEN due_amount - passed_amount - held_amount
            ELSE 0
        END AS DOUBLE
    ) AS exposure_amount,
    limit_days,
    payments_known_date,
    client_payment_count,
    split_count,
    subcontract_count,
    currency,
    CASE WHEN is_agreed_term THEN 1 ELSE 0 END AS fallback_count
FROM compared
-- Nothing for subcontractors has fallen due yet: nobody is late with it.
WHERE
    due_amount > 0
    OR split_count = 0
    OR limit_days IS NULL
    OR unknown_count > 0
    OR has_other_currency
    OR payments_known_date IS NULL
