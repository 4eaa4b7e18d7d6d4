/* indicator
code           = "P7"
title          = "Paid above contract value"
condition      = "{high} or more was paid above the current value of the contract or subcontract; critical from {critical}. Of a contract paid by measured quantities, above what was certified."
subject        = "contract"
unit           = "ratio"
flag           = { when = "at_least", high = 0.005, critical = 0.05 }
formula        = "payments without interest / current amount (re-measured contracts: amount certified) - 1"
why            = "More cannot be paid than was agreed, unless an amendment is missing from the file."
innocent       = ["payments with tax against a value without", "price adjustment paid before its amendment is registered", "exchange rates", "payments of another contract booked on this one"]
skips          = { insufficient = ["no payments supplied", "a payment's amount is not known", "no contract value", "re-measured, and the amount certified is not known"], contradictory = ["currencies differ"] }
source         = "High: arithmetic, with a tolerance of half a percent. Critical: house default."
verification   = "D"
evidence_class = "R"
cluster        = "k11"
core           = true
needs          = ["contracts", "payments"]
limits         = "Payments without a date count, because it is the sum that matters. A subcontract is in scope once something was paid on it, and counts under its own id. The value of a contract paid by measured quantities is an estimate, so what was certified takes its place there; advances without an invoice are then left out. Nothing tells whether payments and value both are without tax."
maps           = { ocp = ["R068"], arachne = ["contract management"] }
sentence       = "{paid_amount} was paid on an agreed value of {current_amount} (value of the {amount_basis}): {value} above it."
worked         = "{paid_amount} / {current_amount} - 1 = {value}"
clears         = "An amendment or price adjustment that is missing from the file, proof that a payment belongs to another contract, or amounts on one tax basis."

[remedies]
"no payments supplied" = "payments.paid_amount"
"a payment's amount is not known" = "payments.paid_amount"
"no contract value" = "contracts.contract_amount"
"re-measured, and the amount certified is not known" = "invoices.invoice_amount"
*/
WITH

certified AS (
    SELECT
        invoices.contract_id,
        COUNT(*) AS claim_count,
        COUNT(*) - COUNT(invoices.invoice_amount) AS unknown_count,
        SUM(invoices.invoice_amount) AS certified_amount
    FROM invoices
    INNER JOIN contracts
        ON invoices.contract_id = contracts.contract_id AND contracts.is_remeasured
    WHERE
        invoices.tier = 'client_prime'
        AND COALESCE(invoices.status, '') NOT IN ('rejected', 'cancelled')
    GROUP BY invoices.contract_id
),

agreements AS (
    SELECT
        contracts.contract_id AS agreement_id,
        'client' AS level,
        contracts.contract_id,
        CAST(NULL AS VARCHAR) AS subcontract_id,
        contracts.project_id,
        contracts.supplier_id,
        contracts.supplier_name,
        contracts.buyer_id,
        contracts.status,
        contracts.currency,
        contracts.original_amount,
        COALESCE(contracts.is_remeasured, FALSE) AS is_remeasured,
        CASE
            WHEN NOT COALESCE(contracts.is_remeasured, FALSE) THEN contracts.current_amount
            WHEN certified.unknown_count = 0 THEN certified.certified_amount
        END AS agreed_amount,
        payment_feeds.source IS NOT NULL AS has_feed
    FROM contracts
    INNER JOIN source_files ON contracts.source_file_id = source_files.source_file_id
    LEFT JOIN certified ON contracts.contract_id = certified.contract_id
    LEFT JOIN payment_feeds
        ON
            payment_feeds.subject_kind = 'contract'
            AND payment_feeds.tier = 'client_prime'
            AND source_files.source = payment_feeds.source
    UNION ALL
    SELECT
        subcontracts.subcontract_id AS agreement_id,
        'below' AS level,
        subcontracts.contract_id,
        subcontracts.subcontract_id,
        contracts.project_id,
        subcontracts.supplier_id,
        parties.party_name AS supplier_name,
        contracts.buyer_id,
        contracts.status,
        COALESCE(subcontracts.currency, contracts.currency) AS currency,
        NULL AS original_amount,
        FALSE AS is_remeasured,
        subcontracts.subcontract_amount AS agreed_amount,
        TRUE AS has_feed
    FROM subcontracts
    LEFT JOIN contracts ON subcontracts.contract_id = contracts.contract_id
    LEFT JOIN parties ON subcontracts.supplier_id = parties.party_id
),

