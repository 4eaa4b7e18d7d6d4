/* view
title  = "Project lineage: the file and line behind every fact of a project"
grain  = ["project_id", "fact_kind", "fact_id", "source_file_id", "source_line"]
stored = "as view"
limits = "Contracts, amendments and subcontracts belong to the project of their contract. Parties and neighbourhoods are shared by many projects and stand in the lineage view alone."
*/
WITH

facts AS (
    SELECT
        project_id,
        'project' AS fact_kind,
        project_id AS fact_id,
        source_file_id,
        source_line
    FROM project_sources
    UNION ALL
    SELECT
        contracts.project_id,
        'contract' AS fact_kind,
        contract_sources.contract_id AS fact_id,
        contract_sources.source_file_id,
        contract_sources.source_line
    FROM contract_sources
    INNER JOIN contracts ON contract_sources.contract_id = contracts.contract_id
    UNION ALL
    SELECT
        contracts.project_id,
        'contract_amendment' AS fact_kind,
        contract_amendments.amendment_id AS fact_id,
        contract_amendments.source_file_id,
        contract_amendments.source_line
    FROM contract_amendments
    INNER JOIN contracts ON contract_amendments.contract_id = contracts.contract_id
    UNION ALL
    SELECT
        contracts.project_id,
        'subcontract' AS fact_kind,
        subcontracts.subcontract_id AS fact_id,
        subcontracts.source_file_id,
        subcontracts.source_line
    FROM subcontracts
    INNER JOIN contracts ON subcontracts.contract_id = contracts.contract_id
    UNION ALL
    SELECT
        project_id,
        'contract_suspension' AS fact_kind,
        suspension_id AS fact_id,
        source_file_id,
        source_line
    FROM contract_suspensions
    UNION ALL
    SELECT
        project_id,
        'budget_version' AS fact_kind,
        CONCAT(project_id, ' ', version_number) AS fact_id,
        source_file_id,
        source_line
    FROM project_budget_versions
    UNION ALL
    SELECT
        project_id,
        'schedule_baseline' AS fact_kind,
        CONCAT(project_id, ' ', baseline_number) AS fact_id,
        source_file_id,
        source_line
    FROM schedule_baselines
    UNION ALL
    SELECT
        project_id,
        'milestone' AS fact_kind,
        milestone_id AS fact_id,
        source_file_id,
        source_line
    FROM milestones
    UNION ALL
    SELECT
        project_id,
        'progress_report' AS fact_kind,
        report_id AS fact_id,
        source_file_id,
        source_line
    FROM progress_reports
    UNION ALL
    SELECT
        project_id,
        'invoice' AS fact_kind,
        invoice_id AS fact_id,
        source_file_id,
        source_line
    FROM invoices
    UNION ALL
    SELECT
        project_id,
        'payment' AS fact_kind,
        payment_id AS fact_id,
        source_file_id,
        source_line
    FROM payments
)

SELECT
    facts.project_id,
    facts.fact_kind,
    facts.fact_id,
    source_files.source,
    source_files.file_name,
    facts.source_line,
    source_files.published_date,
    source_files.sha256,
    facts.source_file_id
FROM facts
INNER JOIN source_files ON facts.source_file_id = source_files.source_file_id
