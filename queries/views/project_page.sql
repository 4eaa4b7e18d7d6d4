/* view
title  = "Project page: one page of the matching projects, the first in rank on top"
grain  = ["project_id"]
limits = "Projects without a figure for the ranking stand last; ties go to the more serious flags, then by id."
*/
WITH

paged AS (
    SELECT
        project_id,
        ranked_value,
        critical_count,
        high_count,
        flagged_count
    FROM matching_projects
    ORDER BY
        ranked_value DESC NULLS LAST,
        critical_count DESC,
        high_count DESC,
        flagged_count DESC,
        project_id ASC
    LIMIT $page_size OFFSET $page_start
)

SELECT
    project_list.project_id,
    project_list.project_name,
    project_list.agency,
    project_list.sector,
    project_list.status,
    project_list.neighbourhood_names,
    project_list.currency,
    project_list.cost_growth_amount,
    project_list.cost_growth_ratio,
    project_figures.slip_days,
    project_list.stalled_days,
    project_figures.past_due_amount,
    project_list.flagged_codes,
    project_list.critical_count,
    project_list.high_count,
    project_list.flagged_count,
    project_list.judged_count,
    project_list.applicable_count,
    paged.ranked_value
FROM paged
INNER JOIN project_list ON paged.project_id = project_list.project_id
INNER JOIN project_figures ON paged.project_id = project_figures.project_id
ORDER BY
    paged.ranked_value DESC NULLS LAST,
    paged.critical_count DESC,
    paged.high_count DESC,
    paged.flagged_count DESC,
    paged.project_id ASC
