/* view
title  = "Lineage: the file and line behind every fact"
grain  = ["fact_kind", "fact_id", "source_file_id", "source_line"]
stored = "as view"
limits = "A project has as many rows here as source rows speak of it, over all publications."
*/
WITH

facts AS (
    SELECT
        'project' AS fact_kind,
        project_id AS fact_id,
        source_file_id,
        source_line
    FROM project_sources
    UNION ALL
    SELECT
        'contract' AS fact_kind,
        contract_id AS fact_id,
        source_file_id,
        source_line
    FROM contract_sources
    UNION ALL
    SELECT
        'invoice' AS fact_kind,
        invoice_id AS fact_id,
        source_file_id,
        source_line
    FROM invoices
    UNION ALL
    SELECT
        'payment' AS fact_kind,
        payment_id AS fact_id,
        source_file_id,
        source_line
    FROM payments
    UNION ALL
    SELECT
        'milestone' AS fact_kind,
        milestone_id AS fact_id,
        source_file_id,
        source_line
    FROM milestones
    UNION ALL
    SELECT
        'progress_report' AS fact_kind,
        report_id AS fact_id,
        source_file_id,
        source_line
    FROM progress_reports
    UNION ALL
    SELECT
        'contract_amendment' AS fact_kind,
        amendment_id AS fact_id,
        source_file_id,
        source_line
    FROM contract_amendments
    UNION ALL
    SELECT
        'contract_suspension' AS fact_kind,
        suspension_id AS fact_id,
        source_file_id,
        source_line
    FROM contract_suspensions
    UNION ALL
    SELECT
        'subcontract' AS fact_kind,
        subcontract_id AS fact_id,
        source_file_id,
        source_line
    FROM subcontracts
    UNION ALL
    SELECT
        'budget_version' AS fact_kind,
        CONCAT(project_id, ' ', version_number) AS fact_id,
        source_file_id,
        source_line
    FROM project_budget_versions
    UNION ALL
    SELECT
        'schedule_baseline' AS fact_kind,
        CONCAT(project_id, ' ', baseline_number) AS fact_id,
        source_file_id,
        source_line
    FROM schedule_baselines
    UNION ALL
    SELECT
        'party' AS fact_kind,
        party_id AS fact_id,
        source_file_id,
        source_line
    FROM parties
    UNION ALL
    SELECT
        'neighbourhood' AS fact_kind,
        neighbourhood_id AS fact_id,
        source_file_id,
        source_line
    FROM neighbourhoods
)

SELECT
    facts.fact_kind,
    facts.fact_id,
    facts.source_file_id,
    source_files.source,
    source_files.file_name,
    facts.source_line,
    source_files.sha256,
    source_files.published_date
FROM facts
INNER JOIN source_files ON facts.source_file_id = source_files.source_file_id
