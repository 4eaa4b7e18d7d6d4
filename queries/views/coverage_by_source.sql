/* view
title  = "Coverage by source: what each source's projects cannot be asked, and the commonest reason"
grain  = ["source", "code"]
limits = "A project belongs to the source that spoke of it last. Indicators without a subject in a source have no row."
*/
WITH

counted AS (
    SELECT
        projects.source,
        project_outcomes.code,
        SUM(project_outcomes.subject_count) AS subject_count,
        SUM(project_outcomes.evaluated_count) AS judged_count
    FROM project_outcomes
    INNER JOIN projects ON project_outcomes.project_id = projects.project_id
    GROUP BY projects.source, project_outcomes.code
),

reasons AS (
    SELECT
        projects.source,
        indicator_results.code,
        indicator_results.skip_reason,
        COUNT(*) AS reason_count
    FROM indicator_results
    INNER JOIN projects ON indicator_results.project_id = projects.project_id
    WHERE indicator_results.skip_reason IS NOT NULL
    GROUP BY projects.source, indicator_results.code, indicator_results.skip_reason
),

commonest AS (
    SELECT
        source,
        code,
        skip_reason,
        reason_count
    FROM reasons
    QUALIFY
        ROW_NUMBER() OVER (
            PARTITION BY source, code
            ORDER BY reason_count DESC, skip_reason ASC
        ) = 1
)

SELECT
    counted.source,
    counted.code,
    indicator_definitions.title,
    indicator_definitions.subject_kind,
    counted.subject_count,
    counted.judged_count,
    CAST(counted.judged_count AS DOUBLE) / NULLIF(counted.subject_count, 0) AS judged_share,
    COALESCE(
        CAST(counted.judged_count AS DOUBLE) / NULLIF(counted.subject_count, 0) < 0.5, FALSE
    ) AS is_below_half,
    commonest.skip_reason,
    commonest.reason_count
FROM counted
INNER JOIN indicator_definitions ON counted.code = indicator_definitions.code
LEFT JOIN commonest ON counted.source = commonest.source AND counted.code = commonest.code
ORDER BY counted.source, judged_share, counted.code
