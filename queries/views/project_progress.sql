/* view
title  = "Project progress: physical progress, plan and payments of one project on one scale, day by day"
grain  = ["progress_date"]
limits = "One row per day on which something was reported or paid. Several reports of one day weigh by the current value of their contracts, equally where a value is missing. Paid means by the client to the prime contractor, as a share of the current value of the contracts that are reported on, else of all contracts; without a contract value no share is worked out."
*/
WITH

reports AS (
    SELECT
        progress_reports.period_end_date,
        progress_reports.contract_id,
        progress_reports.physical_share,
        progress_reports.planned_share,
        contracts.current_amount,
        progress_reports.source_file_id,
        progress_reports.source_line
    FROM progress_reports
    LEFT JOIN contracts ON progress_reports.contract_id = contracts.contract_id
    WHERE progress_reports.project_id = $project_id
),

weights AS (
    SELECT COUNT(*) = COUNT(CASE WHEN current_amount > 0 THEN current_amount END) AS are_known
    FROM reports
),

reported AS (
    SELECT
        reports.period_end_date AS progress_date,
        CAST(
            SUM(
                reports.physical_share
                * CASE WHEN weights.are_known THEN reports.current_amount ELSE 1 END
            ) / NULLIF(
                SUM(
                    CASE
                        WHEN reports.physical_share IS NULL THEN 0
                        WHEN weights.are_known THEN reports.current_amount
                        ELSE 1
                    END
                ), 0
            ) AS DOUBLE
        ) AS physical_share,
        CAST(
            SUM(
                reports.planned_share
                * CASE WHEN weights.are_known THEN reports.current_amount ELSE 1 END
            ) / NULLIF(
                SUM(
                    CASE
                        WHEN reports.planned_share IS NULL THEN 0
                        WHEN weights.are_known THEN reports.current_amount
                        ELSE 1
                    END
                ), 0
            ) AS DOUBLE
        ) AS planned_share,
        COUNT(*) AS report_count,
        MIN(reports.source_file_id) AS source_file_id,
        MIN_BY(reports.source_line, reports.source_file_id) AS source_line
    FROM reports
    CROSS JOIN weights
    GROUP BY reports.period_end_date
),

compared AS (
    SELECT
        contract_id,
        current_amount
    FROM contracts
    WHERE
        project_id = $project_id
        AND (
            contract_id IN (SELECT reports.contract_id FROM reports)
            OR (SELECT COUNT(reports.contract_id) FROM reports) = 0
        )
),

base AS (
    SELECT SUM(current_amount) AS contract_amount
    FROM compared
    HAVING COUNT(current_amount) = COUNT(*)
),

paid AS (
    SELECT
        payments.paid_date AS progress_date,
        SUM(payments.paid_amount) AS day_amount,
        MIN(payments.source_file_id) AS source_file_id,
        MIN_BY(payments.source_line, payments.source_file_id) AS source_line
    FROM payments
    INNER JOIN compared ON payments.contract_id = compared.contract_id
    WHERE
        payments.project_id = $project_id
        AND payments.tier = 'client_prime'
        AND payments.paid_date IS NOT NULL
        AND COALESCE(payments.payment_type, '') <> 'interest'
    GROUP BY payments.paid_date
),

days AS (
    SELECT
        COALESCE(reported.progress_date, paid.progress_date) AS progress_date,
        reported.physical_share,
        reported.planned_share,
        reported.report_count,
        paid.day_amount,
        COALESCE(reported.source_file_id, paid.source_file_id) AS source_file_id,
        COALESCE(reported.source_line, paid.source_line) AS source_line
    FROM reported
    FULL OUTER JOIN paid ON reported.progress_date = paid.progress_date
)

SELECT
    days.progress_date,
    days.physical_share,
    days.planned_share,
    CAST(
        SUM(days.day_amount) OVER (ORDER BY days.progress_date)
        / NULLIF(base.contract_amount, 0) AS DOUBLE
    ) AS paid_share,
    SUM(days.day_amount) OVER (ORDER BY days.progress_date) AS paid_amount,
    days.day_amount,
    base.contract_amount,
    days.report_count,
    days.source_file_id,
    days.source_line
FROM days
LEFT JOIN base ON TRUE
ORDER BY days.progress_date
