/* model
title  = "Earned values: work done, planned and paid for at the latest report of each series"
grain  = ["report_id"]
limits = "A series is the reports of a contract, or of a project as a whole. Earned value is the stated one, else physical share x contract value (or latest approved budget of the project). Actual cost is the stated one, else what the client had certified by that day, less the advance not yet recovered and the materials on site. Certified amounts say what was asked for and accepted, which is the cost to the client and not to the contractor."
*/
WITH

numbered AS (
    SELECT
        progress_reports.*,
        ROW_NUMBER() OVER (
            PARTITION BY progress_reports.project_id, progress_reports.contract_id
            ORDER BY progress_reports.period_end_date DESC, progress_reports.report_id DESC
        ) AS place
    FROM progress_reports
    WHERE
        progress_reports.physical_share IS NOT NULL
        OR progress_reports.earned_value_amount IS NOT NULL
),

budgets AS (
    SELECT
        project_id,
        MAX_BY(budget_amount, version_number) AS latest_amount,
        MIN_BY(budget_amount, version_number) AS first_amount,
        MIN_BY(currency, version_number) AS currency
    FROM project_budget_versions
    GROUP BY project_id
),

latest AS (
    SELECT
        numbered.*,
        contracts.is_remeasured,
        CASE
            WHEN numbered.contract_id IS NOT NULL
                THEN COALESCE(contracts.current_amount, contracts.original_amount)
            ELSE budgets.latest_amount
        END AS stated_budget_amount,
        CASE
            WHEN numbered.contract_id IS NOT NULL THEN contracts.original_amount
            ELSE budgets.first_amount
        END AS stated_original_amount,
        CASE WHEN numbered.contract_id IS NOT NULL THEN 'contract' ELSE 'approved budget' END
            AS budget_basis,
        CASE
            WHEN numbered.contract_id IS NOT NULL THEN contracts.currency
            ELSE budgets.currency
        END AS budget_currency
    FROM numbered
    LEFT JOIN contracts ON numbered.contract_id = contracts.contract_id
    LEFT JOIN budgets ON numbered.project_id = budgets.project_id
    WHERE numbered.place = 1
),

-- One pass over the claims: by contract where the report is about one, else by project.
certified AS (
    SELECT
        latest.report_id,
        SUM(COALESCE(invoices.gross_amount, invoices.invoice_amount)) AS certified_amount
    FROM latest
    INNER JOIN invoices ON latest.contract_id = invoices.contract_id
    WHERE
        invoices.tier = 'client_prime' AND invoices.approved_date <= latest.period_end_date
    GROUP BY latest.report_id
    UNION ALL
    SELECT
        latest.report_id,
        SUM(COALESCE(invoices.gross_amount, invoices.invoice_amount)) AS certified_amount
    FROM latest
    INNER JOIN invoices ON latest.project_id = invoices.project_id
    WHERE
        latest.contract_id IS NULL
        AND invoices.tier = 'client_prime'
        AND invoices.approved_date <= latest.period_end_date
    GROUP BY latest.report_id
)

SELECT
    latest.report_id,
    latest.project_id,
    latest.contract_id,
    latest.period_end_date,
    latest.physical_share,
    latest.planned_share,
    CASE WHEN latest.stated_budget_amount > 0 THEN latest.stated_budget_amount END
        AS budget_amount,
    CASE WHEN latest.stated_original_amount > 0 THEN latest.stated_original_amount END
        AS original_budget_amount,
    latest.budget_basis,
    CAST(
        COALESCE(
            CAST(latest.earned_value_amount AS DOUBLE),
            latest.physical_share * latest.stated_budget_amount
        ) AS DOUBLE
    ) AS earned_amount,
    CASE
        WHEN latest.earned_value_amount IS NOT NULL THEN 'stated'
        ELSE 'physical share x budget'
    END AS earned_basis,
    CAST(
        COALESCE(
            CAST(latest.planned_value_amount AS DOUBLE),
            latest.planned_share * latest.stated_budget_amount
        ) AS DOUBLE
    ) AS planned_amount,
    CAST(
        COALESCE(
            latest.actual_cost_amount,
            certified.certified_amount
            - COALESCE(latest.unrecovered_advance_amount, 0)
            - COALESCE(latest.materials_on_site_amount, 0)
        ) AS DOUBLE
    ) AS actual_cost_amount,
    CASE
        WHEN latest.actual_cost_amount IS NOT NULL THEN 'stated'
        WHEN certified.certified_amount IS NOT NULL THEN 'certified claims'
    END AS actual_cost_basis,
    latest.unrecovered_advance_amount,
    latest.materials_on_site_amount,
    latest.forecast_amount,
    latest.is_remeasured,
    COALESCE(latest.budget_currency, latest.currency) AS currency,
    COALESCE(latest.currency <> latest.budget_currency, FALSE) AS has_mixed_currencies,
    latest.source_file_id,
    latest.source_line
FROM latest
LEFT JOIN certified ON latest.report_id = certified.report_id
