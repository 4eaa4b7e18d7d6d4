/* view
title  = "Indicator rows: a page of what one indicator found, the gravest first, in the reader's scope"
grain  = ["subject_id"]
limits = "Evidence stands in the indicator's own relation. Rows of no single project are shown whatever the filters are."
*/
SELECT
    indicator_results.subject_id,
    indicator_results.severity,
    indicator_results.value,
    indicator_results.threshold,
    indicator_results.measure,
    indicator_results.skip_reason,
    indicator_results.project_id,
    projects.project_name,
    projects.agency
FROM indicator_results
LEFT JOIN projects ON indicator_results.project_id = projects.project_id
WHERE
    indicator_results.code = $code
    AND indicator_results.outcome = $outcome
    AND (
        indicator_results.project_id IS NULL
        OR indicator_results.project_id IN (SELECT scoped_projects.project_id FROM scoped_projects)
    )
ORDER BY
    CASE indicator_results.severity
        WHEN 'critical' THEN 1
        WHEN 'high' THEN 2
        WHEN 'watch' THEN 3
        ELSE 4
    END,
    ABS(indicator_results.value) DESC NULLS LAST,
    indicator_results.subject_id
LIMIT $row_limit OFFSET $row_offset
