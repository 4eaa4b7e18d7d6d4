/* rollup
title  = "Project rates: what each project adds to a rate, code by code, and over all codes as ANY"
grain  = ["project_id", "code"]
stored = "as view"
limits = "ANY counts a project once: judged if any indicator could judge it, raised if any raised it as high or critical, by the rule of project_outcomes for invoices."
*/
SELECT
    project_id,
    code,
    evaluated_count,
    flagged_count,
    insufficient_count + contradictory_count AS unjudged_count
FROM project_outcomes
UNION ALL
SELECT
    project_id,
    'ANY' AS code,
    CASE WHEN SUM(evaluated_count) > 0 THEN 1 ELSE 0 END AS evaluated_count,
    CASE WHEN COUNT(*) FILTER (WHERE is_raised_high) > 0 THEN 1 ELSE 0 END AS flagged_count,
    CASE WHEN SUM(evaluated_count) > 0 THEN 0 ELSE 1 END AS unjudged_count
FROM project_outcomes
GROUP BY project_id
