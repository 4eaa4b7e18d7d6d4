/* indicator
code           = "S4"
title          = "Stalled project"
condition      = "Works under way show no physical progress for {watch} days or more, ordered and approved stops not counted."
subject        = "project"
unit           = "days"
flag           = { when = "at_least", watch = 60, high = 90, critical = 180 }
formula        = "days from the report in which physical progress last rose (else from the start of the works) to the last day known, less the days of approved suspensions in between"
why            = "Works left standing cost the most and appear in no figure about spending."
innocent       = ["winter break", "ordered stop that the file does not record", "injunction by a court", "pipes and cables being moved", "manufacture off site", "reports that came late"]
skips          = { insufficient = ["no progress reports", "one progress report only"] }
source         = "All three thresholds: house default. Ninety days without a measurement is a criterion that audit bodies are said to use; we found no text to cite."
verification   = "D"
evidence_class = "R"
cluster        = "k07"
core           = true
needs          = ["projects", "progress_reports"]
limits         = "The last rise is dated by the report that first showed it, so where reports or publications are far apart the days are a lower bound for a stop and may also only be the wait for the next report: reports_since_rise_count says how many confirm it. Reports that stopped coming count as no progress. A first report above zero counts as a rise if another one exists. An approved suspension of one contract is taken off the whole project. In scope: projects under way and short of complete, or of unknown status unless they are complete or have not begun."
maps           = { ocp = ["R067", "R073"], arachne = ["performance"], cost = ["Project status"] }
sentence       = "From {clock_start_date} to {clock_end_date} no rise of physical progress is on record: {value}, {suspended_days} of approved stops taken off; the works stand at {physical_share}."
worked         = "days from {clock_start_date} to {clock_end_date}, less {suspended_days} of approved stops = {value}; reports since that confirm it: {reports_since_rise_count}"
clears         = "A progress report or site record from those days, an approved order to stop, or proof of manufacture off site."

[remedies]
"no progress reports" = "progress_reports.physical_share"
"one progress report only" = "later progress_reports.physical_share"
*/
WITH

compared AS (
    SELECT
        progress_reports.project_id,
        progress_reports.contract_id,
        progress_reports.period_end_date,
        progress_reports.physical_share,
        LAG(progress_reports.physical_share) OVER (
            PARTITION BY progress_reports.project_id, progress_reports.contract_id
            ORDER BY progress_reports.period_end_date, progress_reports.report_id
        ) AS physical_share_before,
        COUNT(*) OVER (
            PARTITION BY progress_reports.project_id, progress_reports.contract_id
        ) AS series_count,
        ROW_NUMBER() OVER (
            PARTITION BY progress_reports.project_id, progress_reports.contract_id
            ORDER BY progress_reports.period_end_date DESC, progress_reports.report_id DESC
        ) = 1 AS is_newest
    FROM progress_reports
    WHERE progress_reports.physical_share IS NOT NULL
),

reported AS (
    SELECT
        project_id,
        MAX(series_count) AS report_count,
        MIN(period_end_date) AS first_report_date,
        MAX(period_end_date) AS last_report_date,
        -- Each contract reports for itself, and the least advanced one is still to be finished.
        MIN(physical_share) FILTER (WHERE is_newest) AS physical_share,
        MAX(physical_share) AS highest_share,
        MAX(period_end_date) FILTER (
            WHERE physical_share > COALESCE(physical_share_before, CAST(0 AS DOUBLE))
        ) AS last_rise_date
    FROM compared
    GROUP BY project_id
),

clocked AS (
    SELECT
        projects.project_id,
        projects.status,
        projects.delay_reason,
        reported.report_count,
        reported.last_report_date,
        reported.physical_share,
        reported.last_rise_date,
        COALESCE(
            reported.last_rise_date, projects.actual_start_date, reported.first_report_date
        ) AS clock_start_date,
        CASE
            WHEN reported.last_report_date > projects.known_until_date
                THEN reported.last_report_date
            ELSE projects.known_until_date
        END AS clock_end_date
    FROM projects
    LEFT JOIN reported ON projects.project_id = reported.project_id
    WHERE
        NOT projects.is_finished
        AND (reported.physical_share < 1 OR reported.physical_share IS NULL)
        AND (
            projects.status = 'implementation'
            OR (
                projects.status IS NULL
                AND (
                    reported.project_id IS NULL
                    OR reported.highest_share > 0
                    OR projects.start_date <= projects.known_until_date
                )
            )
        )
),

stopped AS (
    SELECT
        clocked.project_id,
        CASE
            WHEN contract_suspensions.suspended_date > clocked.clock_start_date
                THEN contract_suspensions.suspended_date
            ELSE clocked.clock_start_date
        END AS stopped_from_date,
        CASE
            WHEN contract_suspensions.resumed_date < clocked.clock_end_date
                THEN contract_suspensions.resumed_date
            ELSE clocked.clock_end_date
        END AS stopped_until_date
    FROM contract_suspensions
    INNER JOIN clocked ON contract_suspensions.project_id = clocked.project_id
    WHERE contract_suspensions.is_approved
),

ordered AS (
    SELECT
        stopped.project_id,
        stopped.stopped_from_date,
        stopped.stopped_until_date,
        MAX(stopped.stopped_until_date) OVER (
            PARTITION BY stopped.project_id
            ORDER BY stopped.stopped_from_date, stopped.stopped_until_date
            ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING
        ) AS stopped_before_date
    FROM stopped
    WHERE stopped.stopped_until_date > stopped.stopped_from_date
),

-- Two stops may overlap: a day is taken off once.
separated AS (
    SELECT
        project_id,
        stopped_until_date,
        CASE
            WHEN stopped_before_date > stopped_from_date THEN stopped_before_date
            ELSE stopped_from_date
        END AS counted_from_date
    FROM ordered
),

suspended AS (
    SELECT
        project_id,
        SUM(DATE_DIFF('day', counted_from_date, stopped_until_date)) AS suspended_days
    FROM separated
    WHERE stopped_until_date > counted_from_date
    GROUP BY project_id
),

confirmed AS (
    SELECT
        clocked.project_id,
        COUNT(*) AS report_count
    FROM clocked
    INNER JOIN compared
        ON
            clocked.project_id = compared.project_id
            AND clocked.clock_start_date < compared.period_end_date
    GROUP BY clocked.project_id
)

SELECT
    clocked.project_id AS subject_id,
    clocked.project_id,
    CAST(
        DATE_DIFF('day', clocked.clock_start_date, clocked.clock_end_date)
        - COALESCE(suspended.suspended_days, 0) AS DOUBLE
    ) AS value,
    CASE
        WHEN clocked.report_count IS NULL THEN 'no progress reports'
        WHEN clocked.report_count < 2 THEN 'one progress report only'
    END AS skip_reason,
    clocked.last_rise_date,
    clocked.clock_start_date,
    clocked.clock_end_date,
    COALESCE(suspended.suspended_days, 0) AS suspended_days,
    clocked.physical_share,
    clocked.last_report_date,
    clocked.report_count,
    COALESCE(confirmed.report_count, 0) AS reports_since_rise_count,
    clocked.status,
    clocked.delay_reason
FROM clocked
LEFT JOIN suspended ON clocked.project_id = suspended.project_id
LEFT JOIN confirmed ON clocked.project_id = confirmed.project_id
