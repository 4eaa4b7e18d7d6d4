/* indicator
code           = "Q2"
title          = "Inspections missed or open"
condition      = "More than a tenth of the inspections due were missed or came more than 14 days late (watch), more than a quarter (high); a failed one is open more than 30 days past its day, work was approved past a hold point, or nobody inspected within 14 days of a serious accident (high); a mandatory one was done by the contractor or a firm tied to it (critical)."
subject        = "contract"
unit           = "share"
flag           = { when = "at_least", watch = 0.100001, high = 0.250001 }
also           = [
  { column = "open_followup_days", when = "at_least", high = 31 },
  { column = "hold_point_breach_count", when = "at_least", high = 1 },
  { column = "uninspected_accident_count", when = "at_least", high = 1 },
  { column = "tied_inspection_count", when = "at_least", critical = 1 },
]
formula        = "inspections missed / inspections due; missed is not done, or done more than 14 days after the planned day"
why            = "What nobody looked at may be missing or weak, and is paid for all the same."
innocent       = ["works put off, so that the inspections moved with them", "inspection done and its record not yet sent", "contractor's own tests that no rule asks for", "hold point released in writing"]
skips          = { insufficient = ["no plan of inspections supplied", "no inspection was due yet"], contradictory = ["followed up before it was inspected"] }
source         = "More than a tenth, more than a quarter, 30 days, 14 days of grace, 14 days after a serious accident, and a contractor inspecting itself as critical: house defaults. The shares are written a millionth higher, since the tenth and the quarter themselves still pass and values have six decimals."
verification   = "D"
evidence_class = "R"
cluster        = "k23"
core           = false
needs          = ["inspections"]
limits         = "Only what the plan names can be missed. A failed inspection without a day for its follow-up is counted in undated_followup_count and never raised. Serious accidents are those with a death or time off work, fourteen days or more before the last day known. Inspections that name no contract, in a project with several, are in no row."
maps           = { ocp = ["R073"], cost = ["Quality assurance reports"], oc4ids = ["qualityAssuranceReport", "buildingInspectionReport", "materialTestResults", "technicalAuditReport"] }
sentence       = "Inspections due: {due_count}; not done or more than 14 days late: {missed_count}; failed and open past its day: {open_followup_days|none}; hold points passed: {hold_point_breach_count|none}; serious accidents without an inspection: {uninspected_accident_count|none}; mandatory inspections by the contractor or a tied firm: {tied_inspection_count|none}."
worked         = "{missed_count} / {due_count} = {value}"
clears         = "Inspection records with their days, the release of the hold point in writing, a plan that moved with the works, or proof that the inspector is independent."

[remedies]
"no plan of inspections supplied" = "inspections.planned_date"
"no inspection was due yet" = "more cases"
*/
WITH

inspected AS (
    SELECT
        contract_id,
        COUNT(*) AS inspection_count,
        COUNT(planned_date) AS planned_count,
        COUNT(CASE WHEN is_due THEN inspection_id END) AS due_count,
        COUNT(CASE WHEN is_missed THEN inspection_id END) AS missed_count,
        COUNT(CASE WHEN result = 'fail' THEN inspection_id END) AS failed_count,
        COUNT(CASE WHEN is_followed_up_too_early THEN inspection_id END) AS early_followup_count,
        COUNT(
            CASE
                WHEN
                    result = 'fail'
                    AND followup_done_date IS NULL
                    AND followup_due_date IS NULL
                    THEN inspection_id
            END
        ) AS undated_followup_count,
        MAX(open_followup_days) AS open_followup_days,
        MIN(planned_date) AS first_planned_date,
        MAX(actual_date) AS last_inspection_date,
        MAX(known_until_date) AS known_until_date
    FROM contract_inspections
    WHERE contract_id IS NOT NULL
    GROUP BY contract_id
),

accidents AS (
    SELECT
        site_incidents.contract_id,
        site_incidents.incident_id,
        COUNT(contract_inspections.inspection_id) AS inspection_count
    FROM site_incidents
    INNER JOIN inspected ON site_incidents.contract_id = inspected.contract_id
    LEFT JOIN contract_inspections
        ON
            site_incidents.contract_id = contract_inspections.contract_id
            AND DATE_DIFF('day', site_incidents.incident_date, contract_inspections.actual_date)
            BETWEEN 0 AND 14
    WHERE
        site_incidents.is_serious
        AND DATE_DIFF('day', site_incidents.incident_date, inspected.known_until_date) >= 14
    GROUP BY site_incidents.contract_id, site_incidents.incident_id
),

uninspected AS (
    SELECT
        contract_id,
        COUNT(*) AS accident_count,
        COUNT(CASE WHEN inspection_count = 0 THEN incident_id END) AS uninspected_accident_count
    FROM accidents
    GROUP BY contract_id
),

tied AS (
    SELECT
        contract_id,
        COUNT(*) AS tied_inspection_count,
        MIN(inspector_id) AS inspector_id,
        MIN(tie) AS tie
    FROM tied_inspectors
    GROUP BY contract_id
),

breached AS (
    SELECT
        contract_id,
        COUNT(*) AS hold_point_breach_count
    FROM hold_point_breaches
    GROUP BY contract_id
)

SELECT
    site_contracts.contract_id AS subject_id,
    site_contracts.project_id,
    CAST(inspected.missed_count AS DOUBLE) / NULLIF(inspected.due_count, 0) AS value,
    CASE
        WHEN COALESCE(inspected.planned_count, 0) = 0 THEN 'no plan of inspections supplied'
        WHEN inspected.due_count = 0 THEN 'no inspection was due yet'
        WHEN inspected.early_followup_count > 0 THEN 'followed up before it was inspected'
    END AS skip_reason,
    site_contracts.contract_id,
    site_contracts.supplier_id AS party_id,
    tied.inspector_id AS other_party_id,
    tied.tie,
    site_contracts.supplier_name,
    inspected.due_count,
    inspected.missed_count,
    inspected.inspection_count,
    inspected.failed_count,
    CAST(inspected.open_followup_days AS DOUBLE) AS open_followup_days,
    inspected.undated_followup_count,
    CAST(breached.hold_point_breach_count AS DOUBLE) AS hold_point_breach_count,
    uninspected.accident_count,
    CAST(uninspected.uninspected_accident_count AS DOUBLE) AS uninspected_accident_count,
    CAST(tied.tied_inspection_count AS DOUBLE) AS tied_inspection_count,
    inspected.first_planned_date,
    inspected.last_inspection_date,
    inspected.known_until_date
FROM site_contracts
LEFT JOIN inspected ON site_contracts.contract_id = inspected.contract_id
LEFT JOIN uninspected ON site_contracts.contract_id = uninspected.contract_id
LEFT JOIN tied ON site_contracts.contract_id = tied.contract_id
LEFT JOIN breached ON site_contracts.contract_id = breached.contract_id
