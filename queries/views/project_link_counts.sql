/* view
title = "Project link counts: how the projects of each publication were recognised"
grain = ["source", "published_date", "status", "method"]
*/
SELECT
    source,
    previous_published_date,
    published_date,
    status,
    method,
    COUNT(*) AS project_count,
    MIN(score) AS lowest_score
FROM project_links
GROUP BY source, previous_published_date, published_date, status, method
ORDER BY source ASC, published_date ASC, status ASC, project_count DESC
