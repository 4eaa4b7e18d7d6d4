/* view
title  = "Project timeline: one project's planned periods, its actual or expected one, and ordered stops"
grain  = ["period_kind", "period_number"]
limits = "A period without a start is known only by its end. A stop that was not lifted runs to the last day known."
*/
WITH

periods AS (
    SELECT
        1 AS kind_order,
        'baseline' AS period_kind,
        baseline_number AS period_number,
        start_date,
        completion_date AS end_date,
        schedule_date AS stated_date,
        basis,
        reason,
        source_file_id,
        source_line
    FROM schedule_baselines
    WHERE project_id = $project_id
    UNION ALL
    SELECT
        2 AS kind_order,
        CASE
            WHEN projects.actual_end_date IS NOT NULL THEN 'actual'
            WHEN schedule_slippage.end_date IS NULL THEN 'unknown_end'
            WHEN schedule_slippage.end_source = 'open on the last day known' THEN 'still_open'
            ELSE 'expected'
        END AS period_kind,
        1 AS period_number,
        COALESCE(projects.actual_start_date, projects.start_date) AS start_date,
        COALESCE(projects.actual_end_date, schedule_slippage.end_date) AS end_date,
        projects.known_until_date AS stated_date,
        schedule_slippage.end_source AS basis,
        projects.delay_reason AS reason,
        projects.source_file_id,
        projects.source_line
    FROM projects
    LEFT JOIN schedule_slippage ON projects.project_id = schedule_slippage.project_id
    WHERE projects.project_id = $project_id
    UNION ALL
    SELECT
        3 AS kind_order,
        CASE WHEN contract_suspensions.resumed_date IS NULL THEN 'open_stop' ELSE 'stop' END
            AS period_kind,
        ROW_NUMBER() OVER (
            ORDER BY contract_suspensions.suspended_date, contract_suspensions.suspension_id
        ) AS period_number,
        contract_suspensions.suspended_date AS start_date,
        COALESCE(contract_suspensions.resumed_date, projects.known_until_date) AS end_date,
        contract_suspensions.suspended_date AS stated_date,
        CASE
            WHEN contract_suspensions.is_approved THEN 'approved'
            WHEN NOT contract_suspensions.is_approved THEN 'not approved'
        END AS basis,
        contract_suspensions.reason,
        contract_suspensions.source_file_id,
        contract_suspensions.source_line
    FROM contract_suspensions
    INNER JOIN projects ON contract_suspensions.project_id = projects.project_id
    WHERE contract_suspensions.project_id = $project_id
)

SELECT
    period_kind,
    period_number,
    start_date,
    end_date,
    DATE_DIFF('day', start_date, end_date) AS period_days,
    stated_date,
    basis,
    reason,
    source_file_id,
    source_line
FROM periods
WHERE start_date IS NOT NULL OR end_date IS NOT NULL
ORDER BY kind_order, period_number
