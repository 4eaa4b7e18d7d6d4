/* model
title  = "Publications: every day for which a source spoke, one after the other"
grain  = ["source", "published_date"]
limits = "A file of releases is one publication for each day on which it released something."
*/
WITH

spoken AS (
    SELECT
        source_file_id,
        published_date
    FROM src_projects
    UNION
    SELECT
        source_file_id,
        published_date
    FROM src_project_costs
    UNION
    SELECT
        source_file_id,
        published_date
    FROM src_project_budgets
    UNION
    SELECT
        source_file_id,
        published_date
    FROM src_project_schedules
    UNION
    SELECT
        source_file_id,
        published_date
    FROM src_milestones
    UNION
    SELECT
        source_file_id,
        published_date
    FROM src_progress_reports
    UNION
    SELECT
        source_file_id,
        published_date
    FROM src_contracts
    UNION
    SELECT
        source_file_id,
        published_date
    FROM src_contract_amendments
    UNION
    SELECT
        source_file_id,
        published_date
    FROM src_invoices
    UNION
    SELECT
        source_file_id,
        published_date
    FROM src_payments
),

days AS (
    SELECT
        src_source_files.source,
        spoken.published_date,
        COUNT(*) AS file_count
    FROM spoken
    INNER JOIN src_source_files ON spoken.source_file_id = src_source_files.source_file_id
    GROUP BY src_source_files.source, spoken.published_date
)

SELECT
    source,
    published_date,
    LAG(published_date) OVER (PARTITION BY source ORDER BY published_date)
        AS previous_published_date,
    ROW_NUMBER() OVER (PARTITION BY source ORDER BY published_date) AS publication_number,
    COUNT(*) OVER (PARTITION BY source) AS publication_count,
    file_count
FROM days
