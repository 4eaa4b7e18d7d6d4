/* indicator
code           = "S1"
title          = "Completion later than planned"
condition      = "A project ends, or is now expected to end, later than first planned by {watch} or more of the planned time."
subject        = "project"
unit           = "ratio"
flag           = { when = "at_least", watch = 0.10, high = 0.20, critical = 0.40 }
formula        = "days from the first planned end to the actual end, else to the forecast, else to the newest planned end, else (once the planned end has passed) to the last day known; divided by the days from start to first planned end"
why            = "Delay is the failure that people see, and time costs money."
innocent       = ["extension of time granted", "archaeological finds", "pipes and cables of others in the way", "bad weather", "scope added by decision"]
skips          = { insufficient = ["no planned end", "no start date", "finished, but no end date", "not known whether finished", "not due yet, and no forecast", "first plan and forecast are one statement"], contradictory = ["planned end is not after the start", "ended before it started"] }
source         = "High: the upper bound of extra works duration for standard civil engineering in Mott MacDonald's review for HM Treasury (2002), 20 %. Watch: house default. Critical, twice the upper bound: house default."
verification   = "V"
evidence_class = "R"
cluster        = "k06"
core           = true
needs          = ["projects", "schedule_baselines"]
limits         = "The review gives 4 % for standard buildings, 25 % for non-standard civil engineering and 39 % for non-standard buildings; one threshold is used for all, because sources do not say which is which. Days lost to an ordered stop are not taken off. The clock of an open project stops at the last day its source spoke, so its delay is a lower bound. Where a source keeps no versions, the first plan is the first one seen. Cancelled projects are out of scope; those still in preparation are not."
maps           = { ocp = ["R067"], arachne = ["contract management", "performance"], oc4ids = ["period", "completion/endDate", "milestones/dueDate"], cost = ["Variation to contract duration"] }
sentence       = "The first plan ended on {baseline_end_date}; the end now counted is {end_date} ({end_source}): {slip_days} later."
worked         = "{slip_days} / {planned_days} from {start_date} to {baseline_end_date} = {value}"
clears         = "An approved extension of time with its reason, a taking-over certificate with an earlier day, or an earlier plan that is missing from the file."

[remedies]
"no planned end" = "projects.planned_end_date"
"no start date" = "projects.planned_start_date"
"finished, but no end date" = "projects.actual_end_date"
"not known whether finished" = "projects.status"
"not due yet, and no forecast" = "projects.forecast_end_date"
"first plan and forecast are one statement" = "project_schedules.completion_date"
*/
WITH

planned AS (
    SELECT
        project_id,
        MIN(start_date) FILTER (WHERE baseline_number = 1) AS start_date,
        MIN(completion_date) FILTER (WHERE baseline_number = 1) AS baseline_end_date,
        MIN(schedule_date) FILTER (WHERE baseline_number = 1) AS baseline_date,
        MAX_BY(completion_date, baseline_number) AS latest_planned_end_date,
        MAX(baseline_number) AS baseline_count
    FROM schedule_baselines
    GROUP BY project_id
),

expected AS (
    SELECT
        projects.project_id,
        projects.status,
        projects.is_finished,
        projects.actual_start_date,
        projects.actual_end_date,
        projects.forecast_end_date,
        projects.known_until_date,
        projects.delay_reason,
        COALESCE(planned.start_date, projects.start_date) AS start_date,
        planned.baseline_end_date,
        planned.baseline_date,
        planned.latest_planned_end_date,
        planned.baseline_count,
        -- An unchanged plan forecasts nothing; a changed one says what is now expected.
        COALESCE(
            projects.forecast_end_date,
            CASE WHEN planned.baseline_count > 1 THEN planned.latest_planned_end_date END
        ) AS expected_end_date,
        -- A forecast first stated as the plan itself cannot say whether the plan holds.
        COALESCE(
            projects.forecast_end_date = planned.baseline_end_date
            AND planned.baseline_date >= projects.known_until_date,
            FALSE
        ) AS is_same_statement
    FROM projects
    LEFT JOIN planned ON projects.project_id = planned.project_id
    WHERE COALESCE(projects.status, 'unknown') <> 'cancelled'
),

sourced AS (
    SELECT
        expected.*,
        CASE
            WHEN expected.actual_end_date IS NOT NULL THEN 'actual end'
            WHEN expected.is_finished THEN NULL
            WHEN expected.is_same_statement THEN NULL
            WHEN
                expected.expected_end_date >= expected.known_until_date
                AND expected.forecast_end_date IS NOT NULL
                THEN 'forecast'
            WHEN expected.expected_end_date >= expected.known_until_date THEN 'newest plan'
            WHEN expected.status IS NULL THEN NULL
            WHEN expected.known_until_date > expected.baseline_end_date
                THEN 'open on the last day known'
        END AS end_source
    FROM expected
),

ended AS (
    SELECT
        sourced.*,
        CASE sourced.end_source
            WHEN 'actual end' THEN sourced.actual_end_date
            WHEN 'forecast' THEN sourced.expected_end_date
            WHEN 'newest plan' THEN sourced.expected_end_date
            WHEN 'open on the last day known' THEN sourced.known_until_date
        END AS end_date
    FROM sourced
)

SELECT
    project_id AS subject_id,
    project_id,
    CAST(
        DATE_DIFF('day', baseline_end_date, end_date)
        / NULLIF(DATE_DIFF('day', start_date, baseline_end_date), 0) AS DOUBLE
    ) AS value,
    CASE
        WHEN baseline_end_date IS NULL THEN 'no planned end'
        WHEN start_date IS NULL THEN 'no start date'
        WHEN baseline_end_date <= start_date THEN 'planned end is not after the start'
        WHEN actual_end_date < COALESCE(actual_start_date, start_date)
            THEN 'ended before it started'
        WHEN end_date IS NULL AND is_finished THEN 'finished, but no end date'
        WHEN end_date IS NULL AND is_same_statement
            THEN 'first plan and forecast are one statement'
        WHEN end_date IS NULL AND status IS NULL THEN 'not known whether finished'
        WHEN end_date IS NULL THEN 'not due yet, and no forecast'
    END AS skip_reason,
    DATE_DIFF('day', baseline_end_date, end_date) AS slip_days,
    DATE_DIFF('day', latest_planned_end_date, end_date) AS slip_against_latest_days,
    DATE_DIFF('day', start_date, baseline_end_date) AS planned_days,
    start_date,
    baseline_end_date,
    baseline_date,
    latest_planned_end_date,
    baseline_count,
    end_date,
    end_source,
    known_until_date,
    delay_reason
FROM ended
