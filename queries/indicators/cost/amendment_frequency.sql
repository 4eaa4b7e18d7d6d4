/* indicator
code           = "C6"
title          = "Frequent amendments"
condition      = "The contract was amended {high} times or more, its price was raised and its time extended, its quality was changed twice, or an amendment gives no reason."
subject        = "contract"
unit           = "count"
flag           = { when = "at_least", high = 3 }
also           = [
  { column = "price_and_time_count", when = "at_least", high = 1 },
  { column = "quality_change_count", when = "at_least", high = 2 },
  { column = "no_reason_count", when = "at_least", watch = 1 },
]
formula        = "amendments that change amount, time, scope or quality, changes by the price index and corrections of nothing left out; beside it the smaller of the numbers of price rises and of extensions, the changes of quality, and the amendments without a reason or without the approving document"
why            = "Many small changes each stay under the limit from which somebody else has to approve them."
innocent       = ["contract that runs for many years", "corrections that change neither amount nor time (not counted)", "changes by the price index (not counted)", "every later document entered as an amendment"]
skips          = { insufficient = ["no amendments supplied", "an amendment says neither amount nor time"], contradictory = ["amended before it was signed"] }
source         = "Three changes, price and time together, and two changes of quality are rules of the Prozorro risk indicators of Ukraine's State Audit Service (ari-1-1, sas24-3-4, ari-1-2), there for works from 1.5 million hryvnias on. Watch for a missing reason: house default."
verification   = "V"
evidence_class = "R"
cluster        = "k03"
core           = true
needs          = ["contracts", "contract_amendments"]
limits         = "Whether a source supplies amendments, reasons or approving documents is told from whether any amendment of that source has one: what a source never gives is not held against a contract. An amendment without amount and dates counts where its kind is stated. Contracts not signed yet or cancelled are out of scope."
maps           = { ocp = ["R064", "R065", "R066"], sasu = ["ari-1-1", "ari-1-2", "sas24-3-4"] }
sentence       = "Amendments of amount, time, scope or quality: {value}; among all amendments {price_rise_count} raised the price, {extension_count} extended the time, {quality_change_count} changed the quality and {no_reason_count} came without a reason or an approving document."
worked         = "amendments on record {entry_count}, less {price_index_count} by the price index and corrections of nothing = {value}; price and time together: the smaller of {price_rise_count} and {extension_count} = {price_and_time_count}"
clears         = "The reasons and approvals of the amendments, or proof that entries are administrative documents and not changes."

[remedies]
"no amendments supplied" = "contract_amendments.amount_change"
"an amendment says neither amount nor time" = "contract_amendments.amount_change"
*/
WITH

stated AS (
    SELECT
        contract_amendments.contract_id,
        contract_amendments.amendment_date,
        COALESCE(
            contract_amendments.amount_change,
            contract_amendments.amount_after - contract_amendments.amount_before
        ) AS amount_change,
        COALESCE(contract_amendments.is_price_index, FALSE) AS is_price_index,
        LOWER(contract_amendments.amendment_kind) AS amendment_kind,
        COALESCE(contract_amendments.end_date_after <> contract_amendments.end_date_before, FALSE)
        OR (
            contract_amendments.end_date_after IS NOT NULL
            AND contract_amendments.end_date_before IS NULL
        ) AS moves_end,
        COALESCE(
            contract_amendments.end_date_after > contract_amendments.end_date_before, FALSE
        ) AS extends_time,
        contract_amendments.end_date_after IS NOT NULL AS has_end_date,
        TRIM(COALESCE(contract_amendments.rationale, '')) = '' AS lacks_rationale,
        contract_amendments.approval_document_id IS NULL AS lacks_approval,
        source_files.source
    FROM contract_amendments
    LEFT JOIN source_files ON contract_amendments.source_file_id = source_files.source_file_id
),

