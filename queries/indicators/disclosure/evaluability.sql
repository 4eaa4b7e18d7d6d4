/* indicator
code           = "Q5"
title          = "Share of checks possible"
condition      = "Fewer than {watch} of the core checks that apply to a project could be carried out (shown as provisional); below {high} it is not rated."
subject        = "project"
unit           = "share"
flag           = { when = "at_most", watch = 0.799999, high = 0.499999 }
formula        = "mean over the core indicators in scope of (subjects judged / subjects in scope)"
why            = "A project about which little can be known must not look like one about which nothing is wrong."
innocent       = ["new project", "works below the threshold of publication", "source that publishes some subjects only"]
skips          = { insufficient = ["no core check applies"] }
source         = "House defaults: below 80 % provisional, below 50 % not rated. Written a millionth lower, since the threshold itself still passes and values have six decimals."
verification   = "D"
evidence_class = "X"
cluster        = "coverage"
core           = false
needs          = ["projects"]
limits         = "Says how much is known, not how good it is. Every core indicator weighs the same, whether it judges one contract or a thousand invoices. What does not apply does not count."
maps           = { opentender = ["TRANSPARENCY_NUMBER_OF_KEY_MISSING_FIELDS"] }
sentence       = "Of {indicator_count} core checks that apply to the project, {judged_indicator_count} could judge something; over all of them {judged_count} of {subject_count} subjects were judged."
worked         = "mean over {indicator_count} checks of subjects judged / subjects in scope = {value}"
clears         = "The fields that are missing: the page of data requests names them."

[remedies]
"no core check applies" = "more cases"
*/
WITH

core_outcomes AS (
    SELECT
        project_outcomes.project_id,
        COUNT(*) AS indicator_count,
        COUNT(CASE WHEN project_outcomes.evaluated_count > 0 THEN project_outcomes.code END)
            AS judged_indicator_count,
        SUM(project_outcomes.subject_count) AS subject_count,
        SUM(project_outcomes.evaluated_count) AS judged_count,
        SUM(project_outcomes.contradictory_count) AS contradictory_count,
        AVG(
            CAST(project_outcomes.evaluated_count AS DOUBLE)
            / NULLIF(project_outcomes.subject_count, 0)
        ) AS judged_share
    FROM project_outcomes
    INNER JOIN indicator_definitions ON project_outcomes.code = indicator_definitions.code
    WHERE indicator_definitions.is_core
    GROUP BY project_outcomes.project_id
)

SELECT
    projects.project_id AS subject_id,
    projects.project_id,
    core_outcomes.judged_share AS value,
    CASE WHEN core_outcomes.judged_share IS NULL THEN 'no core check applies' END AS skip_reason,
    core_outcomes.judged_indicator_count,
    core_outcomes.indicator_count,
    core_outcomes.judged_count,
    core_outcomes.subject_count,
    CAST(core_outcomes.contradictory_count AS DOUBLE) / NULLIF(core_outcomes.subject_count, 0)
        AS contradictory_share,
    projects.source
FROM projects
LEFT JOIN core_outcomes ON projects.project_id = core_outcomes.project_id
