/* view
title  = "Area projects: the projects that the reader's filters leave, those whose cost grew most in money first"
grain  = ["project_id"]
limits = "Cost growth only where C1 or C2 could judge it."
*/
SELECT
    scoped_projects.project_id,
    scoped_projects.project_name,
    scoped_projects.agency,
    scoped_projects.sector,
    scoped_projects.status,
    scoped_projects.start_date,
    scoped_projects.latest_completion_date,
    scoped_projects.actual_end_date,
    project_cost_growth.first_amount,
    project_cost_growth.latest_amount,
    project_cost_growth.growth_amount,
    project_cost_growth.growth_ratio,
    scoped_projects.slippage_ratio,
    scoped_projects.stalled_days,
    scoped_projects.flagged_codes,
    scoped_projects.judged_count,
    scoped_projects.currency
FROM scoped_projects
LEFT JOIN project_cost_growth ON scoped_projects.project_id = project_cost_growth.project_id
ORDER BY
    project_cost_growth.growth_amount DESC NULLS LAST,
    scoped_projects.flagged_count DESC,
    scoped_projects.project_id ASC