booked AS (
    SELECT
        CASE WHEN tier = 'client_prime' THEN 'client' ELSE 'below' END AS level,
        CASE WHEN tier = 'client_prime' THEN contract_id ELSE subcontract_id END
            AS agreement_id,
        currency,
        COUNT(*) AS payment_count,
        COUNT(*) - COUNT(paid_amount) AS unknown_amount_count,
        COUNT(*) - COUNT(paid_date) AS undated_count,
        SUM(paid_amount) AS paid_amount,
        SUM(CASE WHEN payment_type = 'advance' AND invoice_id IS NULL THEN paid_amount END)
            AS bare_advance_amount,
        MAX(paid_date) AS last_paid_date
    FROM payments
    WHERE
        tier IN ('client_prime', 'prime_sub', 'sub_sub')
        AND COALESCE(payment_type, '') <> 'interest'
    GROUP BY
        CASE WHEN tier = 'client_prime' THEN 'client' ELSE 'below' END,
        CASE WHEN tier = 'client_prime' THEN contract_id ELSE subcontract_id END,
        currency
),

summed AS (
    SELECT
        agreements.agreement_id,
        agreements.level,
        COALESCE(SUM(booked.payment_count), 0) AS payment_count,
        COALESCE(SUM(booked.unknown_amount_count), 0) AS unknown_amount_count,
        COALESCE(SUM(booked.undated_count), 0) AS undated_count,
        COALESCE(
            SUM(CASE WHEN booked.currency <> agreements.currency THEN booked.payment_count END),
            0
        ) AS other_currency_count,
        COALESCE(SUM(booked.paid_amount), 0) - COALESCE(
            SUM(CASE WHEN agreements.is_remeasured THEN booked.bare_advance_amount END), 0
        ) AS paid_amount,
        MAX(booked.last_paid_date) AS last_paid_date
    FROM agreements
    LEFT JOIN booked
        ON
            agreements.agreement_id = booked.agreement_id
            AND agreements.level = booked.level
    GROUP BY agreements.agreement_id, agreements.level
)

SELECT
    agreements.agreement_id AS subject_id,
    agreements.project_id,
    CAST(summed.paid_amount / NULLIF(agreements.agreed_amount, 0) - 1 AS DOUBLE) AS value,
    CASE
        WHEN NOT agreements.has_feed AND summed.payment_count = 0 THEN 'no payments supplied'
        WHEN agreements.is_remeasured AND COALESCE(agreements.agreed_amount, 0) <= 0
            THEN 're-measured, and the amount certified is not known'
        WHEN COALESCE(agreements.agreed_amount, 0) <= 0 THEN 'no contract value'
        WHEN summed.other_currency_count > 0 THEN 'currencies differ'
        WHEN summed.unknown_amount_count > 0 THEN 'a payment''s amount is not known'
    END AS skip_reason,
    agreements.contract_id,
    agreements.subcontract_id,
    agreements.supplier_id AS party_id,
    agreements.buyer_id,
    summed.paid_amount,
    agreements.agreed_amount AS current_amount,
    CASE
        WHEN agreements.is_remeasured THEN 'certified, because quantities are measured'
        WHEN agreements.level = 'below' THEN 'subcontract'
        ELSE 'contract'
    END AS amount_basis,
    summed.paid_amount - agreements.agreed_amount AS excess_amount,
    CASE
        WHEN summed.paid_amount > agreements.agreed_amount
            THEN CAST(summed.paid_amount - agreements.agreed_amount AS DOUBLE)
    END AS exposure_amount,
    agreements.original_amount,
    summed.payment_count,
    summed.undated_count,
    summed.last_paid_date,
    agreements.currency,
    agreements.supplier_name
FROM agreements
INNER JOIN summed
    ON agreements.agreement_id = summed.agreement_id AND agreements.level = summed.level
-- A contract that was never signed, or was called off, matters here only if money went out on it.
WHERE
    summed.payment_count > 0
    OR (
        agreements.level = 'client'
        AND COALESCE(agreements.status, 'active') NOT IN ('pending', 'cancelled')
    )
