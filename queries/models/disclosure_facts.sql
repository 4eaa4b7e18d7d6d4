/* model
title  = "Disclosure facts: what the data of a project show, over all its contracts"
grain  = ["project_id"]
limits = "A fact about contracts holds where every contract that was signed shows it. A forecast cost of a finished project counts as what it came to."
*/
WITH

contracted AS (
    SELECT
        project_id,
        COUNT(*) AS contract_count,
        COUNT(procurer_name) = COUNT(*) AS has_procurer,
        COUNT(COALESCE(CAST(procurer_contact AS VARCHAR), procurer_address)) = COUNT(*)
            AS has_procurer_contact,
        COUNT(administrator) = COUNT(*) AS has_administrator,
        COUNT(status) = COUNT(*) AS has_contract_status,
        COUNT(procurement_method) = COUNT(*) AS has_method,
        COUNT(nature) = COUNT(*) AS has_nature,
        COUNT(tenderer_count) = COUNT(*) AS has_tenderers,
        COUNT(estimate_amount) = COUNT(*) AS has_estimate,
        COUNT(contract_name) = COUNT(*) AS has_title,
        COUNT(supplier_name) = COUNT(*) AS has_firm,
        COUNT(price_amount) = COUNT(*) AS has_price,
        COUNT(scope_text) = COUNT(*) AS has_scope,
        COUNT(period_start_date) = COUNT(*) AS has_period,
        COUNT(party_identifier) = COUNT(*) AS has_identifier,
        COUNT(final_amount) = COUNT(*) AS has_final_amount,
        COUNT(CASE WHEN is_price_changed OR priced_count > 0 THEN contract_id END)
            AS price_change_count,
        COUNT(CASE WHEN is_time_changed OR timed_count > 0 THEN contract_id END)
            AS time_change_count,
        COUNT(CASE WHEN scope_count > 0 THEN contract_id END) AS scope_change_count,
        COUNT(CASE WHEN index_count > 0 THEN contract_id END) AS index_change_count,
        COUNT(CASE WHEN priced_count > 0 THEN contract_id END) AS shown_price_change_count,
        COUNT(CASE WHEN timed_count > 0 THEN contract_id END) AS shown_time_change_count,
        COUNT(CASE WHEN priced_index_count > 0 THEN contract_id END) AS shown_index_change_count,
        COUNT(CASE WHEN reason_count = amendment_count THEN contract_id END)
            AS explained_change_count,
        COUNT(CASE WHEN amendment_count > 0 THEN contract_id END) AS amended_count
    FROM contract_disclosures
    GROUP BY project_id
),

budgeted AS (
    SELECT
        project_id,
        COUNT(*) AS version_count,
        COUNT(CASE WHEN basis <> 'publication' THEN budget_date END) AS dated_count,
        COUNT(budget_amount) AS amount_count
    FROM project_budget_versions
    GROUP BY project_id
),

paid AS (
    SELECT DISTINCT project_id
    FROM invoices
    WHERE approved_date IS NOT NULL
    UNION
    SELECT DISTINCT project_id
    FROM payments
),

reported AS (
    SELECT DISTINCT project_id
    FROM progress_reports
    UNION
    SELECT DISTINCT project_id
    FROM metric_observations
),

inspected AS (
    SELECT DISTINCT project_id
    FROM inspections
),

placed AS (
    SELECT DISTINCT project_id
    FROM stated_places
    WHERE
        COALESCE(place_name, place_code, address, geometry, CAST(longitude AS VARCHAR))
        IS NOT NULL
)

SELECT
    projects.project_id,
    projects.project_name,
    projects.status,
    projects.is_finished,
    projects.agency,
    projects.sector,
    projects.project_type,
    projects.purpose,
    projects.description,
    projects.actual_end_date,
    projects.delay_reason,
    projects.source,
    COALESCE(projects.completion_amount, project_costs.forecast_amount) AS completion_amount,
    COALESCE(contracted.contract_count, 0) AS contract_count,
    projects.address IS NOT NULL OR placed.project_id IS NOT NULL AS has_place,
    COALESCE(contacts.has_owner, 0) = 1 AS has_owner,
    COALESCE(contacts.has_owner_contact, 0) = 1 AS has_owner_contact,
    COALESCE(contacts.has_funder, 0) = 1 AS has_funder,
    COALESCE(contacts.has_administrator, 0) = 1 AS has_project_administrator,
    COALESCE(contacts.has_procurer_contact, 0) = 1 AS has_project_procurer_contact,
    COALESCE(budgeted.amount_count, 0) > 0 OR project_costs.budget_amount IS NOT NULL
        AS has_budget,
    COALESCE(budgeted.dated_count, 0) > 0 AS has_budget_date,
    COALESCE(budgeted.version_count, 0) AS budget_version_count,
    paid.project_id IS NOT NULL AS has_payments,
    reported.project_id IS NOT NULL AS has_reports,
    inspected.project_id IS NOT NULL AS has_inspections,
    contracted.has_procurer,
    contracted.has_procurer_contact,
    contracted.has_administrator,
    contracted.has_contract_status,
    contracted.has_method,
    contracted.has_nature,
    contracted.has_tenderers,
    contracted.has_estimate,
    contracted.has_title,
    contracted.has_firm,
    contracted.has_price,
    contracted.has_scope,
    contracted.has_period,
    contracted.has_identifier,
    contracted.has_final_amount,
    COALESCE(contracted.price_change_count, 0) AS price_change_count,
    COALESCE(contracted.time_change_count, 0) AS time_change_count,
    COALESCE(contracted.scope_change_count, 0) AS scope_change_count,
    COALESCE(contracted.index_change_count, 0) AS index_change_count,
    COALESCE(contracted.shown_price_change_count, 0) AS shown_price_change_count,
    COALESCE(contracted.shown_time_change_count, 0) AS shown_time_change_count,
    COALESCE(contracted.shown_index_change_count, 0) AS shown_index_change_count,
    COALESCE(contracted.explained_change_count, 0) AS explained_change_count,
    COALESCE(contracted.amended_count, 0) AS amended_count
FROM projects
LEFT JOIN project_costs ON projects.project_id = project_costs.project_id
LEFT JOIN contracted ON projects.project_id = contracted.project_id
LEFT JOIN entity_contacts AS contacts
    ON contacts.entity_kind = 'project' AND projects.project_id = contacts.entity_id
LEFT JOIN budgeted ON projects.project_id = budgeted.project_id
LEFT JOIN paid ON projects.project_id = paid.project_id
LEFT JOIN reported ON projects.project_id = reported.project_id
LEFT JOIN inspected ON projects.project_id = inspected.project_id
LEFT JOIN placed ON projects.project_id = placed.project_id
