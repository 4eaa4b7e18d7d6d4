/* indicator
code           = "S3"
title          = "Schedule performance of work"
condition      = "The work done is {watch} or less of the work planned by that day; from 60 % of the planned time on, the plan foresaw it after {watch} or less of the time that has passed."
subject        = "project"
unit           = "index"
flag           = { when = "at_most", watch = 0.95, high = 0.90 }
formula        = "earned value / planned value at the latest report; from 60 % of the planned time on: days after the start on which the plan reaches today's earned value / days since the start"
why            = "Work behind its plan shows a delay before anybody moves the end date. In time rather than value, because a value ratio tends to one at the end however late the works are."
innocent       = ["seasonal works whose plan does not know the season", "slow start of works whose plan is a straight line", "plan not updated after an approved extension", "cautious measurement of progress"]
skips          = { insufficient = ["no progress reports", "latest report too old", "progress not known", "fewer than two planned points", "latest report gives no planned value", "less than 5 % planned by now"] }
params         = { report_max_days = 60, earliest_planned_share = 0.05, time_based_share = 0.60, assume_linear_plan = 0 }
source         = "Schedule performance index (EIA-748) and earned schedule (Lipke). Limits are house defaults after conventions of the trade, themselves raised here; that progress is held against a kept baseline is practice 9 and 10 of the schedule guide of the US Government Accountability Office."
verification   = "D"
evidence_class = "R"
cluster        = "k04"
core           = false
needs          = ["projects", "progress_reports"]
limits         = "The planned curve is read from the reports, straight between two of them, and from the planned start. Where several contracts report for themselves only values are compared. Where the works are ahead of every planned point, the value ratio stands. A straight line from start to end is drawn as plan only with assume_linear_plan = 1, and then is_assumed_linear says so. Works under way only."
maps           = { oc4ids = ["metrics physicalProgress", "forecasts"] }
sentence       = "By {report_date} {earned_share} of the works had been done, where {planned_share} was planned; the plan reaches that work after {earned_days|a time not known}, and {elapsed_days|a time not known} had passed."
worked         = "value: {earned_share} / {planned_share} = {value_ratio:number}; time: {earned_days|not known} / {elapsed_days|not known} = {time_ratio:number|not known}; judged by {ratio_of}: {value}"
clears         = "A plan updated after an approved extension, the seasonal pauses that the plan leaves out, or a new measurement of the works."

[remedies]
"no progress reports" = "progress_reports.physical_share"
"latest report too old" = "later progress_reports.period_end_date"
"progress not known" = "progress_reports.physical_share"
"fewer than two planned points" = "progress_reports.planned_share"
"latest report gives no planned value" = "progress_reports.planned_share"
"less than 5 % planned by now" = "later progress_reports.planned_share"
*/
WITH

running AS (
    SELECT
        projects.project_id,
        earned.project_id IS NOT NULL AS has_reports,
        earned.contract_id,
        earned.report_id,
        earned.report_date,
        earned.series_count,
        earned.budget_amount,
        earned.earned_amount,
        earned.planned_amount,
        earned.earned_share,
        earned.planned_share AS stated_planned_share,
        earned.currency,
        COALESCE(projects.planned_start_date, projects.actual_start_date) AS start_date,
        projects.planned_end_date,
        DATE_DIFF(
            'day',
            COALESCE(projects.planned_start_date, projects.actual_start_date),
            projects.planned_end_date
        ) AS planned_days,
        DATE_DIFF(
            'day',
            COALESCE(projects.planned_start_date, projects.actual_start_date),
            earned.report_date
        ) AS elapsed_days
    FROM projects
    LEFT JOIN project_earned_values AS earned ON projects.project_id = earned.project_id
    WHERE
        (
            projects.status = 'implementation'
            OR (projects.status IS NULL AND earned.project_id IS NOT NULL)
        )
        AND (earned.earned_share < 1 OR earned.earned_share IS NULL)
),

