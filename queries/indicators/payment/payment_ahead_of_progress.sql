/* indicator
code           = "P6"
title          = "Payment ahead of progress"
condition      = "The share of the contract paid exceeds the verified physical progress by {watch} points or more, or the final payment was made before the works stood at 98 %, or more was advanced than the contract allows."
subject        = "contract"
unit           = "points"
flag           = { when = "at_least", watch = 0.10, high = 0.20 }
also           = [
  { column = "physical_share_at_final_payment", when = "at_most", critical = 0.979999 },
  { column = "advance_excess_share", when = "at_least", high = 0.001 },
]
formula        = "(client payments up to the report - advance not yet recovered - materials on site) / current amount - physical share of that report"
why            = "Money paid for work that is not done is hard to get back, and the client has lost its hold on the works."
innocent       = ["equipment ordered long before it is built in", "mobilisation advance that the report does not mention", "cautious measurement by the engineer", "works paid on delivery of materials"]
skips          = { insufficient = ["no payments supplied", "no verified progress report", "progress report too old", "payment file older than the report", "a payment has no date", "no contract value"], contradictory = ["currencies differ"] }
source         = "All thresholds are house defaults: 10 and 20 points, final payment below 98 %, a tenth of a percent above the advance that the contract allows."
verification   = "D"
evidence_class = "R"
cluster        = "k11"
core           = true
needs          = ["contracts", "payments", "progress_reports"]
limits         = "Judged at the latest verified report. A report is too old where the works were not finished and more was paid more than 45 days after it. Where a report does not say how much of the advance is unrecovered or what lies on site, nothing is deducted. Interest does not count as payment for work."
maps           = { ocp = ["R073"], arachne = ["performance"], oc4ids = ["metrics"], cost = ["Progress reports against disbursement records"] }
sentence       = "By {period_end_date} {paid_amount} had been paid on a contract of {current_amount} whose works stood at {physical_share}; final payment: {final_payment_date|none on record}; advance beyond the agreed share: {advance_excess_share|not compared}."
worked         = "({paid_amount} paid - {unrecovered_advance_amount|no stated} advance not yet recovered - {materials_on_site_amount|no stated} materials on site) / {current_amount} - {physical_share} built = {value}; advance: {advance_amount|none on record} / {original_amount|value at signature not known} - {advance_share|no agreed share} = {advance_excess_share|not compared}"
clears         = "A verified measurement of the works at the day of payment, proof of materials on site or of an advance not yet recovered, or a contract term that allows the advance."

[remedies]
"no payments supplied" = "payments.paid_amount"
"no verified progress report" = "progress_reports.is_verified"
"progress report too old" = "later progress_reports.period_end_date"
"payment file older than the report" = "later payments.paid_date"
"a payment has no date" = "payments.paid_date"
"no contract value" = "contracts.contract_amount"
*/
WITH

dated AS (
    SELECT
        payments.contract_id,
        payments.paid_date,
        payments.paid_amount,
        payments.payment_type,
        payments.currency
    FROM payments
    WHERE
        payments.tier = 'client_prime'
        AND payments.contract_id IS NOT NULL
        AND COALESCE(payments.payment_type, '') <> 'interest'
),

reported AS (
    SELECT
        report_id,
        contract_id,
        period_end_date,
        physical_share,
        unrecovered_advance_amount,
        materials_on_site_amount
    FROM progress_reports
    WHERE is_verified AND physical_share IS NOT NULL AND contract_id IS NOT NULL
    QUALIFY
        ROW_NUMBER() OVER (
            PARTITION BY contract_id
            ORDER BY period_end_date DESC, report_id DESC
        ) = 1
),

