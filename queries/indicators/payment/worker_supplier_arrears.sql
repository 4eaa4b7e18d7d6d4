/* indicator
code           = "P5"
title          = "Wages or suppliers unpaid"
condition      = "Wages under a contract are open {high} day or more after pay day, critical from {critical} days or in a second consecutive month; or equipment or material is open 31 days or more past due."
subject        = "contract"
unit           = "money"
flag           = { when = "at_least", column = "wage_overdue_days", high = 1, critical = 15 }
also           = [
  { column = "wage_overdue_month_count", when = "at_least", critical = 2 },
  { column = "supply_overdue_days", when = "at_least", high = 31 },
]
formula        = "open amounts of wages past pay day, and of equipment and materials more than 30 days past due; days from the due date to the last day known, less days in dispute"
why            = "Those who do the work wait longest, and crews without wages leave the site."
innocent       = ["month-end cut-off", "disputed timesheets that the file does not record", "payments booked with a delay", "credit note not yet booked"]
skips          = { insufficient = ["wages or supplies are missing from the payments", "payment file too old", "no due date for an open invoice"] }
source         = "In Korea in 2011, 18,000 construction workers reported unpaid wages of 86 billion won (Seoul's public service award case). 14 and 30 days and the second month are house defaults; pay day is the law's or the contract's."
verification   = "V"
evidence_class = "R"
cluster        = "k10"
core           = true
needs          = ["invoices", "payments"]
limits         = "Sums only: how many payees wait is counted, who they are is not said. The value is the open amount past the limits; it is shown beside what was certified in the last three months, of which nothing may be left when a site stands still. Consecutive months are those in which the open wages fell due. Where a tier is missing from the payments the other tiers can still raise a flag but never clear one."
maps           = { oc4ids = ["summary/social/laborObligations"] }
sentence       = "On {known_until_date} {value} was open past the limits: {wage_open_amount|nothing of known amount} of wages, the oldest {wage_overdue_days|0 days} past pay day, and {supply_open_amount|nothing of known amount} of equipment and materials, the oldest {supply_overdue_days|0 days} past due."
worked         = "{wage_open_amount|0} of wages + {supply_open_amount|0} of equipment and materials = {value}; months in a row with overdue wages: {wage_overdue_month_count}; payees who wait: {waiting_wage_payee_count} for wages, {waiting_supplier_count} for supplies; without a known amount: {unknown_amount_count}"
clears         = "Payroll and payment records with earlier days, a disputed timesheet, or a credit note that is not yet in the file."

[remedies]
"wages or supplies are missing from the payments" = "payments.tier"
"payment file too old" = "later payments.paid_date"
"no due date for an open invoice" = "invoices.due_date"
*/
WITH

open_invoices AS (
    SELECT
        contract_id,
        tier,
        payee_id,
        due_date,
        open_amount,
        payments_known_date,
        known_until_date,
        DATE_DIFF('day', due_date, known_until_date) - stop_days AS overdue_days,
        tier = 'wage' AS is_wage
    FROM invoice_timelines
    WHERE
        tier IN ('wage', 'equipment', 'material')
        AND contract_id IS NOT NULL
        AND NOT is_settled
        AND COALESCE(payable_amount, 1) > 0
        AND COALESCE(status, '') NOT IN ('rejected', 'cancelled')
),

wage_months AS (
    SELECT DISTINCT
        contract_id,
        EXTRACT(YEAR FROM due_date) * 12 + EXTRACT(MONTH FROM due_date) AS month_number
    FROM open_invoices
    WHERE
        is_wage
        AND overdue_days > 0
        AND DATE_DIFF('day', payments_known_date, known_until_date) <= 15
),

month_runs AS (
    SELECT
        contract_id,
        month_number - ROW_NUMBER() OVER (PARTITION BY contract_id ORDER BY month_number)
            AS run
    FROM wage_months
),

longest_runs AS (
    SELECT
        contract_id,
        MAX(month_count) AS month_count
    FROM (
        SELECT
            contract_id,
            COUNT(*) AS month_count
        FROM month_runs
        GROUP BY contract_id, run
    ) AS runs
    GROUP BY contract_id
),

