/* model
title  = "Contract inspections: each inspection with its contract, whether it was missed, and what is still open"
grain  = ["inspection_id"]
limits = "An inspection may take place up to 14 days after its planned day (house default), and is not due before those have passed. One that has a result but no day took place on a day that is not known, and is not missed. An inspection that names no contract belongs to the only site contract of its project; where there are several it has none."
*/
WITH

placed AS (
    SELECT
        inspections.inspection_id,
        inspections.project_id,
        COALESCE(named.contract_id, alone.contract_id) AS contract_id,
        COALESCE(named.supplier_id, alone.supplier_id) AS supplier_id,
        inspections.inspection_type,
        COALESCE(inspections.is_mandatory, FALSE) AS is_mandatory,
        inspections.planned_date,
        CASE WHEN inspections.actual_date <= $as_of THEN inspections.actual_date END AS actual_date,
        CASE
            WHEN COALESCE(inspections.actual_date, CAST($as_of AS DATE)) <= $as_of
                THEN inspections.result
        END AS result,
        inspections.defect_count,
        inspections.followup_due_date,
        CASE
            WHEN inspections.followup_done_date <= $as_of THEN inspections.followup_done_date
        END AS followup_done_date,
        inspections.inspector_id,
        LEAST(source_files.published_date, CAST($as_of AS DATE)) AS known_until_date
    FROM inspections
    INNER JOIN source_files ON inspections.source_file_id = source_files.source_file_id
    LEFT JOIN site_contracts AS named ON inspections.contract_id = named.contract_id
    LEFT JOIN site_contracts AS alone
        ON
            inspections.contract_id IS NULL
            AND inspections.project_id = alone.project_id
            AND alone.is_only_one
),

measured AS (
    SELECT
        placed.*,
        DATE_DIFF('day', planned_date, COALESCE(actual_date, known_until_date)) AS late_days
    FROM placed
)

SELECT
    inspection_id,
    project_id,
    contract_id,
    supplier_id,
    inspector_id,
    inspection_type,
    is_mandatory,
    planned_date,
    actual_date,
    result,
    defect_count,
    followup_due_date,
    followup_done_date,
    known_until_date,
    planned_date IS NOT NULL AND (actual_date IS NOT NULL OR result IS NOT NULL OR late_days > 14)
        AS is_due,
    COALESCE(late_days > 14 AND (actual_date IS NOT NULL OR result IS NULL), FALSE) AS is_missed,
    CASE
        WHEN
            result = 'fail'
            AND followup_done_date IS NULL
            AND followup_due_date < known_until_date
            THEN DATE_DIFF('day', followup_due_date, known_until_date)
    END AS open_followup_days,
    COALESCE(followup_done_date < actual_date, FALSE) AS is_followed_up_too_early
FROM measured
