/* model
title  = "Contract disclosures: what the data of each signed contract show of it and of its changes"
grain  = ["contract_id"]
limits = "A column that is NULL is not shown. Contracts that were never signed or were called off have no row."
*/
WITH

bidding AS (
    SELECT
        tender_id,
        COUNT(*) AS bid_count
    FROM bids
    GROUP BY tender_id
),

estimated AS (
    SELECT
        tender_id,
        COUNT(*) AS lot_count,
        COUNT(estimate_amount) AS estimate_count
    FROM lots
    GROUP BY tender_id
),

itemised AS (
    SELECT DISTINCT contract_id
    FROM contract_items
),

changed AS (
    SELECT
        contract_id,
        COUNT(*) AS amendment_count,
        COUNT(COALESCE(amount_change, amount_after)) AS priced_count,
        COUNT(end_date_after) AS timed_count,
        COUNT(CASE WHEN is_price_index THEN amendment_id END) AS index_count,
        COUNT(CASE WHEN is_price_index THEN COALESCE(amount_change, amount_after) END)
            AS priced_index_count,
        COUNT(CASE WHEN LOWER(amendment_kind) LIKE '%scope%' THEN amendment_id END) AS scope_count,
        COUNT(COALESCE(rationale, reason_code)) AS reason_count
    FROM contract_amendments
    GROUP BY contract_id
)

SELECT
    contracts.project_id,
    contracts.contract_id,
    contracts.supplier_name,
    contracts.contract_name,
    contracts.nature,
    contracts.status,
    contracts.final_amount,
    COALESCE(contracts.original_amount, contracts.current_amount) AS price_amount,
    contracts.original_amount <> contracts.current_amount AS is_price_changed,
    contracts.original_end_date <> contracts.current_end_date AS is_time_changed,
    COALESCE(contracts.procurement_method, tenders.procurement_method) AS procurement_method,
    COALESCE(contracts.buyer_name, tenders.procuring_entity_name, tenders.buyer_name)
        AS procurer_name,
    COALESCE(buyers.address, buyers.locality, procurers.address, procurers.locality)
        AS procurer_address,
    COALESCE(tenders.tenderer_count, bidding.bid_count) AS tenderer_count,
    COALESCE(
        tenders.estimate_amount,
        CASE WHEN estimated.estimate_count = estimated.lot_count THEN 1 END
    ) AS estimate_amount,
    COALESCE(contracts.description, itemised.contract_id) AS scope_text,
    CASE
        WHEN COALESCE(contracts.original_end_date, contracts.current_end_date) IS NOT NULL
            THEN COALESCE(contracts.start_date, contracts.signed_date)
    END AS period_start_date,
    CASE
        WHEN GREATEST(
            COALESCE(own_contacts.has_administrator, 0),
            COALESCE(tender_contacts.has_administrator, 0)
        ) = 1 THEN 1
    END AS administrator,
    CASE
        WHEN GREATEST(
            COALESCE(own_contacts.has_procurer_contact, 0),
            COALESCE(tender_contacts.has_procurer_contact, 0)
        ) = 1 THEN 1
    END AS procurer_contact,
    suppliers.party_identifier,
    changed.amendment_count,
    changed.priced_count,
    changed.timed_count,
    changed.index_count,
    changed.priced_index_count,
    changed.scope_count,
    changed.reason_count
FROM contracts
LEFT JOIN tenders ON contracts.tender_id = tenders.tender_id
LEFT JOIN bidding ON contracts.tender_id = bidding.tender_id
LEFT JOIN estimated ON contracts.tender_id = estimated.tender_id
LEFT JOIN itemised ON contracts.contract_id = itemised.contract_id
LEFT JOIN changed ON contracts.contract_id = changed.contract_id
LEFT JOIN parties AS suppliers ON contracts.supplier_id = suppliers.party_id
LEFT JOIN parties AS buyers ON contracts.buyer_id = buyers.party_id
LEFT JOIN parties AS procurers ON tenders.procuring_entity_id = procurers.party_id
LEFT JOIN entity_contacts AS own_contacts
    ON
        own_contacts.entity_kind = 'contract'
        AND contracts.contract_id = own_contacts.entity_id
LEFT JOIN entity_contacts AS tender_contacts
    ON
        tender_contacts.entity_kind = 'tender'
        AND contracts.tender_id = tender_contacts.entity_id
WHERE COALESCE(contracts.status, 'active') NOT IN ('pending', 'cancelled')
