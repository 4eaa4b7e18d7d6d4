/* view
title  = "Neighbourhood years: projects by the year they started, and how many were raised"
grain  = ["neighbourhood_id", "start_year"]
limits = "Raised means a flag of high or critical severity. start_year is NULL where no start is known. Younger projects have had less time to be raised."
*/
SELECT
    project_areas.neighbourhood_id,
    YEAR(projects.start_date) AS start_year,
    COUNT(*) AS project_count,
    COALESCE(SUM(project_rates.evaluated_count), 0) AS judged_project_count,
    COALESCE(SUM(project_rates.flagged_count), 0) AS flagged_project_count,
    CAST(SUM(project_rates.flagged_count) AS DOUBLE)
    / NULLIF(SUM(project_rates.evaluated_count), 0) AS flagged_share
FROM project_areas
INNER JOIN projects ON project_areas.project_id = projects.project_id
LEFT JOIN project_rates
    ON project_areas.project_id = project_rates.project_id AND project_rates.code = 'ANY'
GROUP BY project_areas.neighbourhood_id, YEAR(projects.start_date)
ORDER BY project_areas.neighbourhood_id, start_year
