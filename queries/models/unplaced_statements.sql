/* model
title  = "Unplaced statements: why a project, or a part of one, lies in no neighbourhood"
grain  = ["project_id", "source_file_id", "source_line"]
limits = "From the last publication that said anything of the project's place. candidates are the places among which an address does not decide."
*/
WITH

last_seen AS (
    SELECT
        project_id,
        MAX(published_date) AS published_date
    FROM src_project_neighbourhoods
    GROUP BY project_id
)

SELECT
    src_project_neighbourhoods.project_id,
    src_project_neighbourhoods.source_file_id,
    src_project_neighbourhoods.source_line,
    MIN(src_project_neighbourhoods.method) AS method,
    MIN(src_project_neighbourhoods.reason) AS reason,
    MIN(src_project_neighbourhoods.candidates) AS candidates,
    SUM(src_project_neighbourhoods.neighbourhood_share) AS unplaced_share
FROM src_project_neighbourhoods
INNER JOIN last_seen
    ON
        src_project_neighbourhoods.project_id = last_seen.project_id
        AND src_project_neighbourhoods.published_date = last_seen.published_date
WHERE src_project_neighbourhoods.neighbourhood_id IS NULL
GROUP BY
    src_project_neighbourhoods.project_id,
    src_project_neighbourhoods.source_file_id,
    src_project_neighbourhoods.source_line
