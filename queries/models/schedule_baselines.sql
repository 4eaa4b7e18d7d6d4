/* model
title  = "Schedule baselines: every planned completion, number 1 kept for ever"
grain  = ["project_id", "baseline_number"]
limits = "Number 1 is what a source first said: a later publication that dates another one as early, or says another value for it, does not replace it (see retroactive_edits). Where a source keeps no versions, the first publication's plan is baseline 1: first seen, not first signed. statement_count says how often a plan was stated, equal ones included: with one statement no change could show."
*/
WITH

dated AS (
    SELECT
        project_id,
        schedule_date,
        start_date,
        completion_date,
        reason,
        -- A file that tells of earlier days keeps versions; one that speaks only for its own does not.
        CASE
            WHEN MIN(schedule_date) OVER (PARTITION BY source_file_id) < published_date
                THEN 'stated version'
            ELSE 'publication'
        END AS basis,
        published_date,
        source_file_id,
        source_line
    FROM src_project_schedules
    WHERE schedule_date <= $as_of
    UNION ALL
    SELECT
        src_projects.project_id,
        src_projects.published_date AS schedule_date,
        MIN(COALESCE(src_projects.planned_start_date, src_projects.actual_start_date))
            AS start_date,
        MAX(src_projects.planned_end_date) AS completion_date,
        NULL AS reason,
        'publication' AS basis,
        src_projects.published_date,
        MIN(src_projects.source_file_id) AS source_file_id,
        MIN(src_projects.source_line) AS source_line
    FROM src_projects
    LEFT JOIN src_project_schedules
        ON src_projects.project_id = src_project_schedules.project_id
    WHERE
        src_project_schedules.project_id IS NULL
        AND src_projects.published_date <= $as_of
    GROUP BY src_projects.project_id, src_projects.published_date
    HAVING COUNT(src_projects.planned_end_date) = COUNT(*)
),

sourced AS (
    SELECT
        dated.*,
        COALESCE(src_source_files.source, '') AS source
    FROM dated
    LEFT JOIN src_source_files ON dated.source_file_id = src_source_files.source_file_id
),

first_stated AS (
    SELECT
        *,
        FIRST_VALUE(schedule_date) OVER first_of_source AS first_date,
        FIRST_VALUE(completion_date) OVER first_of_source AS first_value,
        FIRST_VALUE(published_date) OVER first_of_source AS first_published_date
    FROM sourced
    WINDOW
        first_of_source AS (
            PARTITION BY project_id, source
            ORDER BY published_date, schedule_date, source_file_id, source_line
        )
),

-- A later publication of a source may not put another first version in place of its own.
kept AS (
    SELECT * FROM first_stated
    WHERE
        published_date = first_published_date
        OR schedule_date > first_date
        OR (schedule_date = first_date AND completion_date = first_value)
),

compared AS (
    SELECT
        kept.*,
        COUNT(*) OVER (PARTITION BY kept.project_id) AS statement_count,
        LAG(kept.completion_date) OVER (
            PARTITION BY kept.project_id
            ORDER BY
                kept.schedule_date,
                kept.published_date,
                kept.source_file_id,
                kept.source_line
        ) AS completion_date_before
    FROM kept
)

SELECT
    project_id,
    ROW_NUMBER() OVER (
        PARTITION BY project_id
        ORDER BY schedule_date, published_date, source_file_id, source_line
    ) AS baseline_number,
    schedule_date,
    start_date,
    completion_date,
    reason,
    basis,
    statement_count,
    source_file_id,
    source_line
FROM compared
WHERE completion_date_before IS NULL OR completion_date_before <> completion_date
