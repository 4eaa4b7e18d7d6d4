/* model
title  = "Hold point breaches: claims approved although a mandatory hold point in their period was not passed"
grain  = ["invoice_id"]
limits = "A hold point counts to the claim in whose period of work it was planned; one passed later, but by the day of approval, is passed, with or without conditions, and a later hold point that was passed is taken for its repetition. Claims without a period or a day of approval cannot be told."
*/
WITH

points AS (
    SELECT
        invoices.invoice_id,
        invoices.project_id,
        invoices.contract_id,
        invoices.approved_date,
        contract_inspections.inspection_id,
        contract_inspections.planned_date
    FROM invoices
    INNER JOIN contract_inspections
        ON
            invoices.contract_id = contract_inspections.contract_id
            AND contract_inspections.planned_date
            BETWEEN invoices.work_from_date AND invoices.work_to_date
    WHERE
        invoices.tier = 'client_prime'
        AND invoices.approved_date <= $as_of
        AND contract_inspections.is_mandatory
        AND contract_inspections.inspection_type = 'hold_point'
),

passes AS (
    SELECT
        contract_id,
        planned_date,
        actual_date
    FROM contract_inspections
    WHERE inspection_type = 'hold_point' AND result IN ('pass', 'conditional')
),

-- Passed by the inspection itself, or by a repetition of it in the days that followed.
checked AS (
    SELECT
        points.invoice_id,
        points.project_id,
        points.contract_id,
        points.approved_date,
        points.inspection_id,
        COUNT(passes.contract_id) AS pass_count
    FROM points
    LEFT JOIN passes
        ON
            points.contract_id = passes.contract_id
            AND points.planned_date <= passes.planned_date
            AND COALESCE(passes.actual_date, points.approved_date) <= points.approved_date
    GROUP BY
        points.invoice_id,
        points.project_id,
        points.contract_id,
        points.approved_date,
        points.inspection_id
)

SELECT
    invoice_id,
    project_id,
    contract_id,
    approved_date,
    COUNT(*) AS hold_point_count,
    COUNT(CASE WHEN pass_count = 0 THEN inspection_id END) AS unpassed_count
FROM checked
GROUP BY invoice_id, project_id, contract_id, approved_date
HAVING COUNT(CASE WHEN pass_count = 0 THEN inspection_id END) > 0
