/* indicator
code           = "S6"
title          = "Implausibly fast plan"
condition      = "What is left would have to be built at {watch} of the pace of what is done or faster, or a works contract was signed with less than 60 days to its end."
subject        = "contract"
unit           = "ratio"
flag           = { when = "at_least", watch = 1.5, high = 2.0 }
also           = [{ column = "days_under_plausible_term", when = "at_least", high = 1 }]
formula        = "((1 - physical share) / days from the last report to the forecast end) / (physical share / days from the start to the last report); where nothing can be measured yet or any more: 60 days / days from signature to the planned end"
why            = "A plan that catches up on paper only hides a delay. A term too short to build in says that the works were done, or given, before the contract."
innocent       = ["parts made off site", "small repairs (below the amount from which terms are judged)", "works at the slow start of their curve (not judged)", "second shift ordered"]
skips          = { insufficient = ["no progress reports", "latest report too old", "no forecast of the end after the last report", "too little built to tell a rate"], contradictory = ["planned end is not after signature"] }
params         = { report_max_days = 60, earliest_share = 0.30, plausible_term_days = 60 }
source         = "Short terms: a rule of the Prozorro risk indicators of Ukraine's State Audit Service (sas24-3-7), there for works from 1.5 million hryvnias on. Both rates, and that nothing is judged before 30 % are built: house defaults."
verification   = "V"
evidence_class = "R"
cluster        = "k06"
core           = false
needs          = ["contracts", "progress_reports"]
limits         = "The forecast end is that of the contract's last milestone, else of the project, else the contract's current end (fallback_count 1). Terms are judged for works contracts of at least the pack's amount (rule short_term_amount_floor), else of at least the lower quartile of all works contracts. Contracts that can be judged by neither are out of scope, as are those on which nothing was built yet."
maps           = { ocp = ["R061"], sasu = ["sas24-3-7"] }
sentence       = "Built by {report_date|the last report}: {physical_share|not known}; end expected on {forecast_end_date|a day not known}; time from signature to the planned end: {planned_days|not known}."
worked         = "judged by {judged_by}: {value}; rate so far: {required_share_a_day|not known} needed a day / {achieved_share_a_day|not known} built a day; term from signature: {plausible_days} / {planned_days|not known}"
clears         = "A work plan with the crews and shifts that it needs, proof of manufacture off site, or an approved later end."

[remedies]
"no progress reports" = "progress_reports.physical_share"
"latest report too old" = "later progress_reports.period_end_date"
"no forecast of the end after the last report" = "projects.forecast_end_date"
"too little built to tell a rate" = "later progress_reports.physical_share"
*/
WITH

reported AS (
    SELECT
        contract_id,
        MAX(period_end_date) AS report_date,
        MAX_BY(physical_share, period_end_date) AS physical_share,
        MIN(period_end_date) AS first_report_date
    FROM contract_reports
    WHERE physical_share IS NOT NULL
    GROUP BY contract_id
),

last_milestones AS (
    SELECT
        contract_id,
        MAX_BY(forecast_date, baseline_date) AS forecast_date
    FROM milestones
    WHERE contract_id IS NOT NULL AND actual_date IS NULL AND forecast_date IS NOT NULL
    GROUP BY contract_id
),

floors AS (
    SELECT
        currency,
        MAX(number) AS amount_floor
    FROM jurisdiction_rules
    WHERE rule_name = 'short_term_amount_floor'
    GROUP BY currency
),

quartiles AS (
    SELECT
        contracts.currency,
        QUANTILE_CONT(CAST(contracts.original_amount AS DOUBLE), 0.25) AS amount_floor
    FROM contracts
    INNER JOIN works_contracts ON contracts.contract_id = works_contracts.contract_id
    WHERE works_contracts.is_works AND contracts.original_amount > 0
    GROUP BY contracts.currency
),

