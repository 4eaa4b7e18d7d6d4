/* model
title  = "Project publications: what each publication said of a project, one after the other"
grain  = ["project_id", "published_date"]
limits = "Several rows of one publication (phases) are taken together: amounts are added up, the latest planned end counts, and a phase without one leaves it unknown. The physical share is that of the publication's own last report. Source file and line are those of the first row; lineage has them all."
*/
WITH

numbered AS (
    SELECT
        project_id,
        published_date,
        status_text,
        planned_end_date,
        source_file_id,
        source_line,
        ROW_NUMBER() OVER (
            PARTITION BY project_id, published_date
            ORDER BY source_file_id, source_line
        ) AS row_number
    FROM src_projects
    WHERE published_date <= $as_of
),

published AS (
    SELECT
        project_id,
        published_date,
        MIN_BY(status_text, row_number) FILTER (WHERE status_text IS NOT NULL) AS status_text,
        -- One phase without a date leaves the end of the whole unknown.
        CASE WHEN COUNT(planned_end_date) = COUNT(*) THEN MAX(planned_end_date) END
            AS planned_end_date,
        COUNT(*) AS row_count,
        MIN_BY(source_file_id, row_number) AS source_file_id,
        MIN_BY(source_line, row_number) AS source_line
    FROM numbered
    GROUP BY project_id, published_date
),

-- Two files of one day may say the same contract: the later named one counts, as in latest_.
said_once AS (
    SELECT
        project_id,
        published_date,
        contract_amount
    FROM src_contracts
    QUALIFY
        ROW_NUMBER() OVER (
            PARTITION BY contract_id, published_date
            ORDER BY source_file_id DESC, source_line DESC
        ) = 1
),

contracted AS (
    SELECT
        project_id,
        published_date,
        SUM(contract_amount) AS contract_amount
    FROM said_once
    GROUP BY project_id, published_date
),

reported AS (
    SELECT
        project_id,
        published_date,
        MAX_BY(physical_share, period_end_date) AS physical_share
    FROM src_progress_reports
    WHERE physical_share IS NOT NULL
    GROUP BY project_id, published_date
)

SELECT
    published.project_id,
    published.published_date,
    contracted.contract_amount,
    published.planned_end_date,
    reported.physical_share,
    published.status_text,
    published.row_count,
    published.source_file_id,
    published.source_line
FROM published
LEFT JOIN contracted
    ON
        published.project_id = contracted.project_id
        AND published.published_date = contracted.published_date
LEFT JOIN reported
    ON
        published.project_id = reported.project_id
        AND published.published_date = reported.published_date
