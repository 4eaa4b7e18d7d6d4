/* model
title  = "Parties: who is paid and who pays, one row per identifier"
grain  = ["party_id"]
limits = "Spellings of one firm are not merged here: two ids stay two rows, and cluster_id says which of them are one."
*/
WITH

named AS (
    SELECT
        party_id,
        party_name,
        party_kind,
        party_identifier,
        identifier_scheme,
        legal_name,
        founded_date,
        address,
        locality,
        postal_code,
        country,
        classification,
        1 AS preference,
        source_file_id,
        source_line
    FROM latest_parties
    UNION ALL
    SELECT
        supplier_id AS party_id,
        supplier_name AS party_name,
        NULL AS party_kind,
        NULL AS party_identifier,
        NULL AS identifier_scheme,
        NULL AS legal_name,
        NULL AS founded_date,
        NULL AS address,
        NULL AS locality,
        NULL AS postal_code,
        NULL AS country,
        NULL AS classification,
        2 AS preference,
        source_file_id,
        source_line
    FROM latest_contracts
    WHERE supplier_id IS NOT NULL AND supplier_name IS NOT NULL
    UNION ALL
    SELECT
        payee_id AS party_id,
        payee_name AS party_name,
        NULL AS party_kind,
        NULL AS party_identifier,
        NULL AS identifier_scheme,
        NULL AS legal_name,
        NULL AS founded_date,
        NULL AS address,
        NULL AS locality,
        NULL AS postal_code,
        NULL AS country,
        NULL AS classification,
        3 AS preference,
        source_file_id,
        source_line
    FROM latest_invoices
    WHERE payee_id IS NOT NULL AND payee_name IS NOT NULL
),

first_named AS (
    SELECT *
    FROM named
    QUALIFY
        ROW_NUMBER() OVER (
            PARTITION BY party_id
            ORDER BY preference, source_file_id, source_line
        ) = 1
)

SELECT
    first_named.party_id,
    first_named.party_name,
    first_named.party_kind,
    first_named.party_identifier,
    first_named.identifier_scheme,
    first_named.legal_name,
    first_named.founded_date,
    first_named.address,
    first_named.locality,
    first_named.postal_code,
    first_named.country,
    first_named.classification,
    -- A natural person is in no cluster but its own.
    COALESCE(src_party_clusters.cluster_id, first_named.party_id) AS cluster_id,
    first_named.source_file_id,
    first_named.source_line
FROM first_named
LEFT JOIN src_party_clusters ON first_named.party_id = src_party_clusters.party_id
