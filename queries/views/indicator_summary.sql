/* view
title = "Indicator summary: the catalogue with its counts, firing rate and coverage"
grain = ["code"]
*/
WITH

counted AS (
    SELECT
        code,
        SUM(n) AS subject_count,
        SUM(n) FILTER (WHERE outcome = 'flagged') AS flagged_count,
        SUM(n) FILTER (WHERE outcome = 'clear') AS clear_count,
        SUM(n) FILTER (WHERE outcome = 'insufficient') AS insufficient_count,
        SUM(n) FILTER (WHERE outcome = 'contradictory') AS contradictory_count
    FROM indicator_counts
    GROUP BY code
),

severities AS (
    SELECT
        code,
        COUNT(*) FILTER (WHERE severity = 'watch') AS watch_count,
        COUNT(*) FILTER (WHERE severity = 'high') AS high_count,
        COUNT(*) FILTER (WHERE severity = 'critical') AS critical_count
    FROM indicator_results
    GROUP BY code
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
    COALESCE(counted.subject_count, 0) AS subject_count,
    COALESCE(counted.flagged_count, 0) AS flagged_count,
    COALESCE(severities.watch_count, 0) AS watch_count,
    COALESCE(severities.high_count, 0) AS high_count,
    COALESCE(severities.critical_count, 0) AS critical_count,
    COALESCE(counted.clear_count, 0) AS clear_count,
    COALESCE(counted.insufficient_count, 0) AS insufficient_count,
    COALESCE(counted.contradictory_count, 0) AS contradictory_count,
    CAST(counted.flagged_count AS DOUBLE)
    / NULLIF(counted.flagged_count + counted.clear_count, 0) AS flagged_share,
    CAST(counted.flagged_count + counted.clear_count AS DOUBLE)
    / NULLIF(counted.subject_count, 0) AS judged_share
FROM indicator_definitions
LEFT JOIN counted ON indicator_definitions.code = counted.code
LEFT JOIN severities ON indicator_definitions.code = severities.code
