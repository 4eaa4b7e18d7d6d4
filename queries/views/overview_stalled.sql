/* view
title  = "Longest stalled: the ten works in the reader's scope without progress for the longest time"
grain  = ["project_id"]
limits = "As S4 raised them; approved suspensions are not counted."
*/
SELECT
    scoped_projects.project_id,
    scoped_projects.project_name,
    scoped_projects.neighbourhood_names,
    stalled_project.value AS stalled_days,
    stalled_project.physical_share,
    stalled_project.last_rise_date,
    stalled_project.last_report_date,
    stalled_project.reports_since_rise_count,
    stalled_project.severity
FROM stalled_project
INNER JOIN scoped_projects ON stalled_project.project_id = scoped_projects.project_id
WHERE stalled_project.outcome = 'flagged'
ORDER BY stalled_project.value DESC, scoped_projects.project_id ASC
LIMIT 10
