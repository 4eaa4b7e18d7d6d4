/* model
title  = "Project links: how each project was recognised from one publication to the next"
grain  = ["source", "published_date", "project_id", "published_project_id", "status"]
limits = "Ambiguous ones are listed with their candidates and were not linked. A process that several projects name has one row each."
*/
SELECT
    source,
    published_date,
    previous_published_date,
    published_project_id,
    project_id,
    previous_project_id,
    method,
    score,
    status,
    candidates
FROM src_project_links
