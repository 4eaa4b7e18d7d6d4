/* rollup
title  = "Project outcomes: how often each indicator was judged and raised in each project"
grain  = ["project_id", "code"]
limits = "Invoices are many: they raise a project only where at least five could be judged and a fifth of them is flagged as high or critical (house default). Elsewhere one such flag raises it."
*/
WITH

counted AS (
    SELECT
        project_id,
        code,
        SUM(n) AS subject_count,
        COALESCE(SUM(n) FILTER (WHERE outcome IN ('flagged', 'clear')), 0) AS evaluated_count,
        COALESCE(SUM(n) FILTER (WHERE outcome = 'flagged'), 0) AS flagged_count,
        COALESCE(SUM(n) FILTER (WHERE severity IN ('high', 'critical')), 0) AS high_count,
        COALESCE(SUM(n) FILTER (WHERE severity = 'critical'), 0) AS critical_count,
        COALESCE(SUM(n) FILTER (WHERE outcome = 'insufficient'), 0) AS insufficient_count,
        COALESCE(SUM(n) FILTER (WHERE outcome = 'contradictory'), 0) AS contradictory_count
    FROM indicator_counts_by_contract
    WHERE project_id IS NOT NULL
    GROUP BY project_id, code
)

SELECT
    counted.project_id,
    counted.code,
    counted.subject_count,
    counted.evaluated_count,
    counted.flagged_count,
    counted.high_count,
    counted.critical_count,
    counted.insufficient_count,
    counted.contradictory_count,
    CASE
        WHEN indicator_definitions.subject_kind = 'invoice'
            THEN counted.evaluated_count >= 5 AND counted.high_count * 5 >= counted.evaluated_count
        ELSE counted.high_count > 0
    END AS is_raised_high
FROM counted
INNER JOIN indicator_definitions ON counted.code = indicator_definitions.code
