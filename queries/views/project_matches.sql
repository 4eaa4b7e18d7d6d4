/* view
title = "Project matches: how many projects match, and how many of them can be ranked"
grain = ["project_count"]
*/
SELECT
    COUNT(*) AS project_count,
    COUNT(ranked_value) AS ranked_count,
    MIN(currency) AS currency,
    COUNT(DISTINCT currency) AS currency_count
FROM matching_projects