signed AS (
    SELECT
        contracts.contract_id,
        contracts.project_id,
        contracts.supplier_id,
        contracts.supplier_name,
        contracts.buyer_id,
        contracts.original_amount,
        contracts.currency,
        contracts.signed_date,
        contracts.original_end_date,
        COALESCE(contracts.start_date, projects.actual_start_date) AS start_date,
        contracts.actual_end_date,
        works_contracts.is_works,
        contracts.actual_end_date IS NOT NULL
        OR COALESCE(contracts.status, 'active') IN ('closed', 'terminated')
        OR COALESCE(projects.is_finished, FALSE)
        OR COALESCE(reported.physical_share >= 1, FALSE) AS is_finished,
        reported.report_date,
        reported.physical_share,
        COALESCE(
            last_milestones.forecast_date, projects.forecast_end_date, contracts.current_end_date
        ) AS forecast_end_date,
        CASE
            WHEN last_milestones.forecast_date IS NOT NULL THEN 'last milestone'
            WHEN projects.forecast_end_date IS NOT NULL THEN 'project'
            WHEN contracts.current_end_date IS NOT NULL THEN 'contract'
        END AS forecast_basis,
        COALESCE(floors.amount_floor, quartiles.amount_floor) AS amount_floor
    FROM contracts
    LEFT JOIN works_contracts ON contracts.contract_id = works_contracts.contract_id
    LEFT JOIN projects ON contracts.project_id = projects.project_id
    LEFT JOIN reported ON contracts.contract_id = reported.contract_id
    LEFT JOIN last_milestones ON contracts.contract_id = last_milestones.contract_id
    LEFT JOIN floors ON contracts.currency = floors.currency
    LEFT JOIN quartiles ON contracts.currency = quartiles.currency
    WHERE
        COALESCE(contracts.status, 'active') NOT IN ('pending', 'cancelled')
        AND COALESCE(contracts.signed_date, $as_of) <= $as_of
),

staged AS (
    SELECT
        signed.*,
        DATE_DIFF('day', signed_date, original_end_date) AS planned_days,
        COALESCE(is_works AND original_amount >= amount_floor, FALSE)
        AND signed_date IS NOT NULL AND original_end_date IS NOT NULL AS has_judged_term,
        CASE
            WHEN is_finished OR (report_date IS NULL AND NOT COALESCE(is_works, FALSE))
                THEN 'nothing to measure'
            WHEN report_date IS NULL AND COALESCE(start_date > $as_of, FALSE)
                THEN 'nothing to measure'
            WHEN report_date IS NULL THEN 'no progress reports'
            WHEN DATE_DIFF('day', report_date, CAST($as_of AS DATE)) > $report_max_days
                THEN 'latest report too old'
            WHEN physical_share <= 0 THEN 'nothing to measure'
            WHEN physical_share < $earliest_share OR start_date IS NULL OR start_date >= report_date
                THEN 'too little built to tell a rate'
            WHEN forecast_end_date IS NULL OR forecast_end_date <= report_date
                THEN 'no forecast of the end after the last report'
            ELSE 'measured'
        END AS stage
    FROM signed
),

rated AS (
    SELECT
        staged.*,
        physical_share / NULLIF(DATE_DIFF('day', start_date, report_date), 0)
            AS achieved_share_a_day,
        (1 - physical_share) / NULLIF(DATE_DIFF('day', report_date, forecast_end_date), 0)
            AS required_share_a_day,
        CASE WHEN has_judged_term AND planned_days > 0 THEN $plausible_term_days - planned_days END
            AS days_under_plausible_term
    FROM staged
)

SELECT
    contract_id AS subject_id,
    project_id,
    CASE
        WHEN stage = 'measured'
            THEN required_share_a_day / NULLIF(achieved_share_a_day, 0)
        ELSE CAST($plausible_term_days AS DOUBLE) / NULLIF(planned_days, 0)
    END AS value,
    CASE
        WHEN has_judged_term AND planned_days <= 0 THEN 'planned end is not after signature'
        -- A term too short to build in needs no report to be seen.
        WHEN stage IN ('measured', 'nothing to measure') OR days_under_plausible_term > 0 THEN NULL
        ELSE stage
    END AS skip_reason,
    days_under_plausible_term,
    CASE WHEN stage = 'measured' THEN 'rate so far' ELSE 'term from signature' END AS judged_by,
    contract_id,
    physical_share,
    report_date,
    start_date,
    forecast_end_date,
    forecast_basis,
    achieved_share_a_day,
    required_share_a_day,
    signed_date,
    original_end_date,
    planned_days,
    CAST($plausible_term_days AS BIGINT) AS plausible_days,
    original_amount,
    amount_floor,
    currency,
    buyer_id,
    supplier_id AS party_id,
    supplier_name,
    CASE WHEN stage = 'measured' AND forecast_basis = 'contract' THEN 1 ELSE 0 END
        AS fallback_count
FROM rated
WHERE stage <> 'nothing to measure' OR has_judged_term
