/* view
title  = "Overview numbers: how many projects were judged and raised, topic by topic, in the reader's scope"
grain  = ["topic"]
limits = "A topic joins several indicators: cost C1 and C2, delay S1, payment P1 to P3, stalled S4. Invoices are counted for payment, projects elsewhere."
*/
WITH

topics AS (
    SELECT
        project_outcomes.project_id,
        CASE
            WHEN project_outcomes.code IN ('C1', 'C2') THEN 'cost'
            WHEN project_outcomes.code = 'S1' THEN 'delay'
            WHEN project_outcomes.code IN ('P1', 'P2', 'P3') THEN 'payment'
            WHEN project_outcomes.code = 'S4' THEN 'stalled'
        END AS topic,
        project_outcomes.subject_count,
        project_outcomes.evaluated_count,
        project_outcomes.flagged_count
    FROM project_outcomes
    INNER JOIN scoped_projects ON project_outcomes.project_id = scoped_projects.project_id
    WHERE project_outcomes.code IN ('C1', 'C2', 'S1', 'P1', 'P2', 'P3', 'S4')
)

SELECT
    topic,
    COUNT(DISTINCT project_id) AS project_count,
    COUNT(DISTINCT CASE WHEN evaluated_count > 0 THEN project_id END) AS judged_project_count,
    COUNT(DISTINCT CASE WHEN flagged_count > 0 THEN project_id END) AS flagged_project_count,
    SUM(subject_count) AS subject_count,
    SUM(evaluated_count) AS judged_count,
    SUM(flagged_count) AS flagged_count
FROM topics
GROUP BY topic
