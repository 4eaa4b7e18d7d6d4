/* indicator
code           = "P8"
title          = "Retention held or released wrongly"
condition      = "The share held back is {watch} or more below what the contract asks for; or retention was released before completion (critical); or it is still held 31 days or more after the liability period."
subject        = "contract"
unit           = "share"
flag           = { when = "at_least", watch = 0.01 }
also           = [
  { column = "released_before_completion_days", when = "at_least", critical = 1 },
  { column = "release_overdue_days", when = "at_least", high = 31 },
]
formula        = "retention that the contract asks for up to its cap / certified - retention withheld / certified; days from the first release to completion; days from the end of the liability period to the last day known"
why            = "Released early, nothing makes the contractor come back for defects; kept too long, it is a debt under another name."
innocent       = ["bond given in place of money", "sections of the works completed one by one", "defects not yet put right", "advance not marked as one"]
skips          = { insufficient = ["retention share not agreed on record", "retention of a claim not known", "amount of a claim not known", "end of the liability period not known", "no payments supplied"], contradictory = ["currencies differ"] }
source         = "The contract's own terms. A hundredth and 30 days are house defaults. In the United Kingdom release may not hang on another contract (Scheme for Construction Contracts)."
verification   = "V2"
evidence_class = "R"
cluster        = "k11"
core           = false
needs          = ["contracts", "invoices"]
limits         = "Contracts with the client only: for subcontracts no terms of retention are on record. Claims count once a payment was made on them, advances do not. A share of 0 is a valid term. Where a bond stands in for money the share is not compared. Release after completion but before the end of the liability period is shown (released_early_days) and not raised."
sentence       = "Of {certified_amount|an amount not known} certified, {withheld_amount|an amount not known} was held back, where the contract asks for {retention_share|a share not stated}; first release: {first_release_date|none on record}, completion: {actual_end_date|not yet}, end of the liability period: {liability_end_date|not known}."
worked         = "({agreed_retention_amount|not known} agreed - {withheld_amount|not known} held back) / {certified_amount|not known} certified = {value}, counted as 0 where a bond stands in (bond: {has_retention_bond}); from the first release to completion: {released_before_completion_days|no release}; past the liability period with money still held: {release_overdue_days|not known}"
clears         = "A retention bond, the taking-over certificate of a section, a record of defects still to be put right, or the retention entries that are missing from the claims."

[remedies]
"retention share not agreed on record" = "contracts.retention_share"
"retention of a claim not known" = "invoices.retention_amount"
"amount of a claim not known" = "invoices.gross_amount"
"end of the liability period not known" = "contracts.liability_end_date"
"no payments supplied" = "payments.paid_amount"
*/
WITH

paid AS (
    SELECT
        payments.contract_id,
        payments.invoice_id,
        payments.payment_type,
        payments.currency,
        MIN(payments.paid_date) AS first_paid_date,
        SUM(payments.paid_amount) AS paid_amount
    FROM payments
    LEFT JOIN reversed_payments ON payments.payment_id = reversed_payments.payment_id
    WHERE
        payments.tier = 'client_prime'
        AND payments.contract_id IS NOT NULL
        AND payments.reverses_payment_id IS NULL
        AND reversed_payments.payment_id IS NULL
    GROUP BY
        payments.contract_id, payments.invoice_id, payments.payment_type, payments.currency
),

released AS (
    SELECT
        contract_id,
        MIN(first_paid_date) AS first_release_date,
        SUM(paid_amount) AS released_amount
    FROM paid
    WHERE payment_type = 'retention_release'
    GROUP BY contract_id
),

claims AS (
    SELECT
        invoice_id,
        MAX(CASE WHEN payment_type IN ('advance', 'retention_release') THEN 1 ELSE 0 END) = 1
            AS is_no_claim
    FROM paid
    WHERE invoice_id IS NOT NULL
    GROUP BY invoice_id
),

withheld AS (
    SELECT
        invoices.contract_id,
        COUNT(*) AS claim_count,
        COUNT(*) FILTER (WHERE invoices.retention_amount IS NULL) AS unknown_retention_count,
        COUNT(*) FILTER (
            WHERE COALESCE(invoices.gross_amount, invoices.invoice_amount) IS NULL
        ) AS unknown_amount_count,
        COUNT(*) FILTER (WHERE invoices.currency <> contracts.currency) AS other_currency_count,
        SUM(COALESCE(invoices.gross_amount, invoices.invoice_amount)) AS certified_amount,
        SUM(invoices.retention_amount) AS withheld_amount
    FROM invoices
    INNER JOIN claims ON invoices.invoice_id = claims.invoice_id AND NOT claims.is_no_claim
    INNER JOIN contracts ON invoices.contract_id = contracts.contract_id
    WHERE invoices.tier = 'client_prime' AND COALESCE(invoices.invoice_amount, 1) > 0
    GROUP BY invoices.contract_id
),