planned AS (
    SELECT
        running.*,
        $assume_linear_plan = 1
        AND stated_planned_share IS NULL
        AND planned_days > 0 AS is_assumed_linear,
        CASE
            WHEN stated_planned_share IS NOT NULL THEN stated_planned_share
            WHEN $assume_linear_plan = 1 AND planned_days > 0
                THEN
                    CASE
                        WHEN elapsed_days >= planned_days THEN CAST(1 AS DOUBLE)
                        ELSE CAST(elapsed_days AS DOUBLE) / NULLIF(planned_days, 0)
                    END
        END AS planned_share
    FROM running
),

points AS (
    SELECT
        planned.project_id,
        planned.start_date,
        planned.earned_share,
        progress_reports.period_end_date,
        COALESCE(
            progress_reports.planned_share,
            CAST(progress_reports.planned_value_amount AS DOUBLE)
            / NULLIF(planned.budget_amount, 0)
        ) AS point_share
    FROM planned
    INNER JOIN progress_reports
        ON
            planned.project_id = progress_reports.project_id
            AND (
                planned.contract_id = progress_reports.contract_id
                OR (planned.contract_id IS NULL AND progress_reports.contract_id IS NULL)
            )
    WHERE planned.series_count = 1 AND progress_reports.period_end_date > planned.start_date
),

segments AS (
    SELECT
        points.*,
        COALESCE(
            LAG(point_share) OVER (PARTITION BY project_id ORDER BY period_end_date), 0
        ) AS share_before,
        COALESCE(
            LAG(period_end_date) OVER (PARTITION BY project_id ORDER BY period_end_date),
            start_date
        ) AS date_before
    FROM points
    WHERE point_share IS NOT NULL
),

reached AS (
    SELECT
        project_id,
        COUNT(*) AS point_count,
        -- The first stretch of the plan that passes today's earned value.
        MIN(
            CASE
                WHEN share_before <= earned_share AND point_share > earned_share
                    THEN
                        DATE_DIFF('day', start_date, date_before)
                        + (earned_share - share_before) / NULLIF(point_share - share_before, 0)
                        * DATE_DIFF('day', date_before, period_end_date)
            END
        ) AS earned_days
    FROM segments
    GROUP BY project_id
),

timed AS (
    SELECT
        planned.*,
        reached.point_count,
        CAST(planned.elapsed_days AS DOUBLE) / NULLIF(planned.planned_days, 0) AS elapsed_share,
        CASE
            WHEN planned.is_assumed_linear AND planned.earned_share < planned.planned_share
                THEN planned.earned_share * planned.planned_days
            ELSE reached.earned_days
        END AS earned_days
    FROM planned
    LEFT JOIN reached ON planned.project_id = reached.project_id
),

compared AS (
    SELECT
        timed.*,
        earned_share / NULLIF(planned_share, 0) AS value_ratio,
        earned_days / NULLIF(elapsed_days, 0) AS time_ratio
    FROM timed
)

SELECT
    project_id AS subject_id,
    project_id,
    CASE
        WHEN elapsed_share >= $time_based_share AND time_ratio IS NOT NULL THEN time_ratio
        ELSE value_ratio
    END AS value,
    CASE
        WHEN NOT has_reports THEN 'no progress reports'
        WHEN
            DATE_DIFF('day', report_date, CAST($as_of AS DATE)) > $report_max_days
            THEN 'latest report too old'
        WHEN earned_share IS NULL THEN 'progress not known'
        WHEN NOT is_assumed_linear AND series_count = 1 AND COALESCE(point_count, 0) < 2
            THEN 'fewer than two planned points'
        WHEN planned_share IS NULL THEN 'latest report gives no planned value'
        WHEN planned_share < $earliest_planned_share THEN 'less than 5 % planned by now'
    END AS skip_reason,
    CASE
        WHEN elapsed_share >= $time_based_share AND time_ratio IS NOT NULL THEN 'time'
        ELSE 'value'
    END AS ratio_of,
    value_ratio,
    time_ratio,
    contract_id,
    report_id,
    report_date,
    series_count,
    point_count,
    earned_share,
    planned_share,
    earned_amount,
    planned_amount,
    earned_days,
    elapsed_days,
    planned_days,
    elapsed_share,
    start_date,
    planned_end_date,
    is_assumed_linear,
    currency,
    CASE WHEN is_assumed_linear THEN 1 ELSE 0 END AS fallback_count
FROM compared
