/* indicator
code           = "S2"
title          = "Milestones missed"
condition      = "{watch} or more of the milestones that were due are late or still open."
subject        = "project"
unit           = "share"
flag           = { when = "at_least", watch = 0.05, high = 0.25 }
formula        = "milestones due that were reached after their planned date or not at all / milestones due; at least three must be due"
why            = "Missed milestones show delay early, before anyone moves the end date."
innocent       = ["milestones taken in another order", "one spell of bad weather", "dates entered late"]
skips          = { insufficient = ["no milestones supplied", "no actual dates supplied", "fewer than three milestones due"] }
source         = "Watch: the 5 % of missed tasks that the schedule check of the US Defense Contract Management Agency tolerates; here the limit itself is already raised. High: house default."
verification   = "V"
evidence_class = "R"
cluster        = "k06"
core           = true
needs          = ["projects", "milestones"]
limits         = "Due means planned for a day on which the source still spoke. A milestone without a planned date, or called met without a date, cannot be late or in time and is left out; both are counted beside. Whether a source supplies actual dates is told from whether any of its milestones has one. Cancelled projects are out of scope."
maps           = { ocp = ["R067"], oc4ids = ["milestones/status"] }
sentence       = "Of {due_count} milestones due by {known_until_date}, {late_count} were reached after their day or are still open; the longest delay is {longest_delay_days}."
worked         = "{late_count} / {due_count} = {value}"
clears         = "Records with the actual days of the milestones, or an approved plan that moved them."

[remedies]
"no milestones supplied" = "milestones.baseline_date"
"no actual dates supplied" = "milestones.actual_date"
"fewer than three milestones due" = "more cases"
*/
WITH

dated AS (
    SELECT
        milestones.project_id,
        milestones.baseline_date,
        milestones.actual_date,
        projects.source,
        projects.known_until_date,
        milestones.baseline_date <= projects.known_until_date
        AND (milestones.actual_date IS NOT NULL OR COALESCE(milestones.status, '') <> 'met')
            AS is_due,
        milestones.actual_date IS NULL AND milestones.status = 'met' AS is_met_undated
    FROM milestones
    INNER JOIN projects ON milestones.project_id = projects.project_id
),

recorded AS (
    SELECT
        source,
        COUNT(actual_date) AS actual_date_count
    FROM dated
    GROUP BY source
),

counted AS (
    SELECT
        project_id,
        COUNT(*) AS milestone_count,
        COUNT(*) FILTER (WHERE is_due) AS due_count,
        COUNT(*) FILTER (WHERE is_due AND (actual_date IS NULL OR actual_date > baseline_date))
            AS late_count,
        COUNT(*) FILTER (WHERE is_due AND actual_date IS NULL) AS open_count,
        COUNT(*) FILTER (WHERE actual_date <= known_until_date AND baseline_date IS NOT NULL)
            AS reached_count,
        COUNT(*) FILTER (WHERE baseline_date IS NULL) AS unplanned_count,
        COUNT(*) FILTER (WHERE is_met_undated) AS met_undated_count,
        MIN(baseline_date) FILTER (WHERE is_due AND actual_date IS NULL) AS oldest_open_date,
        MAX(
            CASE
                WHEN is_due
                    THEN DATE_DIFF('day', baseline_date, COALESCE(actual_date, known_until_date))
            END
        ) AS longest_delay_days
    FROM dated
    GROUP BY project_id
)

SELECT
    projects.project_id AS subject_id,
    projects.project_id,
    CAST(counted.late_count / NULLIF(counted.due_count, 0) AS DOUBLE) AS value,
    CASE
        WHEN counted.project_id IS NULL THEN 'no milestones supplied'
        WHEN recorded.actual_date_count = 0 THEN 'no actual dates supplied'
        WHEN counted.due_count < 3 THEN 'fewer than three milestones due'
    END AS skip_reason,
    counted.late_count,
    counted.due_count,
    counted.open_count,
    CAST(counted.reached_count / NULLIF(counted.due_count, 0) AS DOUBLE) AS execution_index,
    counted.oldest_open_date,
    counted.longest_delay_days,
    counted.milestone_count,
    counted.unplanned_count,
    counted.met_undated_count,
    projects.known_until_date
FROM projects
LEFT JOIN counted ON projects.project_id = counted.project_id
LEFT JOIN recorded ON projects.source IS NOT DISTINCT FROM recorded.source
WHERE COALESCE(projects.status, 'unknown') <> 'cancelled'
