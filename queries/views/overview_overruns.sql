/* view
title  = "Largest overruns: the ten projects in the reader's scope whose cost grew most in money"
grain  = ["project_id"]
limits = "Growth in nominal money; only projects that C1 or C2 could judge."
*/
SELECT
    scoped_projects.project_id,
    scoped_projects.project_name,
    scoped_projects.neighbourhood_names,
    project_cost_growth.basis,
    project_cost_growth.first_amount,
    project_cost_growth.latest_amount,
    project_cost_growth.growth_amount,
    project_cost_growth.growth_ratio,
    project_cost_growth.is_flagged,
    project_cost_growth.currency
FROM scoped_projects
INNER JOIN project_cost_growth ON scoped_projects.project_id = project_cost_growth.project_id
WHERE project_cost_growth.growth_amount > 0
ORDER BY project_cost_growth.growth_amount DESC, scoped_projects.project_id ASC
LIMIT 10
