/* indicator
code           = "Q1"
title          = "Accidents on site"
condition      = "A fatal accident on a site (critical from {critical}), an incident reported later than the law allows (high), or more recordable injuries for the hours worked than on other sites (watch)."
subject        = "contract"
unit           = "count"
flag           = { when = "at_least", critical = 1 }
also           = [
  { column = "late_report_days", when = "at_least", high = 1 },
  { column = "low_rate_ratio", when = "at_least", watch = 1.000001 },
  { column = "above_distance", when = "at_least", watch = 1.5 },
]
formula        = "persons killed; recordable rate = persons killed, off work or treated × 200,000 / hours worked; lost-time rate = incidents with time off × 1,000,000 / hours; incidence = cases × 1,000 / workers; exact 95 % Poisson limits; watch where the lower limit lies above the rate of all other sites, or, from three cases on, the shrunken rate above the upper fence"
why            = "Whoever builds for the public answers for the people on the site; accidents are also a sign of how a site is run."
innocent       = ["few hours, so that one accident makes a high rate", "a contractor who reports honestly looks worse than one who does not", "dangerous works, such as tunnels or heights", "an accident on the way to work"]
skips          = { insufficient = ["no register of incidents supplied", "hours worked are not known", "no other site to compare with"], contradictory = ["reported before it happened", "called fatal, but nobody died"] }
source         = "Rates: per 200,000 hours as OSHA has it, per million hours and per 1,000 workers as in the ILO resolution on occupational injuries (second hand). Limits: exact Poisson (Garwood 1936). Shrinkage: Marshall 1991 on all sites, held at zero from below. A fatal accident counts as an event, not as a rate. Late report: the jurisdiction's own rule, none where its pack has none. Watch thresholds and the three cases: house defaults."
verification   = "V2"
evidence_class = "R"
cluster        = "k23"
core           = false
needs          = ["safety_incidents", "labour_exposure"]
limits         = "An accident that names no contract, in a project with several, has a row of its own named for the project. Fatal accidents and late reports count whether or not hours are known; rates need the hours of every month reported. No incident in 200,000 hours or more is noted and never raised. Without twenty sites, or where sites do not differ, only the Poisson limit judges the rate."
hook           = "exposure.incident_rates"
maps           = { oc4ids = ["social/healthAndSafety/materialTests"] }
sentence       = "Persons killed: {fatality_count}; incidents on record: {incident_count}, of these reported late: {late_report_count}; recordable injuries for every 200,000 hours: {recordable_rate:number|hours not known}, on other sites {others_rate:number|not known}."
worked         = "{recordable_count|not known} × 200,000 / {worked_hours|hours not known} = {recordable_rate:number|not worked out}, with 95 % limits {rate_low|not known} to {rate_high|not known}; days reported past the term: {late_report_days|not judged}"
clears         = "The accident investigation, proof that it happened off the site, the hours of months that are missing, or a report with an earlier day."

[remedies]
"no register of incidents supplied" = "safety_incidents.incident_date"
"hours worked are not known" = "labour_exposure.worked_hours"
"no other site to compare with" = "more cases"
*/
WITH

happened AS (
    SELECT
        site_id,
        MIN(project_id) AS project_id,
        MIN(contract_id) AS contract_id,
        COUNT(*) AS incident_count,
        SUM(fatality_count) AS fatality_count,
        SUM(recordable_count) AS recordable_count,
        COUNT(CASE WHEN is_serious THEN incident_id END) AS lost_time_count,
        COUNT(CASE WHEN severity IS NULL THEN incident_id END) AS unclassed_count,
        SUM(lost_days) AS lost_days,
        MAX(incident_date) AS last_incident_date,
        COUNT(CASE WHEN report_days < 0 THEN incident_id END) AS impossible_count,
        COUNT(CASE WHEN severity = 'fatal' AND fatality_count = 0 THEN incident_id END)
            AS deathless_count,
        COUNT(CASE WHEN report_days > allowed_days THEN incident_id END) AS late_report_count,
        MAX(CASE WHEN report_days > allowed_days THEN report_days - allowed_days END)
            AS late_report_days,
        MAX(report_days) AS longest_report_days,
        MIN(allowed_days) AS allowed_days,
        MIN(citation) AS citation
    FROM site_incidents
    GROUP BY site_id
),

worked AS (
    SELECT
        contract_id,
        COUNT(*) AS month_count,
        CASE WHEN COUNT(worked_hours) = COUNT(*) THEN SUM(worked_hours) END AS worked_hours,
        AVG(worker_count) AS worker_count,
        MAX(month_start_date) AS last_month_date
    FROM labour_exposure
    GROUP BY contract_id
),

registers AS (
    SELECT DISTINCT site_contracts.source
    FROM site_contracts
    INNER JOIN site_incidents ON site_contracts.project_id = site_incidents.project_id
),

sites AS (
    SELECT
        contract_id AS site_id,
        contract_id,
        project_id,
        supplier_id,
        supplier_name,
        source
    FROM site_contracts
    UNION ALL
    SELECT
        happened.site_id,
        CAST(NULL AS VARCHAR) AS contract_id,
        happened.project_id,
        CAST(NULL AS VARCHAR) AS supplier_id,
        CAST(NULL AS VARCHAR) AS supplier_name,
        CAST(NULL AS VARCHAR) AS source
    FROM happened
    WHERE happened.contract_id IS NULL
)

SELECT
    sites.site_id AS subject_id,
    sites.project_id,
    -- A register without a row for a site says that nothing happened there.
    CAST(COALESCE(happened.fatality_count, 0) AS DOUBLE) AS value,
    CASE
        WHEN happened.fatality_count > 0 OR happened.late_report_days > 0 THEN NULL
        WHEN happened.site_id IS NULL AND registers.source IS NULL
            THEN 'no register of incidents supplied'
        WHEN happened.impossible_count > 0 THEN 'reported before it happened'
        WHEN happened.deathless_count > 0 THEN 'called fatal, but nobody died'
        WHEN COALESCE(worked.worked_hours, 0) <= 0 THEN 'hours worked are not known'
    END AS skip_reason,
    sites.contract_id,
    sites.supplier_id AS party_id,
    sites.supplier_name,
    COALESCE(happened.fatality_count, 0) AS fatality_count,
    COALESCE(happened.incident_count, 0) AS incident_count,
    CAST(COALESCE(happened.recordable_count, 0) AS DOUBLE) AS recordable_count,
    CAST(COALESCE(happened.lost_time_count, 0) AS DOUBLE) AS lost_time_count,
    happened.unclassed_count,
    happened.lost_days,
    happened.last_incident_date,
    happened.late_report_count,
    CAST(happened.late_report_days AS DOUBLE) AS late_report_days,
    happened.longest_report_days,
    happened.allowed_days,
    happened.citation,
    worked.worked_hours,
    worked.worker_count,
    worked.month_count,
    COALESCE(happened.incident_count, 0) = 0 AND worked.worked_hours >= 200000
        AS is_noted_for_no_incident,
    worked.last_month_date AS peer_date,
    'all sites' AS peer_group_1
FROM sites
LEFT JOIN happened ON sites.site_id = happened.site_id
LEFT JOIN worked ON sites.contract_id = worked.contract_id
LEFT JOIN registers ON sites.source = registers.source