known AS (
    SELECT
        stated.*,
        SUM(CASE WHEN lacks_rationale THEN 0 ELSE 1 END) OVER (PARTITION BY source)
            AS rationale_in_source_count,
        SUM(CASE WHEN lacks_approval THEN 0 ELSE 1 END) OVER (PARTITION BY source)
            AS approval_in_source_count,
        amount_change IS NULL AND NOT has_end_date AND amendment_kind IS NULL AS is_empty,
        NOT is_price_index
        AND (
            amount_change <> 0
            OR moves_end
            -- A kind stands for a change that was not put in numbers.
            OR (amendment_kind IS NOT NULL AND amount_change IS NULL AND NOT has_end_date)
        ) AS is_change
    FROM stated
),

counted AS (
    SELECT
        contract_id,
        COUNT(*) AS entry_count,
        COUNT(*) FILTER (WHERE is_change) AS change_count,
        COUNT(*) FILTER (WHERE is_empty) AS empty_count,
        COUNT(*) FILTER (WHERE is_price_index) AS price_index_count,
        COUNT(*) FILTER (WHERE NOT is_price_index AND amount_change > 0) AS price_rise_count,
        COUNT(*) FILTER (WHERE extends_time) AS extension_count,
        -- Another quality at the same price is a change all the same.
        COUNT(*) FILTER (WHERE NOT is_price_index AND amendment_kind = 'quality')
            AS quality_change_count,
        COUNT(*) FILTER (
            WHERE is_change
            AND (
                (lacks_rationale AND rationale_in_source_count > 0)
                OR (lacks_approval AND approval_in_source_count > 0)
            )
        ) AS no_reason_count,
        MIN(amendment_date) AS first_amendment_date,
        MAX(amendment_date) AS last_amendment_date,
        SUM(amount_change) FILTER (WHERE is_change) AS change_amount
    FROM known
    GROUP BY contract_id
),

signed AS (
    SELECT
        contracts.contract_id,
        contracts.project_id,
        contracts.original_amount,
        contracts.currency,
        contracts.signed_date,
        contracts.supplier_name,
        contracts.buyer_id,
        DATE_DIFF('day', contracts.signed_date, contracts.original_end_date) AS planned_days,
        COUNT(counted.contract_id) OVER (PARTITION BY source_files.source)
            AS amended_in_source_count
    FROM contracts
    LEFT JOIN source_files ON contracts.source_file_id = source_files.source_file_id
    LEFT JOIN counted ON contracts.contract_id = counted.contract_id
    WHERE
        COALESCE(contracts.status, 'active') NOT IN ('pending', 'cancelled')
        AND COALESCE(contracts.signed_date, $as_of) <= $as_of
)

SELECT
    signed.contract_id AS subject_id,
    signed.project_id,
    -- The source records amendments, so none recorded are none.
    CAST(CASE WHEN counted.contract_id IS NULL THEN 0 ELSE counted.change_count END AS DOUBLE)
        AS value,
    CASE
        WHEN signed.amended_in_source_count = 0 THEN 'no amendments supplied'
        WHEN counted.first_amendment_date < signed.signed_date THEN 'amended before it was signed'
        WHEN counted.empty_count > 0 AND counted.change_count = 0
            THEN 'an amendment says neither amount nor time'
    END AS skip_reason,
    CASE
        WHEN counted.price_rise_count < counted.extension_count THEN counted.price_rise_count
        ELSE counted.extension_count
    END AS price_and_time_count,
    counted.quality_change_count,
    counted.no_reason_count,
    signed.contract_id,
    counted.entry_count,
    counted.empty_count,
    counted.price_index_count,
    counted.price_rise_count,
    counted.extension_count,
    counted.first_amendment_date,
    counted.last_amendment_date,
    counted.change_amount,
    signed.original_amount,
    signed.currency,
    signed.signed_date,
    signed.planned_days,
    signed.buyer_id,
    signed.supplier_name
FROM signed
LEFT JOIN counted ON signed.contract_id = counted.contract_id