summed AS (
    SELECT
        contracts.contract_id,
        COUNT(dated.contract_id) AS payment_count,
        COUNT(CASE WHEN dated.paid_date IS NULL THEN dated.contract_id END) AS undated_count,
        COUNT(CASE WHEN dated.currency <> contracts.currency THEN dated.contract_id END)
            AS other_currency_count,
        COALESCE(
            SUM(CASE WHEN dated.paid_date <= reported.period_end_date THEN dated.paid_amount END),
            0
        ) AS paid_amount,
        SUM(CASE WHEN dated.payment_type = 'advance' THEN dated.paid_amount END)
            AS advance_amount,
        MAX(CASE WHEN dated.payment_type = 'final' THEN dated.paid_date END)
            AS final_payment_date,
        MAX(
            CASE
                WHEN COALESCE(dated.payment_type, '') <> 'retention_release'
                    THEN dated.paid_date
            END
        ) AS last_paid_date
    FROM contracts
    LEFT JOIN dated ON contracts.contract_id = dated.contract_id
    LEFT JOIN reported ON contracts.contract_id = reported.contract_id
    GROUP BY contracts.contract_id
)

SELECT
    contracts.contract_id AS subject_id,
    contracts.project_id,
    CAST(
        (
            summed.paid_amount
            - COALESCE(reported.unrecovered_advance_amount, 0)
            - COALESCE(reported.materials_on_site_amount, 0)
        ) / NULLIF(contracts.current_amount, 0) AS DOUBLE
    ) - reported.physical_share AS value,
    CASE
        WHEN payment_feeds.source IS NULL AND summed.payment_count = 0 THEN 'no payments supplied'
        WHEN reported.report_id IS NULL THEN 'no verified progress report'
        WHEN COALESCE(contracts.current_amount, 0) <= 0 THEN 'no contract value'
        WHEN summed.other_currency_count > 0 THEN 'currencies differ'
        WHEN summed.undated_count > 0 THEN 'a payment has no date'
        WHEN
            reported.physical_share < 1
            AND DATE_DIFF('day', reported.period_end_date, summed.last_paid_date) > 45
            THEN 'progress report too old'
        WHEN
            DATE_DIFF('day', payment_feeds.payments_known_date, reported.period_end_date) > 15
            THEN 'payment file older than the report'
    END AS skip_reason,
    contracts.contract_id,
    CASE WHEN summed.final_payment_date IS NOT NULL THEN reported.physical_share END
        AS physical_share_at_final_payment,
    CAST(summed.advance_amount / NULLIF(contracts.original_amount, 0) AS DOUBLE)
    - contracts.advance_share AS advance_excess_share,
    reported.report_id,
    reported.period_end_date,
    reported.physical_share,
    summed.paid_amount,
    reported.unrecovered_advance_amount,
    reported.materials_on_site_amount,
    reported.unrecovered_advance_amount IS NULL
    OR reported.materials_on_site_amount IS NULL AS has_unknown_deduction,
    -- Paid beyond what stands, in money.
    CASE
        WHEN
            summed.paid_amount
            - COALESCE(reported.unrecovered_advance_amount, 0)
            - COALESCE(reported.materials_on_site_amount, 0)
            > reported.physical_share * contracts.current_amount
            THEN CAST(
                summed.paid_amount
                - COALESCE(reported.unrecovered_advance_amount, 0)
                - COALESCE(reported.materials_on_site_amount, 0)
                - reported.physical_share * contracts.current_amount AS DOUBLE
            )
    END AS exposure_amount,
    contracts.current_amount,
    contracts.original_amount,
    contracts.advance_share,
    summed.advance_amount,
    summed.final_payment_date,
    summed.last_paid_date,
    contracts.currency,
    contracts.supplier_name
FROM contracts
INNER JOIN summed ON contracts.contract_id = summed.contract_id
INNER JOIN source_files ON contracts.source_file_id = source_files.source_file_id
LEFT JOIN reported ON contracts.contract_id = reported.contract_id
LEFT JOIN payment_feeds
    ON
        payment_feeds.subject_kind = 'contract'
        AND payment_feeds.tier = 'client_prime'
        AND source_files.source = payment_feeds.source
WHERE COALESCE(contracts.status, 'active') NOT IN ('pending', 'cancelled')
