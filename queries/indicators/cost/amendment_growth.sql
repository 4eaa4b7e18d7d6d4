/* indicator
code           = "C5"
title          = "Growth by amendment"
condition      = "Increases agreed after signature, price indexation apart, add up to {high} of the original amount or more, a tenth where it is no works contract; one alone makes up half of it; or the first came within the first tenth of the planned time."
subject        = "contract"
unit           = "ratio"
flag           = { when = "at_least", high = 0.15 }
also           = [{ column = "services_increase_share", when = "at_least", high = 0.10 }, { column = "max_single_share", when = "at_least", critical = 0.50 }, { column = "early_share", when = "at_most", watch = 0.10 }]
formula        = "sum of the positive changes that are not indexation / original amount; the largest of them / original amount; days from signature to the first of them / planned days"
why            = "No one competes for an amendment, and an early one suggests that the price offered was never meant to hold. Adding increases only shows what cuts elsewhere would hide."
innocent       = ["review clause in the contract", "ground found other than surveyed", "scope ordered by the owner", "force majeure"]
skips          = { insufficient = ["no value at signature", "no amendments supplied", "an amendment says neither amount nor time"], contradictory = ["amended before it was signed", "value changed, but no amendment recorded"] }
source         = "High: the 15 % (10 % for services and supplies) up to which small changes need no new tender, EU Directive 2014/24/EU art. 72(2). Critical: the 50 % ceiling for a single change, art. 72(1). Watch for early increases: house default."
verification   = "V2"
evidence_class = "R"
cluster        = "k03"
core           = true
needs          = ["contracts", "contract_amendments"]
limits         = "The 10 % for services and supplies is applied where the nature of the contract or the category of its tender says that it does not build. Whether a source supplies amendments is told from whether any contract of that source has one. The recorded amount and the amendments are compared with a tolerance of 0.5 %, not for contracts paid by measured quantities, and only where the contract was published by the reporting date. Contracts not signed yet or cancelled are out of scope."
maps           = { ocp = ["R054", "R064", "R066", "R069"], sasu = ["sas24-3-4"], krai = ["KRAI3", "KRAI3_1", "KRAI6", "KRAI6_1"], arachne = ["contract management"], cost = ["List of variations"] }
sentence       = "Increases agreed after signature add up to {increase_amount} on a contract of {original_amount}; the largest is {largest_increase_amount}, and the first on record is of {first_increase_date|a day not known}."
worked         = "{increase_amount} / {original_amount} = {value}; largest {largest_increase_amount} / {original_amount} = {max_single_share}; share of the planned time gone by at the first increase: {early_share|not known}"
clears         = "The amendments with their reasons, a review clause that foresaw them, or records of ground, scope or force majeure."

[remedies]
"no value at signature" = "contracts.original_amount"
"no amendments supplied" = "contract_amendments.amount_change"
"an amendment says neither amount nor time" = "contract_amendments.amount_change"
*/
WITH

changes AS (
    SELECT
        contract_id,
        amendment_date,
        COALESCE(amount_change, amount_after - amount_before) AS amount_change,
        COALESCE(is_price_index, FALSE) AS is_price_index,
        is_in_review_clause,
        COALESCE(amount_change, amount_after - amount_before) IS NULL
        AND end_date_after IS NULL AS is_empty
    FROM contract_amendments
),

added AS (
    SELECT
        contract_id,
        COUNT(*) AS amendment_count,
        COUNT(*) FILTER (WHERE is_empty) AS empty_count,
        MIN(amendment_date) AS first_amendment_date,
        SUM(amount_change) FILTER (WHERE is_price_index) AS price_index_amount,
        COUNT(*) FILTER (WHERE amount_change > 0 AND NOT is_price_index) AS increase_count,
        SUM(amount_change) FILTER (WHERE amount_change > 0 AND NOT is_price_index)
            AS increase_amount,
        MAX(amount_change) FILTER (WHERE amount_change > 0 AND NOT is_price_index)
            AS largest_increase_amount,
        MIN(amendment_date) FILTER (WHERE amount_change > 0 AND NOT is_price_index)
            AS first_increase_date,
        COUNT(*) FILTER (WHERE amount_change > 0 AND is_in_review_clause)
            AS review_clause_count
    FROM changes
    GROUP BY contract_id
),

