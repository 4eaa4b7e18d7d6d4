/* view
title  = "Indicator summary in scope: indicator_summary for the projects that the filters leave"
grain  = ["code"]
limits = "Run when a filter is set. An indicator whose subjects belong to no single project has no counts here: NULL, not zero."
*/
WITH

counted AS (
    SELECT
        project_outcomes.code,
        SUM(project_outcomes.subject_count) AS subject_count,
        SUM(project_outcomes.evaluated_count) AS evaluated_count,
        SUM(project_outcomes.flagged_count) AS flagged_count,
        SUM(project_outcomes.high_count) AS high_or_critical_count,
        SUM(project_outcomes.critical_count) AS critical_count,
        SUM(project_outcomes.insufficient_count) AS insufficient_count,
        SUM(project_outcomes.contradictory_count) AS contradictory_count
    FROM project_outcomes
    INNER JOIN scoped_projects ON project_outcomes.project_id = scoped_projects.project_id
    GROUP BY project_outcomes.code
)

SELECT
    indicator_definitions.code,
    indicator_definitions.name,
    indicator_definitions.family,
    indicator_definitions.title,
    indicator_definitions.subject_kind,
    indicator_definitions.unit,
    indicator_definitions.evidence_class,
    indicator_definitions.is_core,
    counted.subject_count,
    counted.flagged_count,
    counted.flagged_count - counted.high_or_critical_count AS watch_count,
    counted.high_or_critical_count - counted.critical_count AS high_count,
    counted.critical_count,
    counted.evaluated_count - counted.flagged_count AS clear_count,
    counted.insufficient_count,
    counted.contradictory_count,
    CAST(counted.flagged_count AS DOUBLE)
    / NULLIF(counted.evaluated_count, 0) AS flagged_share,
    CAST(counted.evaluated_count AS DOUBLE)
    / NULLIF(counted.subject_count, 0) AS judged_share
FROM indicator_definitions
LEFT JOIN counted ON indicator_definitions.code = counted.code
