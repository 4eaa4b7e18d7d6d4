/* indicator
code           = "S7"
title          = "Progress reports out of order"
condition      = "{high} or more of the progress reports due are missing, four changes in a row are the same, or progress leaps by 30 points a month at the end of the fiscal year."
subject        = "contract"
unit           = "share"
flag           = { when = "at_least", high = 0.20 }
also           = [
  { column = "year_end_leap_share", when = "at_least", watch = 0.30 },
  { column = "copied_change_count", when = "at_least", watch = 4 },
]
formula        = "reports due, one for each whole month of the works, less the months that have one / reports due"
why            = "Every figure about progress, cost and delay stands on these reports."
innocent       = ["reports by quarter (told from the rule of the pack, else from gaps that are all of a quarter)", "source that publishes reports later", "prefabricated parts set up within a month", "re-measurement that takes progress back"]
skips          = { contradictory = ["progress went backwards"] }
params         = { default_period_months = 1 }
source         = "All limits are house defaults; the share of missing reports and the leap are themselves raised here. Late means more than 30 days after the end of the period."
verification   = "D"
evidence_class = "R"
cluster        = "k24"
core           = true
needs          = ["contracts", "progress_reports"]
limits         = "Works contracts, and others that report, once a whole month has passed. The count ends 30 days before the reporting date, when the works end or are reported complete, or when the source last spoke. Sources none of whose contracts ever reported are out of scope: there it is the source that is silent. A leap is looked for only where the pack knows the fiscal year."
maps           = { oc4ids = ["metrics"], cost = ["Implementation progress reports"] }
sentence       = "Progress reports on record from {start_date} to {counted_until_date}: {reported_count} of {due_count} due; changes in a row that are the same: {copied_change_count|none}; largest rise a month at the end of a fiscal year: {year_end_leap_share|none}."
worked         = "({due_count} - {reported_count}) / {due_count} = {value} missing"
clears         = "The reports that are missing from the file, a rule that asks for them less often, or site records for the months in question."

[remedies]
*/
WITH

fiscal_months AS (
    SELECT
        fiscal_year,
        MAX(
            EXTRACT(YEAR FROM calendar_date) * 12 + EXTRACT(MONTH FROM calendar_date)
        ) AS month_number
    FROM calendar_days
    WHERE is_fiscal_year_end
    GROUP BY fiscal_year
),

ruled AS (
    SELECT MAX(number) AS period_months
    FROM jurisdiction_rules
    WHERE rule_name = 'report_period_months'
),

numbered AS (
    SELECT
        contract_id,
        report_id,
        period_end_date,
        reported_date,
        physical_share,
        EXTRACT(YEAR FROM period_end_date) * 12 + EXTRACT(MONTH FROM period_end_date)
            AS month_number
    FROM contract_reports
),

changes AS (
    SELECT
        numbered.*,
        LAG(period_end_date) OVER series AS date_before,
        month_number - LAG(month_number) OVER series AS month_count,
        ROUND(physical_share - LAG(physical_share) OVER series, 6) AS change_share,
        ROW_NUMBER() OVER series AS place
    FROM numbered
    WINDOW series AS (PARTITION BY contract_id ORDER BY period_end_date, report_id)
),

-- Equal changes in a row share the difference between their place and their place among equals.
runs AS (
    SELECT
        contract_id,
        COUNT(*) AS run_count
    FROM (
        SELECT
            contract_id,
            change_share,
            place - ROW_NUMBER() OVER (
                PARTITION BY contract_id, change_share ORDER BY place
            ) AS run_number
        FROM changes
        WHERE change_share > 0
    ) AS equal_changes
    GROUP BY contract_id, change_share, run_number
),

longest AS (
    SELECT
        contract_id,
        MAX(run_count) AS copied_change_count
    FROM runs
    GROUP BY contract_id
),

reported AS (
    SELECT
        changes.contract_id,
        COUNT(*) AS report_count,
        MIN(changes.period_end_date) AS first_report_date,
        MAX(changes.period_end_date) AS last_report_date,
        MIN(CASE WHEN changes.physical_share >= 1 THEN changes.period_end_date END)
            AS complete_date,
        MIN(DATE_DIFF('day', changes.date_before, changes.period_end_date)) AS shortest_gap_days,
        COUNT(*) FILTER (
            WHERE DATE_DIFF('day', changes.period_end_date, changes.reported_date) > 30
        ) AS late_count,
        COUNT(*) FILTER (WHERE changes.change_share < 0) AS backward_count,
        MAX(
            CASE
                WHEN fiscal_months.month_number IS NOT NULL
                    THEN
                        changes.change_share / NULLIF(
                            CASE WHEN changes.month_count > 1 THEN changes.month_count ELSE 1 END, 0
                        )
            END
        ) AS year_end_leap_share
    FROM changes
    LEFT JOIN fiscal_months ON changes.month_number = fiscal_months.month_number
    GROUP BY changes.contract_id
),

