/* model
title  = "Check: no two reports of a project lie much farther apart than the source usually leaves between them"
grain  = ["check_name", "table_name", "column_name", "source_file_id", "published_date", "source_line", "subject_id"]
limits = "An interval between two reporting months counts as long above one and a half times the source's median, house default; so a source that reports every quarter is measured by quarters. Over all publications together, counted on the newest. Sources with fewer than twenty intervals are not checked."
*/
WITH

reported AS (
    SELECT DISTINCT
        source_files.source,
        src_progress_reports.project_id,
        YEAR(src_progress_reports.period_end_date) * 12
        + MONTH(src_progress_reports.period_end_date) AS month_number
    FROM src_progress_reports
    INNER JOIN source_files ON src_progress_reports.source_file_id = source_files.source_file_id
),

intervals AS (
    SELECT
        source,
        project_id,
        month_number - LAG(month_number) OVER (
            PARTITION BY source, project_id
            ORDER BY month_number
        ) AS interval_months
    FROM reported
),

usual AS (
    SELECT
        source,
        MEDIAN(interval_months) AS usual_months
    FROM intervals
    WHERE interval_months IS NOT NULL
    GROUP BY source
    HAVING COUNT(*) >= 20
),

by_project AS (
    SELECT
        intervals.source,
        intervals.project_id,
        COUNT(*) AS interval_count,
        COUNT(*) FILTER (WHERE intervals.interval_months > 1.5 * usual.usual_months)
            AS gap_count,
        MAX(intervals.interval_months) AS longest_months,
        MAX(usual.usual_months) AS usual_months
    FROM intervals
    INNER JOIN usual ON intervals.source = usual.source
    WHERE intervals.interval_months IS NOT NULL
    GROUP BY intervals.source, intervals.project_id
),

newest AS (
    SELECT
        source_files.source,
        MAX(src_progress_reports.published_date) AS published_date,
        MAX_BY(
            src_progress_reports.source_file_id,
            CONCAT(src_progress_reports.published_date, src_progress_reports.source_file_id)
        ) AS source_file_id
    FROM src_progress_reports
    INNER JOIN source_files ON src_progress_reports.source_file_id = source_files.source_file_id
    GROUP BY source_files.source
),

last_rows AS (
    SELECT
        source_file_id,
        project_id,
        MAX(source_line) AS source_line
    FROM src_progress_reports
    GROUP BY source_file_id, project_id
),

checked AS (
    SELECT
        newest.source_file_id,
        newest.published_date,
        -- A project that the newest file no longer reports on has no line in it.
        COALESCE(last_rows.source_line, 1) AS source_line,
        by_project.project_id AS subject_id,
        by_project.interval_count,
        by_project.gap_count,
        by_project.longest_months,
        CONCAT(
            by_project.gap_count, ' of ', by_project.interval_count,
            ' intervals; the longest has ', by_project.longest_months,
            ' months, usual are ', by_project.usual_months
        ) AS found
    FROM by_project
    INNER JOIN newest ON by_project.source = newest.source
    LEFT JOIN last_rows
        ON
            newest.source_file_id = last_rows.source_file_id
            AND by_project.project_id = last_rows.project_id
)

-- The projects with the longest gaps, and below them the exact count of intervals.
SELECT
    'long silence between reports' AS check_name,
    'timeliness' AS dimension,
    'progress_reports' AS table_name,
    CAST(NULL AS VARCHAR) AS column_name,
    source_file_id,
    published_date,
    source_line,
    subject_id,
    found,
    CAST(NULL AS BIGINT) AS checked_count,
    CAST(NULL AS BIGINT) AS failed_count
FROM checked
WHERE gap_count > 0
QUALIFY
    ROW_NUMBER() OVER (
        PARTITION BY source_file_id
        ORDER BY longest_months DESC, subject_id ASC
    ) <= 500
UNION ALL
SELECT
    'long silence between reports' AS check_name,
    'timeliness' AS dimension,
    'progress_reports' AS table_name,
    CAST(NULL AS VARCHAR) AS column_name,
    source_file_id,
    published_date,
    CAST(NULL AS BIGINT) AS source_line,
    CAST(NULL AS VARCHAR) AS subject_id,
    CAST(NULL AS VARCHAR) AS found,
    SUM(interval_count) AS checked_count,
    SUM(gap_count) AS failed_count
FROM checked
GROUP BY source_file_id, published_date
