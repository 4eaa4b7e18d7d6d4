/* model
title  = "Schedule baselines: every planned completion, number 1 kept for ever"
grain  = ["project_id", "baseline_number"]
limits = "Where a source keeps no versions, the first publication's plan is baseline 1: first seen, not first signed. statement_count says how often a plan was stated, equal ones included: with one statement no change could show."
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

compared AS (
    SELECT
        dated.*,
        COUNT(*) OVER (PARTITION BY dated.project_id) AS statement_count,
        LAG(dated.completion_date) OVER (
            PARTITION BY dated.project_id
            ORDER BY
                dated.schedule_date,
                dated.published_date,
                dated.source_file_id,
                dated.source_line
        ) AS completion_date_before
    FROM dated
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
