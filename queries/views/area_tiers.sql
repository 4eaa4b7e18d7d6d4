/* view
title  = "Area tiers: how many of an area's projects stand in each tier"
grain  = ["tier"]
limits = "Run when asked, for the projects that the reader's filters leave. Counts only, so that nobody is named; a page shows them from five projects up."
*/
SELECT
    COALESCE(entity_tiers.tier, 'not rated') AS tier,
    COALESCE(entity_tiers.tier_rank, 0) AS tier_rank,
    COUNT(*) AS project_count,
    COUNT(*) FILTER (WHERE COALESCE(entity_tiers.is_provisional, TRUE)) AS provisional_count,
    AVG(entity_tiers.coverage) AS coverage
FROM scoped_projects
LEFT JOIN entity_tiers
    ON
        entity_tiers.entity_kind = 'project'
        AND scoped_projects.project_id = entity_tiers.entity_id
GROUP BY COALESCE(entity_tiers.tier, 'not rated'), COALESCE(entity_tiers.tier_rank, 0)
ORDER BY tier_rank DESC
