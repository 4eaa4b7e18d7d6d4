/* model
title  = "Party spellings: every name that the files give a party, and where it stands first"
grain  = ["party_id", "party_name"]
limits = "Natural persons are left out."
*/
WITH

named AS (
    SELECT
        party_id,
        party_name,
        source_file_id,
        source_line
    FROM src_parties
    UNION ALL
    SELECT
        supplier_id AS party_id,
        supplier_name AS party_name,
        source_file_id,
        source_line
    FROM src_contracts
    UNION ALL
    SELECT
        buyer_id AS party_id,
        buyer_name AS party_name,
        source_file_id,
        source_line
    FROM src_contracts
    UNION ALL
    SELECT
        buyer_id AS party_id,
        buyer_name AS party_name,
        source_file_id,
        source_line
    FROM src_tenders
    UNION ALL
    SELECT
        procuring_entity_id AS party_id,
        procuring_entity_name AS party_name,
        source_file_id,
        source_line
    FROM src_tenders
    UNION ALL
    SELECT
        party_id,
        party_name,
        source_file_id,
        source_line
    FROM src_award_suppliers
    UNION ALL
    SELECT
        party_id,
        party_name,
        source_file_id,
        source_line
    FROM src_bid_parties
    UNION ALL
    SELECT
        payee_id AS party_id,
        payee_name AS party_name,
        source_file_id,
        source_line
    FROM src_invoices
),

placed AS (
    SELECT
        named.party_id,
        TRIM(named.party_name) AS party_name,
        named.source_file_id,
        named.source_line
    FROM named
    INNER JOIN src_party_clusters ON named.party_id = src_party_clusters.party_id
    WHERE TRIM(named.party_name) <> ''
)

SELECT
    party_id,
    party_name,
    COUNT(*) AS row_count,
    MIN(source_file_id) AS source_file_id,
    MIN_BY(source_line, (source_file_id, source_line)) AS source_line
FROM placed
GROUP BY party_id, party_name