summed AS (
    SELECT
        contract_id,
        COUNT(*) FILTER (WHERE DATE_DIFF('day', payments_known_date, known_until_date) > 15)
            AS outdated_count,
        COUNT(*) FILTER (WHERE payments_known_date IS NULL) AS unfed_count,
        COUNT(*) FILTER (WHERE due_date IS NULL) AS undated_count,
        MAX(CASE WHEN is_wage AND overdue_days > 0 THEN overdue_days END) AS wage_overdue_days,
        MAX(CASE WHEN NOT is_wage AND overdue_days > 0 THEN overdue_days END)
            AS supply_overdue_days,
        COUNT(*) FILTER (
            WHERE open_amount IS NULL AND overdue_days > CASE WHEN is_wage THEN 0 ELSE 30 END
        ) AS unknown_amount_count,
        SUM(open_amount) FILTER (WHERE is_wage AND overdue_days > 0) AS wage_open_amount,
        SUM(open_amount) FILTER (WHERE NOT is_wage AND overdue_days > 30)
            AS supply_open_amount,
        COUNT(DISTINCT CASE WHEN is_wage AND overdue_days > 0 THEN payee_id END)
            AS waiting_wage_payee_count,
        COUNT(DISTINCT CASE WHEN NOT is_wage AND overdue_days > 30 THEN payee_id END)
            AS waiting_supplier_count
    FROM (
        SELECT
            contract_id,
            payee_id,
            due_date,
            open_amount,
            payments_known_date,
            known_until_date,
            is_wage,
            -- What the payments do not reach may have been paid.
            CASE
                WHEN DATE_DIFF('day', payments_known_date, known_until_date) <= 15
                    THEN overdue_days
            END AS overdue_days
        FROM open_invoices
    ) AS judged
    GROUP BY contract_id
),

feeds AS (
    SELECT
        source_files.source_file_id,
        COUNT(DISTINCT payment_feeds.tier) AS tier_count
    FROM payment_feeds
    INNER JOIN source_files ON payment_feeds.source = source_files.source
    WHERE
        payment_feeds.subject_kind = 'invoice'
        AND payment_feeds.tier IN ('wage', 'equipment', 'material')
    GROUP BY source_files.source_file_id
),

certified AS (
    SELECT
        timelines.contract_id,
        MAX(timelines.known_until_date) AS known_until_date,
        SUM(timelines.payable_amount) FILTER (
            WHERE
            timelines.tier = 'client_prime'
            AND DATE_DIFF(
                'day',
                COALESCE(timelines.approved_date, timelines.issued_date),
                timelines.known_until_date
            ) BETWEEN 0 AND 91
        ) AS certified_amount,
        MAX(timelines.currency) AS currency,
        COALESCE(MAX(feeds.tier_count), 0) AS tier_count
    FROM invoice_timelines AS timelines
    LEFT JOIN feeds ON timelines.source_file_id = feeds.source_file_id
    WHERE timelines.contract_id IS NOT NULL
    GROUP BY timelines.contract_id
),

judged_contracts AS (
    SELECT
        contracts.contract_id,
        contracts.project_id,
        contracts.supplier_id,
        contracts.buyer_id,
        certified.known_until_date,
        certified.certified_amount,
        COALESCE(contracts.currency, certified.currency) AS currency,
        certified.tier_count,
        summed.outdated_count,
        summed.unfed_count,
        summed.undated_count,
        summed.unknown_amount_count,
        summed.wage_overdue_days,
        summed.supply_overdue_days,
        summed.wage_open_amount,
        summed.supply_open_amount,
        COALESCE(summed.waiting_wage_payee_count, 0) AS waiting_wage_payee_count,
        COALESCE(summed.waiting_supplier_count, 0) AS waiting_supplier_count,
        COALESCE(longest_runs.month_count, 0) AS wage_overdue_month_count,
        COALESCE(summed.wage_open_amount, 0) + COALESCE(summed.supply_open_amount, 0)
            AS arrears_amount
    FROM certified
    INNER JOIN contracts ON certified.contract_id = contracts.contract_id
    LEFT JOIN summed ON certified.contract_id = summed.contract_id
    LEFT JOIN longest_runs ON certified.contract_id = longest_runs.contract_id
)

SELECT
    contract_id AS subject_id,
    project_id,
    CAST(arrears_amount AS DOUBLE) AS value,
    CASE
        WHEN wage_overdue_days > 0 OR supply_overdue_days > 30 THEN NULL
        WHEN tier_count < 3 OR COALESCE(unfed_count, 0) > 0
            THEN 'wages or supplies are missing from the payments'
        WHEN outdated_count > 0 THEN 'payment file too old'
        WHEN undated_count > 0 THEN 'no due date for an open invoice'
    END AS skip_reason,
    contract_id,
    supplier_id AS party_id,
    buyer_id,
    wage_overdue_days,
    wage_overdue_month_count,
    supply_overdue_days,
    wage_open_amount,
    supply_open_amount,
    waiting_wage_payee_count,
    waiting_supplier_count,
    COALESCE(unknown_amount_count, 0) AS unknown_amount_count,
    certified_amount,
    CAST(arrears_amount AS DOUBLE) / NULLIF(CAST(certified_amount AS DOUBLE), 0)
        AS arrears_to_certified_ratio,
    CAST(NULLIF(arrears_amount, 0) AS DOUBLE) AS exposure_amount,
    currency,
    known_until_date
FROM judged_contracts
