/* view
title  = "Links to review: projects with several candidates, or recognised by a likeness of names"
grain  = ["source", "published_date", "published_project_id"]
limits = "link_kind is ambiguous or alike; what is alike counts as matched, what is ambiguous does not."
*/
SELECT
    project_links.source,
    project_links.published_date,
    project_links.project_id,
    projects.project_name,
    project_links.published_project_id,
    project_links.previous_project_id,
    project_links.method,
    project_links.score,
    project_links.candidates
FROM project_links
LEFT JOIN projects ON project_links.project_id = projects.project_id
WHERE
    ($link_kind = 'ambiguous' AND project_links.status = 'ambiguous')
    OR (
        $link_kind = 'alike'
        AND project_links.status = 'matched'
        AND project_links.method LIKE 'likeness%'
    )
ORDER BY project_links.score, project_links.source, project_links.published_project_id
