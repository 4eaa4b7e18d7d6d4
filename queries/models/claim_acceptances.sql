/* model
title  = "Claim acceptances: the first day on which work of a claim was accepted"
grain  = ["invoice_id"]
limits = "Accepted means a passed inspection or a verified progress report of the same contract, on or after the first day of the work claimed. Contracts of which neither is recorded have no row, because nothing can be said of them."
*/
WITH

accepted AS (
    SELECT
        contract_id,
        actual_date AS accepted_date
    FROM inspections
    WHERE result = 'pass' AND contract_id IS NOT NULL AND actual_date <= $as_of
    UNION ALL
    SELECT
        contract_id,
        period_end_date AS accepted_date
    FROM progress_reports
    WHERE is_verified AND contract_id IS NOT NULL
),

lined_up AS (
    SELECT
        contract_id,
        CAST(NULL AS VARCHAR) AS invoice_id,
        accepted_date AS day_date,
        accepted_date
    FROM accepted
    UNION ALL
    SELECT
        contract_id,
        invoice_id,
        work_from_date AS day_date,
        NULL AS accepted_date
    FROM invoices
    WHERE tier = 'client_prime' AND work_from_date IS NOT NULL AND contract_id IS NOT NULL
),

followed AS (
    SELECT
        invoice_id,
        -- From the last day backwards, so what was met before lies on or after this day.
        MIN(accepted_date) OVER (
            PARTITION BY contract_id
            ORDER BY day_date DESC, invoice_id ASC NULLS FIRST
            ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW
        ) AS first_accepted_date,
        COUNT(accepted_date) OVER (PARTITION BY contract_id) AS acceptance_count
    FROM lined_up
)

SELECT
    invoice_id,
    first_accepted_date,
    acceptance_count
FROM followed
WHERE invoice_id IS NOT NULL AND acceptance_count > 0
