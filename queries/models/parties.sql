/* model
title  = "Parties: who is paid and who pays, one row per identifier"
grain  = ["party_id"]
limits = "Spellings of one firm are not merged here: two identifiers stay two parties."
*/
WITH

named AS (
    SELECT
        party_id,
        party_name,
        party_kind,
        party_identifier,
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
        3 AS preference,
        source_file_id,
        source_line
    FROM latest_invoices
    WHERE payee_id IS NOT NULL AND payee_name IS NOT NULL
)

SELECT
    party_id,
    party_name,
    party_kind,
    party_identifier,
    source_file_id,
    source_line
FROM named
QUALIFY
    ROW_NUMBER() OVER (
        PARTITION BY party_id
        ORDER BY preference, source_file_id, source_line
    ) = 1
