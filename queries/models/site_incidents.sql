/* model
title  = "Site incidents: each incident with its contract, the persons hurt, and what the law says of its report"
grain  = ["incident_id"]
limits = "An incident that names no contract belongs to the only site contract of its project; where there are several, its contract stays unknown and its subject is the project. Where persons are not counted, one is taken."
*/
WITH

placed AS (
    SELECT
        safety_incidents.incident_id,
        safety_incidents.project_id,
        COALESCE(named.contract_id, alone.contract_id) AS contract_id,
        safety_incidents.incident_date,
        safety_incidents.reported_date,
        safety_incidents.severity,
        safety_incidents.injured_count,
        safety_incidents.fatality_count,
        safety_incidents.lost_days
    FROM safety_incidents
    LEFT JOIN site_contracts AS named ON safety_incidents.contract_id = named.contract_id
    LEFT JOIN site_contracts AS alone
        ON
            safety_incidents.contract_id IS NULL
            AND safety_incidents.project_id = alone.project_id
            AND alone.is_only_one
),

-- A period said for this severity wins over one said for all; of several the shortest binds.
allowed AS (
    SELECT
        placed.incident_id,
        MIN(CASE WHEN jurisdiction_rules.applies_to IS NOT NULL THEN jurisdiction_rules.number END)
            AS own_days,
        MIN(CASE WHEN jurisdiction_rules.applies_to IS NULL THEN jurisdiction_rules.number END)
            AS general_days,
        MIN(jurisdiction_rules.citation) AS citation
    FROM placed
    INNER JOIN jurisdiction_rules
        ON
            jurisdiction_rules.rule_name = 'incident_report_days'
            AND COALESCE(jurisdiction_rules.applies_to, placed.severity) = placed.severity
            AND COALESCE(jurisdiction_rules.valid_from_date, placed.incident_date)
            <= placed.incident_date
            AND COALESCE(jurisdiction_rules.valid_to_date, placed.incident_date)
            >= placed.incident_date
    GROUP BY placed.incident_id
)

SELECT
    placed.incident_id,
    placed.project_id,
    placed.contract_id,
    COALESCE(placed.contract_id, CONCAT('project ', placed.project_id)) AS site_id,
    placed.incident_date,
    placed.reported_date,
    placed.severity,
    CASE
        WHEN placed.fatality_count IS NOT NULL THEN placed.fatality_count
        WHEN placed.severity = 'fatal' THEN 1
        ELSE 0
    END AS fatality_count,
    CASE
        WHEN placed.severity NOT IN ('fatal', 'lost_time', 'medical') THEN 0
        WHEN placed.injured_count IS NULL AND placed.fatality_count IS NULL THEN 1
        WHEN COALESCE(placed.injured_count, 0) + COALESCE(placed.fatality_count, 0) = 0 THEN 1
        ELSE COALESCE(placed.injured_count, 0) + COALESCE(placed.fatality_count, 0)
    END AS recordable_count,
    placed.severity IN ('fatal', 'lost_time') AS is_serious,
    placed.lost_days,
    DATE_DIFF('day', placed.incident_date, placed.reported_date) AS report_days,
    COALESCE(allowed.own_days, allowed.general_days) AS allowed_days,
    allowed.citation
FROM placed
LEFT JOIN allowed ON placed.incident_id = allowed.incident_id
