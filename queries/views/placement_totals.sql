/* view
title = "Placement totals: projects by the way they were placed, unplaced ones as a row of their own"
grain = ["method"]
limits = "mean_certainty is the mean of how sure the placement of each project is (house defaults)."
*/
WITH

by_project AS (
    SELECT
        projects.project_id,
        COALESCE(MIN(project_neighbourhoods.method), 'not placed') AS method,
        MIN(project_neighbourhoods.certainty) AS certainty
    FROM projects
    LEFT JOIN project_neighbourhoods ON projects.project_id = project_neighbourhoods.project_id
    GROUP BY projects.project_id
)

SELECT
    method,
    COUNT(*) AS project_count,
    CAST(COUNT(*) AS DOUBLE) / NULLIF(SUM(COUNT(*)) OVER (), 0) AS project_share,
    AVG(certainty) AS mean_certainty
FROM by_project
GROUP BY method
ORDER BY project_count DESC, method ASC