sourced AS (
    SELECT
        contracts.contract_id,
        contracts.project_id,
        contracts.supplier_id,
        contracts.supplier_name,
        contracts.buyer_id,
        contracts.is_remeasured,
        works_contracts.is_works,
        COALESCE(contracts.start_date, projects.actual_start_date, contracts.signed_date)
            AS start_date,
        LEAST(
            COALESCE(contracts.actual_end_date, CAST($as_of AS DATE)),
            COALESCE(reported.complete_date, CAST($as_of AS DATE)),
            CAST(
                COALESCE(projects.known_until_date, CAST($as_of AS DATE)) - INTERVAL 30 DAY
                AS DATE
            )
        ) AS counted_until_date,
        reported.report_count,
        reported.first_report_date,
        reported.last_report_date,
        reported.late_count,
        reported.backward_count,
        reported.year_end_leap_share,
        reported.shortest_gap_days,
        COUNT(reported.contract_id) OVER (PARTITION BY source_files.source)
            AS reporting_in_source_count
    FROM contracts
    LEFT JOIN source_files ON contracts.source_file_id = source_files.source_file_id
    LEFT JOIN works_contracts ON contracts.contract_id = works_contracts.contract_id
    LEFT JOIN projects ON contracts.project_id = projects.project_id
    LEFT JOIN reported ON contracts.contract_id = reported.contract_id
    WHERE COALESCE(contracts.status, 'active') NOT IN ('pending', 'cancelled')
),

counted AS (
    SELECT
        sourced.*,
        -- From the first whole month of the works to the last.
        EXTRACT(YEAR FROM sourced.start_date) * 12 + EXTRACT(MONTH FROM sourced.start_date)
        + CASE WHEN EXTRACT(DAY FROM sourced.start_date) > 1 THEN 1 ELSE 0 END AS first_month,
        EXTRACT(YEAR FROM CAST(sourced.counted_until_date + INTERVAL 1 DAY AS DATE)) * 12
        + EXTRACT(MONTH FROM CAST(sourced.counted_until_date + INTERVAL 1 DAY AS DATE)) - 1
            AS last_month,
        CASE
            WHEN ruled.period_months IS NOT NULL THEN CAST(ruled.period_months AS BIGINT)
            WHEN sourced.shortest_gap_days BETWEEN 80 AND 100 THEN 3
            ELSE $default_period_months
        END AS period_months,
        ruled.period_months IS NULL
        AND COALESCE(sourced.shortest_gap_days BETWEEN 80 AND 100, FALSE) AS is_period_inferred
    FROM sourced
    CROSS JOIN ruled
    WHERE
        sourced.reporting_in_source_count > 0
        AND COALESCE(sourced.is_works, sourced.report_count IS NOT NULL)
),

due AS (
    SELECT
        counted.*,
        CAST(FLOOR((last_month - first_month + 1) / NULLIF(period_months, 0)) AS BIGINT)
            AS due_count
    FROM counted
),

matched AS (
    SELECT
        due.contract_id,
        COUNT(
            DISTINCT FLOOR(
                (changes.month_number - due.first_month) / NULLIF(due.period_months, 0)
            )
        ) AS reported_count
    FROM due
    INNER JOIN changes
        ON
            due.contract_id = changes.contract_id
            AND due.first_month <= changes.month_number
            AND due.first_month + due.due_count * due.period_months > changes.month_number
    GROUP BY due.contract_id
)

SELECT
    due.contract_id AS subject_id,
    due.project_id,
    -- No report at all is a count of zero here, for the source reports on others.
    CAST(due.due_count - COALESCE(matched.reported_count, 0) AS DOUBLE)
    / NULLIF(due.due_count, 0) AS value,
    CASE
        WHEN due.backward_count > 0 AND NOT COALESCE(due.is_remeasured, FALSE)
            THEN 'progress went backwards'
    END AS skip_reason,
    due.year_end_leap_share,
    longest.copied_change_count,
    due.contract_id,
    due.due_count,
    COALESCE(matched.reported_count, 0) AS reported_count,
    due.period_months,
    due.is_period_inferred,
    due.report_count,
    due.late_count,
    due.backward_count,
    due.first_report_date,
    due.last_report_date,
    due.start_date,
    due.counted_until_date,
    due.buyer_id,
    due.supplier_id AS party_id,
    due.supplier_name,
    CASE WHEN due.is_period_inferred THEN 1 ELSE 0 END AS fallback_count
FROM due
LEFT JOIN matched ON due.contract_id = matched.contract_id
LEFT JOIN longest ON due.contract_id = longest.contract_id
WHERE due.due_count > 0
