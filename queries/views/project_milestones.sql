/* view
title  = "Project milestones: what one project promised for which day, and when it came"
grain  = ["milestone_id"]
limits = "Days late count to the actual date, else to the forecast, else (once the planned day has passed) to the last day known."
*/
SELECT
    milestones.milestone_id,
    milestones.milestone_name,
    milestones.baseline_date,
    milestones.forecast_date,
    milestones.actual_date,
    DATE_DIFF(
        'day',
        milestones.baseline_date,
        COALESCE(
            milestones.actual_date,
            milestones.forecast_date,
            CASE
                WHEN projects.known_until_date > milestones.baseline_date
                    THEN projects.known_until_date
            END
        )
    ) AS late_days,
    milestones.status,
    milestones.source_file_id,
    milestones.source_line
FROM milestones
INNER JOIN projects ON milestones.project_id = projects.project_id
WHERE milestones.project_id = $project_id
ORDER BY milestones.baseline_date, milestones.milestone_id