invoiced AS (
    SELECT DISTINCT contract_id
    FROM invoices
    WHERE tier = 'client_prime' AND contract_id IS NOT NULL
),

known AS (
    SELECT
        contracts.contract_id,
        contracts.project_id,
        contracts.supplier_id,
        contracts.buyer_id,
        contracts.currency,
        contracts.status,
        contracts.retention_share,
        contracts.retention_cap_share,
        contracts.current_amount,
        contracts.actual_end_date,
        contracts.liability_end_date,
        COALESCE(contracts.has_retention_bond, FALSE) AS has_retention_bond,
        payment_feeds.payments_known_date,
        withheld.claim_count,
        withheld.unknown_retention_count,
        withheld.unknown_amount_count,
        withheld.other_currency_count,
        withheld.certified_amount,
        withheld.withheld_amount,
        COALESCE(released.released_amount, 0) AS released_amount,
        released.first_release_date,
        payment_feeds.source IS NULL AND withheld.contract_id IS NULL
        AND released.contract_id IS NULL AS is_unfed,
        CASE
            WHEN
                contracts.retention_cap_share * contracts.current_amount
                < contracts.retention_share * withheld.certified_amount
                THEN contracts.retention_cap_share * contracts.current_amount
            ELSE contracts.retention_share * withheld.certified_amount
        END AS agreed_amount
    FROM contracts
    LEFT JOIN withheld ON contracts.contract_id = withheld.contract_id
    LEFT JOIN released ON contracts.contract_id = released.contract_id
    LEFT JOIN invoiced ON contracts.contract_id = invoiced.contract_id
    INNER JOIN source_files ON contracts.source_file_id = source_files.source_file_id
    LEFT JOIN payment_feeds
        ON
            payment_feeds.subject_kind = 'contract'
            AND payment_feeds.tier = 'client_prime'
            AND source_files.source = payment_feeds.source
    WHERE
        withheld.claim_count > 0
        OR released.contract_id IS NOT NULL
        OR (payment_feeds.source IS NULL AND invoiced.contract_id IS NOT NULL)
),

measured AS (
    SELECT
        known.*,
        COALESCE(withheld_amount, 0) - released_amount
        > CASE WHEN 0.001 * withheld_amount > 1 THEN 0.001 * withheld_amount ELSE 1 END
            AS is_still_held,
        CASE
            WHEN first_release_date IS NULL THEN NULL
            WHEN actual_end_date IS NOT NULL
                THEN DATE_DIFF('day', first_release_date, actual_end_date)
            WHEN status = 'active'
                THEN DATE_DIFF('day', first_release_date, CAST($as_of AS DATE)) + 1
        END AS released_before_completion_days,
        DATE_DIFF('day', first_release_date, liability_end_date) AS released_early_days,
        DATE_DIFF(
            'day', liability_end_date, COALESCE(payments_known_date, CAST($as_of AS DATE))
        ) AS days_since_liability
    FROM known
)

SELECT
    contract_id AS subject_id,
    project_id,
    COALESCE(
        CASE
            WHEN has_retention_bond THEN 0
            ELSE
                CAST(agreed_amount - withheld_amount AS DOUBLE)
                / NULLIF(CAST(certified_amount AS DOUBLE), 0)
        END,
        0
    ) AS value,
    CASE
        WHEN released_before_completion_days > 0 THEN NULL
        WHEN other_currency_count > 0 THEN 'currencies differ'
        WHEN is_unfed THEN 'no payments supplied'
        WHEN retention_share IS NULL AND NOT has_retention_bond
            THEN 'retention share not agreed on record'
        WHEN unknown_amount_count > 0 THEN 'amount of a claim not known'
        WHEN unknown_retention_count > 0 OR claim_count IS NULL
            THEN 'retention of a claim not known'
        WHEN
            is_still_held
            AND liability_end_date IS NULL
            AND actual_end_date IS NOT NULL
            THEN 'end of the liability period not known'
    END AS skip_reason,
    contract_id,
    supplier_id AS party_id,
    buyer_id,
    released_before_completion_days,
    CASE
        WHEN is_still_held AND days_since_liability > 0 THEN days_since_liability
        WHEN liability_end_date IS NOT NULL THEN 0
    END AS release_overdue_days,
    released_early_days,
    retention_share,
    retention_cap_share,
    has_retention_bond,
    certified_amount,
    agreed_amount AS agreed_retention_amount,
    withheld_amount,
    released_amount,
    claim_count,
    actual_end_date,
    liability_end_date,
    first_release_date,
    CAST(
        CASE
            WHEN is_still_held AND days_since_liability > 0
                THEN withheld_amount - released_amount
        END AS DOUBLE
    ) AS exposure_amount,
    currency
FROM measured
