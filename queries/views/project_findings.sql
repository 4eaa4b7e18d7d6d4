/* view
title  = "Project findings: every check of one project by outcome, with the reason where it could not be judged"
grain  = ["code", "outcome", "severity", "skip_reason"]
limits = "One row per indicator, outcome, severity and reason. An indicator without a row for the project does not apply to it: outcome 'not applicable'."
*/
WITH

judged AS (
    SELECT
        code,
        outcome,
        severity,
        SUM(n) AS subject_count
    FROM indicator_counts_by_contract
    WHERE project_id = $project_id
    GROUP BY code, outcome, severity
),

reasons AS (
    SELECT
        code,
        outcome,
        severity,
        skip_reason,
        COUNT(*) AS subject_count,
        MAX(value) AS highest_value,
        MIN(value) AS lowest_value,
        MAX(subject_id) AS subject_id
    FROM indicator_results
    WHERE project_id = $project_id AND outcome <> 'clear'
    GROUP BY code, outcome, severity, skip_reason
),

found AS (
    SELECT
        code,
        outcome,
        severity,
        skip_reason,
        subject_count,
        highest_value,
        lowest_value,
        subject_id
    FROM reasons
    UNION ALL
    SELECT
        judged.code,
        judged.outcome,
        NULL AS severity,
        NULL AS skip_reason,
        judged.subject_count,
        NULL AS highest_value,
        NULL AS lowest_value,
        NULL AS subject_id
    FROM judged
    WHERE judged.outcome = 'clear'
)

SELECT
    indicator_definitions.code,
    indicator_definitions.name,
    indicator_definitions.title,
    indicator_definitions.family,
    indicator_definitions.subject_kind,
    indicator_definitions.unit,
    indicator_definitions.evidence_class,
    COALESCE(found.outcome, 'not applicable') AS outcome,
    found.severity,
    found.skip_reason,
    COALESCE(found.subject_count, 0) AS subject_count,
    found.highest_value,
    found.lowest_value,
    found.subject_id,
    CASE found.severity
        WHEN 'critical' THEN 3
        WHEN 'high' THEN 2
        WHEN 'watch' THEN 1
        ELSE 0
    END AS severity_rank
FROM indicator_definitions
LEFT JOIN found ON indicator_definitions.code = found.code
WHERE indicator_definitions.subject_kind <> 'neighbourhood'
ORDER BY severity_rank DESC, indicator_definitions.code ASC
