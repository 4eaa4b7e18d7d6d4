/* model
title  = "Publication delays: each decision with the day it was published, and what the law allows"
grain  = ["publication_id"]
limits = "Awards, contracts, amendments and documents with the day of what they document; notices of tenders come before the event and are not among them. Where most of twenty rows or more of one source and kind carry one and the same day of publication, that day is the day of a transfer and says nothing."
*/
WITH

events AS (
    SELECT
        'award' AS kind,
        awards.award_id AS entity_id,
        tenders.project_id,
        CAST(NULL AS VARCHAR) AS contract_id,
        awards.tender_id,
        tenders.buyer_id,
        awards.award_date AS event_date,
        awards.notice_published_date,
        awards.source_file_id
    FROM awards
    LEFT JOIN tenders ON awards.tender_id = tenders.tender_id
    WHERE COALESCE(awards.status, 'active') = 'active'
    UNION ALL
    SELECT
        'contract' AS kind,
        contracts.contract_id AS entity_id,
        contracts.project_id,
        contracts.contract_id,
        contracts.tender_id,
        contracts.buyer_id,
        contracts.signed_date AS event_date,
        contracts.notice_published_date,
        contracts.source_file_id
    FROM contracts
    WHERE COALESCE(contracts.status, 'active') NOT IN ('pending', 'cancelled')
    UNION ALL
    SELECT
        'amendment' AS kind,
        contract_amendments.amendment_id AS entity_id,
        contracts.project_id,
        contract_amendments.contract_id,
        contracts.tender_id,
        contracts.buyer_id,
        contract_amendments.amendment_date AS event_date,
        contract_amendments.notice_published_date,
        contract_amendments.source_file_id
    FROM contract_amendments
    LEFT JOIN contracts ON contract_amendments.contract_id = contracts.contract_id
    UNION ALL
    SELECT
        'document' AS kind,
        documents.document_id AS entity_id,
        documents.project_id,
        CASE WHEN documents.entity_kind = 'contract' THEN documents.entity_id END AS contract_id,
        CASE WHEN documents.entity_kind = 'tender' THEN documents.entity_id END AS tender_id,
        CAST(NULL AS VARCHAR) AS buyer_id,
        documents.document_date AS event_date,
        documents.notice_published_date,
        documents.source_file_id
    FROM documents
),

known AS (
    SELECT
        events.kind,
        events.entity_id,
        events.project_id,
        events.contract_id,
        events.tender_id,
        events.buyer_id,
        events.event_date,
        CASE
            WHEN events.notice_published_date <= $as_of THEN events.notice_published_date
        END AS notice_published_date,
        source_files.source
    FROM events
    INNER JOIN source_files ON events.source_file_id = source_files.source_file_id
),

days AS (
    SELECT
        source,
        kind,
        notice_published_date,
        COUNT(*) AS day_count
    FROM known
    WHERE notice_published_date IS NOT NULL
    GROUP BY source, kind, notice_published_date
),

bulk AS (
    SELECT
        days.source,
        days.kind,
        MAX_BY(days.notice_published_date, days.day_count) AS bulk_date
    FROM days
    GROUP BY days.source, days.kind
    HAVING SUM(days.day_count) >= 20 AND MAX(days.day_count) * 2 > SUM(days.day_count)
),

rules AS (
    SELECT
        applies_to,
        number,
        valid_from_date,
        valid_to_date,
        citation
    FROM jurisdiction_rules
    WHERE rule_name = 'publication_days'
),

-- A period said for this kind wins over one said for all; of several the shortest binds.
allowed AS (
    SELECT
        known.kind,
        known.entity_id,
        MIN(CASE WHEN rules.applies_to IS NOT NULL THEN rules.number END) AS own_days,
        MIN(CASE WHEN rules.applies_to IS NULL THEN rules.number END) AS general_days,
        MIN(rules.citation) AS citation
    FROM known
    INNER JOIN rules
        ON
            COALESCE(rules.applies_to, known.kind) = known.kind
            AND COALESCE(rules.valid_from_date, known.event_date) <= known.event_date
            AND COALESCE(rules.valid_to_date, known.event_date) >= known.event_date
    GROUP BY known.kind, known.entity_id
)

SELECT
    CONCAT(known.kind, ' ', known.entity_id) AS publication_id,
    known.kind,
    known.entity_id,
    known.project_id,
    known.contract_id,
    known.tender_id,
    known.buyer_id,
    known.event_date,
    known.notice_published_date,
    DATE_DIFF('day', known.event_date, known.notice_published_date) AS lag_days,
    COALESCE(allowed.own_days, allowed.general_days) AS allowed_days,
    allowed.citation,
    COALESCE(known.notice_published_date = bulk.bulk_date, FALSE) AS is_bulk,
    known.source
FROM known
LEFT JOIN allowed ON known.kind = allowed.kind AND known.entity_id = allowed.entity_id
LEFT JOIN bulk ON known.source = bulk.source AND known.kind = bulk.kind
