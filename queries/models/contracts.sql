/* model
title  = "Contracts: the first value and the current one side by side"
grain  = ["contract_id"]
limits = "The value at signature is the one first published: a later publication cannot overwrite it (see retroactive_edits). Where none is published, the first publication's value stands in: first seen, not first signed. Amounts published under another contractor are not compared; where a publication names no contractor, its amount is."
*/
WITH

published AS (
    SELECT
        src_contracts.contract_id,
        src_contracts.published_date,
        src_contracts.current_end_date,
        src_contracts.original_end_date,
        src_contracts.original_amount,
        src_contracts.contract_amount,
        -- What was published under another contractor was the price of another contract.
        COALESCE(
            src_contracts.supplier_id <> latest_contracts.supplier_id
            AND COALESCE(
                UPPER(src_contracts.supplier_name) <> UPPER(latest_contracts.supplier_name),
                TRUE
            ),
            FALSE
        ) AS is_of_another
    FROM src_contracts
    INNER JOIN latest_contracts ON src_contracts.contract_id = latest_contracts.contract_id
),

seen AS (
    SELECT
        contract_id,
        MIN_BY(original_amount, published_date)
        FILTER (WHERE original_amount IS NOT NULL AND NOT is_of_another)
            AS first_original_amount,
        MIN_BY(original_end_date, published_date)
        FILTER (WHERE original_end_date IS NOT NULL AND NOT is_of_another)
            AS first_original_end_date,
        MIN_BY(contract_amount, published_date)
        FILTER (WHERE contract_amount IS NOT NULL AND NOT is_of_another)
            AS first_seen_amount,
        MIN_BY(current_end_date, published_date) FILTER (WHERE current_end_date IS NOT NULL)
            AS first_seen_end_date,
        COUNT(DISTINCT published_date)
        FILTER (WHERE contract_amount IS NOT NULL AND NOT is_of_another)
            AS amount_publication_count,
        MIN(published_date) AS first_seen_date,
        MAX(published_date) AS last_seen_date
    FROM published
    GROUP BY contract_id
)

SELECT
    latest.contract_id,
    latest.project_id,
    latest.contract_name,
    latest.nature,
    latest.procurement_method,
    latest.supplier_id,
    COALESCE(latest_parties.party_name, latest.supplier_name) AS supplier_name,
    latest.signed_date,
    latest.start_date,
    COALESCE(seen.first_original_end_date, seen.first_seen_end_date) AS original_end_date,
    latest.current_end_date,
    CASE WHEN latest.actual_end_date <= $as_of THEN latest.actual_end_date END AS actual_end_date,
    COALESCE(seen.first_original_amount, seen.first_seen_amount) AS original_amount,
    CASE
        WHEN seen.first_original_amount IS NOT NULL THEN 'at signature'
        WHEN seen.first_seen_amount IS NOT NULL THEN 'first seen'
    END AS original_amount_basis,
    latest.contract_amount AS current_amount,
    latest.final_amount,
    seen.amount_publication_count,
    latest.currency,
    latest.payment_term_days,
    latest.advance_share,
    latest.retention_share,
    latest.status,
    latest.tender_id,
    latest.award_id,
    latest.buyer_id,
    latest.buyer_name,
    latest.description,
    latest.notice_published_date,
    latest.is_tax_included,
    latest.retention_cap_share,
    latest.has_retention_bond,
    latest.liability_end_date,
    latest.liquidation_date,
    latest.is_remeasured,
    seen.first_seen_date,
    seen.last_seen_date,
    latest.source_file_id,
    latest.source_line
FROM latest_contracts AS latest
INNER JOIN seen ON latest.contract_id = seen.contract_id
LEFT JOIN latest_parties ON latest.supplier_id = latest_parties.party_id
