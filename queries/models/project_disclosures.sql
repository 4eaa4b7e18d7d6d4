/* model
title  = "Project disclosures: each item that a project should show by now, and whether it does"
grain  = ["project_id", "item_id"]
limits = "Items that are not due at the project's stage, or cannot be seen here, have no row. What was shown as data is structured; a document that is only named by its type counts as shown, not as structured. Cancelled projects, and those whose stage is not known, have no row."
*/
WITH

documented AS (
    SELECT DISTINCT
        COALESCE(
            documents.project_id,
            CASE WHEN documents.entity_kind = 'project' THEN documents.entity_id END,
            contracts.project_id,
            tenders.project_id
        ) AS project_id,
        documents.document_type
    FROM documents
    LEFT JOIN contracts
        ON documents.entity_kind = 'contract' AND documents.entity_id = contracts.contract_id
    LEFT JOIN tenders
        ON documents.entity_kind = 'tender' AND documents.entity_id = tenders.tender_id
    WHERE documents.document_type IS NOT NULL
),

documented_items AS (
    SELECT DISTINCT
        documented.project_id,
        disclosure_items.item_id
    FROM documented
    INNER JOIN disclosure_items
        ON
            CONCAT(' ', disclosure_items.document_types, ' ')
            LIKE CONCAT('% ', documented.document_type, ' %')
),

staged AS (
    SELECT
        disclosure_facts.*,
        is_finished
        OR contract_count > 0
        OR COALESCE(status, '') NOT IN ('', 'identification', 'preparation') AS is_prepared,
        price_change_count + time_change_count + scope_change_count + amended_count > 0
            AS is_changed
    FROM disclosure_facts
    WHERE
        COALESCE(status, '') <> 'cancelled'
        AND (status IS NOT NULL OR is_finished OR contract_count > 0)
),

judged AS (
    SELECT
        staged.project_id,
        disclosure_items.item_id,
        disclosure_items.is_proactive,
        disclosure_items.entity_kind,
        CASE disclosure_items.due
            WHEN 'always' THEN TRUE
            WHEN 'prepared' THEN staged.is_prepared
            WHEN 'contracted' THEN staged.contract_count > 0
            WHEN 'finished' THEN staged.is_finished
            WHEN 'finished after changes' THEN staged.is_finished AND staged.is_changed
            WHEN 'changed' THEN staged.amended_count > 0
            WHEN 'price changed' THEN staged.price_change_count > 0
            WHEN 'time changed' THEN staged.time_change_count > 0
            WHEN 'scope changed' THEN staged.scope_change_count > 0
            WHEN 'time or scope changed'
                THEN staged.time_change_count + staged.scope_change_count > 0
            WHEN 'index applied' THEN staged.index_change_count > 0
            WHEN 'budget changed' THEN staged.budget_version_count > 1
            ELSE FALSE
        END AS is_due,
        CASE disclosure_items.item_id
            WHEN 'project_owner' THEN staged.agency IS NOT NULL OR staged.has_owner
            WHEN 'sector' THEN staged.sector IS NOT NULL
            WHEN 'subsector' THEN staged.project_type IS NOT NULL
            WHEN 'project_name' THEN staged.project_name IS NOT NULL
            WHEN 'project_location' THEN staged.has_place
            WHEN 'purpose' THEN staged.purpose IS NOT NULL
            WHEN 'project_description' THEN staged.description IS NOT NULL
            WHEN 'owner_contact' THEN staged.has_owner_contact
            WHEN 'funding_sources' THEN staged.has_funder
            WHEN 'project_budget' THEN staged.has_budget
            WHEN 'budget_approval_date' THEN staged.has_budget_date
            WHEN 'project_status' THEN staged.status IS NOT NULL
            WHEN 'completion_cost'
                THEN staged.completion_amount IS NOT NULL OR staged.has_final_amount
            WHEN 'completion_date' THEN staged.actual_end_date IS NOT NULL
            WHEN 'reasons_for_project_changes'
                THEN
                    staged.delay_reason IS NOT NULL
                    OR staged.explained_change_count = staged.amended_count
                    AND staged.amended_count > 0
            WHEN 'procuring_entity' THEN staged.has_procurer
            WHEN 'procuring_entity_contact'
                THEN staged.has_procurer_contact OR staged.has_project_procurer_contact
            WHEN 'administrative_entity'
                THEN staged.has_administrator OR staged.has_project_administrator
            WHEN 'contract_status' THEN staged.has_contract_status
            WHEN 'procurement_process' THEN staged.has_method
            WHEN 'procurement_method' THEN staged.has_method
            WHEN 'contract_type' THEN staged.has_nature
            WHEN 'tenderer_count' THEN staged.has_tenderers
            WHEN 'cost_estimate' THEN staged.has_estimate
            WHEN 'contract_title' THEN staged.has_title
            WHEN 'contract_firms' THEN staged.has_firm
            WHEN 'contract_price' THEN staged.has_price
            WHEN 'contract_scope' THEN staged.has_scope
            WHEN 'contract_period' THEN staged.has_period
            WHEN 'price_variation'
                THEN staged.shown_price_change_count >= staged.price_change_count
            WHEN 'price_escalation'
                THEN staged.shown_index_change_count >= staged.index_change_count
            WHEN 'duration_variation'
                THEN staged.shown_time_change_count >= staged.time_change_count
            WHEN 'scope_variation' THEN staged.explained_change_count = staged.amended_count
            WHEN 'price_change_reasons'
                THEN
                    staged.explained_change_count = staged.amended_count
                    AND staged.amended_count > 0
            WHEN 'other_change_reasons'
                THEN
                    staged.explained_change_count = staged.amended_count
                    AND staged.amended_count > 0
            WHEN 'progress_reports' THEN staged.has_reports
            WHEN 'budget_amendment' THEN staged.budget_version_count > 1
            WHEN 'firm_registration' THEN staged.has_identifier
            WHEN 'amendment_list' THEN staged.amended_count > 0
            WHEN 'quality_reports' THEN staged.has_inspections
            WHEN 'payment_records' THEN staged.has_payments
            ELSE FALSE
        END AS is_data
    FROM staged
    CROSS JOIN disclosure_items
    WHERE disclosure_items.due <> 'not kept'
)

SELECT
    judged.project_id,
    judged.item_id,
    judged.is_proactive,
    judged.entity_kind,
    COALESCE(judged.is_data, FALSE) AS is_structured,
    documented_items.item_id IS NOT NULL AS is_documented,
    COALESCE(judged.is_data, FALSE) OR documented_items.item_id IS NOT NULL AS is_shown
FROM judged
LEFT JOIN documented_items
    ON
        judged.project_id = documented_items.project_id
        AND judged.item_id = documented_items.item_id
WHERE judged.is_due
