/* model
title  = "Disclosure items: what an infrastructure project should show, when, and where it would be seen"
grain  = ["item_id"]
limits = "The rows follow the CoST Infrastructure Data Standard as OC4IDS 0.9.5 maps it: 39 to be published unasked, 27 on request; the words are ours. Three cannot be seen here: names of officials are never loaded, and budgets by year have no table. due says from when an item counts; document_types are codes of OC4IDS that show it as a document."
*/
SELECT
    listed.item_id,
    listed.item_name,
    listed.is_proactive,
    listed.entity_kind,
    listed.stage,
    listed.due,
    listed.document_types,
    listed.shown_by
FROM (
    VALUES
    (
        'project_owner', 'Public body that owns the project', TRUE, 'project', 'identification',
        'always', '', 'projects.agency, or a role as owner or public authority'
    ),
    ('sector', 'Sector', TRUE, 'project', 'identification', 'always', '', 'projects.sector'),
    (
        'subsector', 'Kind of works within the sector', TRUE, 'project', 'identification',
        'always', '', 'projects.project_type'
    ),
    (
        'project_name', 'Name of the project', TRUE, 'project', 'identification', 'always', '',
        'projects.project_name'
    ),
    (
        'project_location', 'Where the works are', TRUE, 'project', 'identification', 'always',
        '', 'project_places'
    ),
    (
        'purpose', 'What the project is for', TRUE, 'project', 'identification', 'always',
        'needsAssessment', 'projects.purpose'
    ),
    (
        'project_description', 'Short description', TRUE, 'project', 'identification', 'always',
        '', 'projects.description'
    ),
    (
        'project_scope', 'Main outputs to be built', TRUE, 'project', 'preparation', 'prepared',
        'projectScope', 'documents'
    ),
    (
        'environmental_impact', 'Effects on nature and what is done about them', TRUE, 'project',
        'preparation', 'prepared', 'environmentalImpact', 'documents'
    ),
    (
        'land_impact', 'Land taken, people and businesses moved', TRUE, 'project', 'preparation',
        'prepared', 'landAndSettlementImpact', 'documents'
    ),
    (
        'owner_contact', 'Where the owner can be reached', TRUE, 'project', 'preparation',
        'prepared', '', 'parties.address of the owner'
    ),
    (
        'funding_sources', 'Who pays for it', TRUE, 'project', 'preparation', 'prepared', '',
        'party_roles as funder'
    ),
    (
        'project_budget', 'Budget of the project', TRUE, 'project', 'preparation', 'prepared', '',
        'project_budgets.budget_amount or project_costs.budget_amount'
    ),
    (
        'budget_approval_date', 'Day on which the budget was approved', TRUE, 'project',
        'preparation', 'prepared', 'budgetApproval', 'project_budgets.budget_date'
    ),
    (
        'project_status', 'Where the project stands', TRUE, 'project', 'completion', 'always', '',
        'projects.status'
    ),
    (
        'completion_cost', 'What it came to', TRUE, 'project', 'completion', 'finished', '',
        'projects.completion_amount, contracts.final_amount or project_costs'
    ),
    (
        'completion_date', 'When it was finished', TRUE, 'project', 'completion', 'finished',
        'completionCertificate', 'projects.actual_end_date'
    ),
    (
        'completion_scope', 'What was built in the end', TRUE, 'project', 'completion',
        'finished', 'projectScope projectCompletionReport', 'documents'
    ),
    (
        'reasons_for_project_changes', 'Why scope, time or cost changed', TRUE, 'project',
        'completion', 'finished after changes', 'projectCompletionReport projectEvaluation',
        'projects.delay_reason or contract_amendments.rationale'
    ),
    (
        'audit_reports', 'Where audits and evaluations can be read', TRUE, 'project',
        'completion', 'finished',
        'finalAudit financialAuditReport technicalAuditReport projectEvaluation', 'documents'
    ),
    (
        'procuring_entity', 'Who ran the procurement', TRUE, 'process', 'procurement',
        'contracted', '', 'contracts.buyer_name or tenders.procuring_entity_name'
    ),
    (
        'procuring_entity_contact', 'Where the procuring body can be reached', TRUE, 'process',
        'procurement', 'contracted', '', 'parties.address of the procuring body'
    ),
    (
        'administrative_entity', 'Who administers the contract', TRUE, 'process', 'procurement',
        'contracted', '', 'party_roles as administrative entity'
    ),
    (
        'contract_status', 'Whether the contract is open or closed', TRUE, 'process',
        'procurement', 'contracted', '', 'contracts.status'
    ),
    (
        'procurement_process', 'How the contractor was chosen', TRUE, 'process', 'procurement',
        'contracted', '', 'contracts.procurement_method or tenders.procurement_method'
    ),
    (
        'contract_type', 'Design, works, supervision', TRUE, 'process', 'procurement',
        'contracted', '', 'contracts.nature'
    ),
    (
        'tenderer_count', 'How many firms bid', TRUE, 'process', 'procurement', 'contracted',
        'bidders', 'tenders.tenderer_count or bids'
    ),
    (
        'cost_estimate', 'Estimate before the tender', TRUE, 'process', 'procurement',
        'contracted', '', 'tenders.estimate_amount or lots.estimate_amount'
    ),
    (
        'contract_title', 'Title of the contract', TRUE, 'process', 'procurement', 'contracted',
        '', 'contracts.contract_name'
    ),
    (
        'contract_firms', 'Who got the contract', TRUE, 'process', 'procurement', 'contracted',
        '', 'contracts.supplier_name'
    ),
    (
        'contract_price', 'Price at award', TRUE, 'process', 'procurement', 'contracted', '',
        'contracts.contract_amount'
    ),
    (
        'contract_scope', 'What the contract covers', TRUE, 'process', 'procurement',
        'contracted', 'contractSummary billOfQuantity', 'contracts.description or contract_items'
    ),
    (
        'contract_period', 'Start and length of the contract', TRUE, 'process', 'procurement',
        'contracted', '', 'contracts.start_date and an end date'
    ),
    (
        'price_variation', 'Changes of the price', TRUE, 'process', 'implementation',
        'price changed', 'contractAmendment',
        'contract_amendments.amount_change, or before and after'
    ),
    (
        'price_escalation', 'Changes of the price by an index', TRUE, 'process', 'implementation',
        'index applied', 'escalationApproval escalationApprovals',
        'contract_amendments.is_price_index with its amount'
    ),
    (
        'duration_variation', 'Changes of the time', TRUE, 'process', 'implementation',
        'time changed', 'contractAmendment', 'contract_amendments.end_date_after'
    ),
    (
        'scope_variation', 'Changes of the scope', TRUE, 'process', 'implementation',
        'scope changed', 'contractAmendment',
        'contract_amendments.amendment_kind with a rationale'
    ),
    (
        'price_change_reasons', 'Why the price changed', TRUE, 'process', 'implementation',
        'price changed', 'contractAmendment', 'contract_amendments.rationale or reason_code'
    ),
    (
        'other_change_reasons', 'Why time or scope changed', TRUE, 'process', 'implementation',
        'time or scope changed', 'contractAmendment',
        'contract_amendments.rationale or reason_code'
    ),
    (
        'yearly_budget', 'Budget by year and by funder', FALSE, 'project', 'preparation',
        'not kept', '', 'not kept: no table at the border'
    ),
    (
        'feasibility_study', 'Brief or feasibility study', FALSE, 'project', 'preparation',
        'prepared', 'feasibilityStudy', 'documents'
    ),
    (
        'impact_assessments', 'Environmental and social assessments', FALSE, 'project',
        'preparation', 'prepared', 'environmentalImpact socialImpact', 'documents'
    ),
    (
        'resettlement_plan', 'Plan for those who must move', FALSE, 'project', 'preparation',
        'prepared', 'resettlementPlan', 'documents'
    ),
    (
        'project_officials', 'Officials in charge of the project', FALSE, 'project',
        'preparation', 'not kept', '', 'not kept: names of persons are never loaded'
    ),
    (
        'financial_agreement', 'Loan or grant agreement', FALSE, 'project', 'preparation',
        'prepared', 'financialAgreement', 'documents'
    ),
    (
        'procurement_plan', 'Plan of procurement', FALSE, 'project', 'preparation', 'prepared',
        'procurementPlan', 'documents'
    ),
    (
        'project_approval', 'Decision that approved the project', FALSE, 'project', 'preparation',
        'prepared', 'budgetApproval', 'documents'
    ),
    (
        'progress_reports', 'Physical and financial progress over time', FALSE, 'project',
        'completion', 'prepared', 'physicalProgressReport financialProgressReport',
        'progress_reports or metric_observations'
    ),
    (
        'budget_amendment', 'Decision that changed the budget', FALSE, 'project', 'completion',
        'budget changed', 'budgetAmendmentApproval', 'documents or a further project_budgets row'
    ),
    (
        'completion_report', 'Report on completion', FALSE, 'project', 'completion', 'finished',
        'projectCompletionReport completionCertificate', 'documents'
    ),
    (
        'evaluation_report', 'Evaluation of the project', FALSE, 'project', 'completion',
        'finished', 'projectEvaluation', 'documents'
    ),
    (
        'technical_audit', 'Technical audit', FALSE, 'project', 'completion', 'finished',
        'technicalAuditReport', 'documents'
    ),
    (
        'financial_audit', 'Financial audit', FALSE, 'project', 'completion', 'finished',
        'financialAuditReport finalAudit', 'documents'
    ),
    (
        'contract_officials', 'Officials in charge of the contract', FALSE, 'process',
        'procurement', 'not kept', '', 'not kept: names of persons are never loaded'
    ),
    (
        'procurement_method', 'Open, selective, limited or direct', FALSE, 'process',
        'procurement', 'contracted', '',
        'contracts.procurement_method or tenders.procurement_method'
    ),
    (
        'tender_documents', 'Documents of the tender', FALSE, 'process', 'procurement',
        'contracted', 'biddingDocuments tenderNotice', 'documents'
    ),
    (
        'evaluation_results', 'How the bids were judged', FALSE, 'process', 'procurement',
        'contracted', 'evaluationReports', 'documents'
    ),
    (
        'design_report', 'Report on the design', FALSE, 'process', 'procurement', 'contracted',
        'designReport projectDesignReport', 'documents'
    ),
    (
        'contract_agreement', 'The signed contract', FALSE, 'process', 'contract', 'contracted',
        'contractSigned', 'documents'
    ),
    (
        'firm_registration', 'Registration and owners of the firms', FALSE, 'process', 'contract',
        'contracted', 'incorporationCertificate', 'parties.party_identifier of every contractor'
    ),
    (
        'specifications', 'Specifications and drawings', FALSE, 'process', 'contract',
        'contracted', 'technicalSpecifications', 'documents'
    ),
    (
        'amendment_list', 'List of changes to the contract', FALSE, 'process', 'implementation',
        'changed', 'contractAmendment', 'contract_amendments'
    ),
    (
        'escalation_approvals', 'Approvals of price rises by an index', FALSE, 'process',
        'implementation', 'index applied', 'escalationApproval escalationApprovals', 'documents'
    ),
    (
        'quality_reports', 'Reports on quality', FALSE, 'process', 'implementation', 'contracted',
        'qualityAssuranceReport', 'documents or inspections'
    ),
    (
        'payment_records', 'Payments or certificates', FALSE, 'process', 'implementation',
        'contracted', 'paymentCertificate', 'payments or invoices approved'
    ),
    (
        'contract_amendments', 'Amendments as signed', FALSE, 'process', 'implementation',
        'changed', 'contractAmendment', 'documents'
    )
) AS listed (
    item_id,
    item_name,
    is_proactive,
    entity_kind,
    stage,
    due,
    document_types,
    shown_by
)
