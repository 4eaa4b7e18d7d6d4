/* model
title  = "Contract reports: progress reports by the contract they are about"
grain  = ["report_id"]
limits = "A report that names a project only is about its works contract where there is one and no other; else it is about no contract and has no row here."
*/
SELECT
    progress_reports.report_id,
    COALESCE(progress_reports.contract_id, works_contracts.contract_id) AS contract_id,
    progress_reports.contract_id IS NULL AS is_about_project,
    progress_reports.project_id,
    progress_reports.period_end_date,
    progress_reports.reported_date,
    progress_reports.physical_share,
    progress_reports.source_file_id,
    progress_reports.source_line
FROM progress_reports
LEFT JOIN works_contracts
    ON
        progress_reports.contract_id IS NULL
        AND progress_reports.project_id = works_contracts.project_id
        AND works_contracts.is_sole
WHERE COALESCE(progress_reports.contract_id, works_contracts.contract_id) IS NOT NULL
