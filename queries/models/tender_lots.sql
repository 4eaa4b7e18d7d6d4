/* model
title  = "Tender lots: what is competed for, a lot or a tender that names none"
grain  = ["lot_id"]
limits = "A tender without lots is its own lot and goes by the tender's id. The estimate of a tender with several lots is not split among them. How a winner is chosen is known only where the source uses one of the words listed here: other words leave it open."
*/
WITH

parts AS (
    SELECT
        tenders.tender_id,
        COALESCE(lots.lot_id, tenders.tender_id) AS lot_id,
        lots.lot_id IS NOT NULL AS is_named_lot,
        COUNT(*) OVER (PARTITION BY tenders.tender_id) AS lot_count,
        lots.lot_name,
        lots.estimate_amount AS lot_estimate_amount,
        lots.currency AS lot_currency,
        lots.status AS lot_status
    FROM tenders
    LEFT JOIN lots ON tenders.tender_id = lots.tender_id
),

-- A tender that serves several projects names none; the contract of the lot does.
contracted AS (
    SELECT
        contracts.tender_id,
        COALESCE(awards.lot_id, contracts.tender_id) AS lot_id,
        MIN(contracts.project_id) AS project_id,
        MIN(contracts.contract_id) AS contract_id,
        COUNT(DISTINCT contracts.project_id) AS project_count,
        COUNT(*) AS contract_count
    FROM contracts
    LEFT JOIN awards ON contracts.award_id = awards.award_id
    WHERE contracts.tender_id IS NOT NULL
    GROUP BY contracts.tender_id, COALESCE(awards.lot_id, contracts.tender_id)
)

SELECT
    parts.lot_id,
    parts.tender_id,
    parts.is_named_lot,
    parts.lot_count,
    COALESCE(parts.lot_name, tenders.tender_name) AS lot_name,
    COALESCE(
        tenders.project_id, CASE WHEN contracted.project_count = 1 THEN contracted.project_id END
    ) AS project_id,
    CASE WHEN contracted.contract_count = 1 THEN contracted.contract_id END AS contract_id,
    tenders.buyer_id,
    tenders.buyer_name,
    tenders.category,
    tenders.item_code,
    tenders.procurement_method,
    tenders.award_criteria,
    CASE
        WHEN
            tenders.award_criteria IN (
                'priceOnly', 'lowestCost', 'costOnly', 'price', 'price only', 'lowest price',
                'average bid'
            )
            THEN TRUE
        WHEN
            tenders.award_criteria IN (
                'ratedCriteria', 'qualityOnly', 'bestProposal', 'bestValueToGovernment',
                'singleBidOnly', 'quality', 'quality and price', 'lottery'
            )
            THEN FALSE
    END AS is_price_decisive,
    COALESCE(
        parts.lot_estimate_amount, CASE WHEN parts.lot_count = 1 THEN tenders.estimate_amount END
    ) AS estimate_amount,
    parts.lot_count > 1
    AND parts.lot_estimate_amount IS NULL
    AND tenders.estimate_amount IS NOT NULL AS is_estimate_shared,
    COALESCE(parts.lot_currency, tenders.currency) AS currency,
    tenders.is_estimate_public,
    tenders.is_framework,
    tenders.notice_published_date,
    tenders.submission_start_date,
    tenders.submission_deadline,
    CASE WHEN parts.lot_count = 1 THEN tenders.tenderer_count END AS tenderer_count,
    COALESCE(parts.lot_status, tenders.status) AS status,
    tenders.source_file_id,
    tenders.source_line
FROM parts
INNER JOIN tenders ON parts.tender_id = tenders.tender_id
LEFT JOIN contracted
    ON
        parts.tender_id = contracted.tender_id
        AND parts.lot_id = contracted.lot_id
