/* model
title  = "Project delays: days by which each project ends, or is expected to end, after its first plan"
grain  = ["project_id"]
limits = "Days early count as none. The end is the actual one, else the forecast, else the last day known once the plan has passed. Projects without a first planned end have no row."
*/
WITH

planned AS (
    SELECT
        project_id,
        MIN(completion_date) AS baseline_end_date
    FROM schedule_baselines
    WHERE baseline_number = 1
    GROUP BY project_id
),

ended AS (
    SELECT
        projects.project_id,
        planned.baseline_end_date,
        CASE
            WHEN projects.actual_end_date IS NOT NULL THEN projects.actual_end_date
            WHEN projects.is_finished THEN NULL
            WHEN projects.forecast_end_date >= projects.known_until_date
                THEN projects.forecast_end_date
            WHEN planned.baseline_end_date < projects.known_until_date
                THEN projects.known_until_date
        END AS end_date
    FROM projects
    INNER JOIN planned ON projects.project_id = planned.project_id
    WHERE COALESCE(projects.status, '') <> 'cancelled'
)

SELECT
    project_id,
    baseline_end_date,
    end_date,
    CASE
        WHEN end_date < baseline_end_date THEN 0
        ELSE DATE_DIFF('day', baseline_end_date, end_date)
    END AS delay_days
FROM ended
WHERE end_date IS NOT NULL