signed AS (
    SELECT
        contracts.contract_id,
        contracts.project_id,
        contracts.original_amount,
        contracts.original_amount_basis,
        contracts.current_amount,
        contracts.currency,
        contracts.signed_date,
        contracts.start_date,
        contracts.original_end_date,
        contracts.current_end_date,
        contracts.first_seen_date,
        contracts.last_seen_date,
        contracts.supplier_name,
        COALESCE(contracts.is_remeasured, FALSE) AS is_remeasured,
        works_contracts.is_works,
        source_files.source,
        COUNT(added.contract_id) OVER (PARTITION BY source_files.source) AS amended_in_source_count
    FROM contracts
    LEFT JOIN source_files ON contracts.source_file_id = source_files.source_file_id
    LEFT JOIN added ON contracts.contract_id = added.contract_id
    LEFT JOIN works_contracts ON contracts.contract_id = works_contracts.contract_id
    WHERE
        COALESCE(contracts.status, 'active') NOT IN ('pending', 'cancelled')
        AND COALESCE(contracts.signed_date, $as_of) <= $as_of
)

SELECT
    signed.contract_id AS subject_id,
    signed.project_id,
    -- The source records amendments, so none recorded is an increase of zero.
    CASE
        WHEN added.increase_amount IS NULL THEN CAST(0 AS DOUBLE)
        ELSE CAST(added.increase_amount / NULLIF(signed.original_amount, 0) AS DOUBLE)
    END AS value,
    CASE
        WHEN signed.original_amount IS NULL OR signed.original_amount <= 0
            THEN 'no value at signature'
        -- A value first seen after an amendment already contains it.
        WHEN
            signed.original_amount_basis = 'first seen'
            AND COALESCE(added.first_amendment_date, signed.first_seen_date)
            <= signed.first_seen_date
            AND added.contract_id IS NOT NULL
            THEN 'no value at signature'
        WHEN signed.amended_in_source_count = 0 THEN 'no amendments supplied'
        WHEN added.first_amendment_date < signed.signed_date THEN 'amended before it was signed'
        WHEN
            added.contract_id IS NULL
            AND NOT signed.is_remeasured
            AND COALESCE(signed.last_seen_date, $as_of) <= $as_of
            AND ABS(signed.current_amount - signed.original_amount)
            > 0.005 * signed.original_amount
            THEN 'value changed, but no amendment recorded'
        WHEN added.empty_count > 0 AND added.increase_amount IS NULL
            THEN 'an amendment says neither amount nor time'
    END AS skip_reason,
    CASE
        WHEN NOT signed.is_works
            THEN CAST(added.increase_amount / NULLIF(signed.original_amount, 0) AS DOUBLE)
    END AS services_increase_share,
    CAST(added.largest_increase_amount / NULLIF(signed.original_amount, 0) AS DOUBLE)
        AS max_single_share,
    CASE
        WHEN signed.original_end_date > signed.signed_date
            THEN CAST(
                DATE_DIFF('day', signed.signed_date, added.first_increase_date)
                / NULLIF(DATE_DIFF('day', signed.signed_date, signed.original_end_date), 0)
                AS DOUBLE
            )
    END AS early_share,
    CASE
        WHEN signed.original_end_date > signed.start_date
            THEN CAST(
                DATE_DIFF('day', signed.original_end_date, signed.current_end_date)
                / NULLIF(DATE_DIFF('day', signed.start_date, signed.original_end_date), 0)
                AS DOUBLE
            )
    END AS added_time_share,
    signed.contract_id,
    signed.original_amount,
    signed.original_amount_basis,
    signed.current_amount,
    signed.currency,
    added.amendment_count,
    added.increase_count,
    added.increase_amount,
    CAST(added.increase_amount AS DOUBLE) AS exposure_amount,
    -- What was first seen stands in for what was signed.
    CASE WHEN signed.original_amount_basis = 'first seen' THEN 1 ELSE 0 END AS fallback_count,
    added.largest_increase_amount,
    added.price_index_amount,
    added.review_clause_count,
    signed.signed_date,
    added.first_increase_date,
    signed.original_end_date,
    signed.current_end_date,
    signed.supplier_name
FROM signed
LEFT JOIN added ON signed.contract_id = added.contract_id
