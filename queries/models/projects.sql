/* model
title  = "Projects: one row each, as last published"
grain  = ["project_id"]
limits = "A project that comes in several rows (phases) is finished only when every row is, cancelled ones apart. What ended after the reporting date had not ended on it, whatever the status published later says."
*/
WITH

seen AS (
    SELECT
        project_id,
        MIN(published_date) AS first_seen_date,
        MAX(published_date) AS last_seen_date,
        COUNT(DISTINCT published_date) AS publication_count
    FROM src_projects
    GROUP BY project_id
),

current_rows AS (
    SELECT
        src_projects.*,
        seen.first_seen_date,
        seen.last_seen_date,
        seen.publication_count,
        src_projects.status IN ('completion', 'maintenance', 'decommissioning', 'decommissioned')
        AND COALESCE(src_projects.actual_end_date, $as_of) <= $as_of AS is_finished,
        src_projects.status IN ('completion', 'maintenance', 'decommissioning', 'decommissioned')
        AND src_projects.actual_end_date > $as_of AS is_finished_later
    FROM src_projects
    INNER JOIN seen
        ON
            src_projects.project_id = seen.project_id
            AND src_projects.published_date = seen.last_seen_date
),

merged AS (
    SELECT
        project_id,
        MIN_BY(project_name, source_line) AS project_name,
        MIN_BY(description, source_line) AS description,
        MIN_BY(programme, source_line) AS programme,
        MIN_BY(sector, source_line) AS sector,
        MIN_BY(agency, source_line) AS agency,
        MIN_BY(status_text, source_line) AS status_text,
        MIN_BY(delay_reason, source_line) AS delay_reason,
        MIN_BY(address, source_line) AS address,
        MIN_BY(project_type, source_line) AS project_type,
        MIN_BY(purpose, source_line) AS purpose,
        -- What one phase came to says nothing of the whole.
        CASE WHEN COUNT(completion_amount) = COUNT(*) THEN SUM(completion_amount) END
            AS completion_amount,
        MIN(currency) AS currency,
        COUNT(*) AS row_count,
        COUNT(DISTINCT component) AS component_count,
        COUNT(status) AS status_count,
        COUNT(*) FILTER (WHERE is_finished) AS finished_count,
        COUNT(*) FILTER (WHERE status = 'cancelled') AS cancelled_count,
        COUNT(*) FILTER (WHERE is_finished OR is_finished_later OR status = 'implementation')
            AS started_count,
        MIN(CASE WHEN is_finished_later THEN 'implementation' ELSE status END)
        FILTER (WHERE status <> 'cancelled') AS any_status,
        MIN(planned_start_date) AS planned_start_date,
        MIN(actual_start_date) AS actual_start_date,
        -- One phase without a date leaves the end of the whole unknown.
        CASE WHEN COUNT(planned_end_date) = COUNT(*) THEN MAX(planned_end_date) END
            AS planned_end_date,
        CASE WHEN COUNT(actual_end_date) = COUNT(*) THEN MAX(actual_end_date) END
            AS actual_end_date,
        CASE WHEN COUNT(forecast_end_date) = COUNT(*) THEN MAX(forecast_end_date) END
            AS forecast_end_date,
        MIN(first_seen_date) AS first_seen_date,
        MIN(last_seen_date) AS last_seen_date,
        MIN(publication_count) AS publication_count,
        MIN(source_file_id) AS source_file_id,
        MIN(source_line) AS source_line
    FROM current_rows
    GROUP BY project_id
)

SELECT
    merged.project_id,
    merged.project_name,
    merged.description,
    merged.programme,
    merged.sector,
    merged.agency,
    CASE
        WHEN merged.cancelled_count = merged.row_count THEN 'cancelled'
        WHEN merged.row_count = 1 THEN merged.any_status
        WHEN
            merged.finished_count > 0 AND merged.finished_count + merged.cancelled_count
            = merged.row_count THEN 'completion'
        WHEN merged.started_count > 0 THEN 'implementation'
        WHEN merged.status_count < merged.row_count THEN NULL
        ELSE merged.any_status
    END AS status,
    merged.status_text,
    merged.finished_count > 0
    AND merged.finished_count + merged.cancelled_count = merged.row_count AS is_finished,
    COALESCE(merged.actual_start_date, merged.planned_start_date) AS start_date,
    merged.planned_start_date,
    merged.planned_end_date,
    CASE WHEN merged.actual_start_date <= $as_of THEN merged.actual_start_date END
        AS actual_start_date,
    CASE WHEN merged.actual_end_date <= $as_of THEN merged.actual_end_date END AS actual_end_date,
    merged.forecast_end_date,
    merged.currency,
    merged.delay_reason,
    merged.address,
    merged.project_type,
    merged.purpose,
    merged.completion_amount,
    merged.component_count,
    merged.publication_count,
    merged.first_seen_date,
    merged.last_seen_date,
    -- A clock stops at the last day the source spoke: an old file must not make a project late.
    LEAST(merged.last_seen_date, CAST($as_of AS DATE)) AS known_until_date,
    source_files.source,
    merged.source_file_id,
    merged.source_line
FROM merged
INNER JOIN source_files ON merged.source_file_id = source_files.source_file_id
