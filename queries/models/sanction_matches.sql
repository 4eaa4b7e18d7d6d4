/* model
title  = "Sanction matches: parties whose identifier is on a list of sanctions"
grain  = ["party_id", "sanction_id"]
limits = "By identifier alone, written without blanks, points and hyphens: a party of the same name never matches. Entries of natural persons carry no identifier and match nobody. Only an entry that is in force on the reporting date counts as listed; the others are kept so that a page can say what became of them. A list without its later publications is as old as its file."
*/
WITH

-- The id stands in where the source uses the register's number as its id and gives no other.
known_parties AS (
    SELECT
        party_id,
        party_name,
        REGEXP_REPLACE(
            UPPER(COALESCE(party_identifier, party_id)), '[^0-9A-ZÑ&]', '', 'g'
        ) AS identifier
    FROM parties
    WHERE COALESCE(party_kind, 'organisation') <> 'person'
),

entries AS (
    SELECT
        sanction_id,
        list_name,
        party_name AS listed_name,
        REGEXP_REPLACE(UPPER(party_identifier), '[^0-9A-ZÑ&]', '', 'g') AS identifier,
        reason,
        start_date,
        end_date,
        status,
        status_text,
        source_file_id,
        source_line
    FROM sanctions
    WHERE COALESCE(party_kind, 'organisation') <> 'person'
)

SELECT
    known_parties.party_id,
    known_parties.party_name,
    entries.sanction_id,
    entries.list_name,
    entries.listed_name,
    entries.identifier,
    entries.reason,
    entries.status,
    entries.status_text,
    entries.start_date,
    entries.end_date,
    entries.status = 'in_force' AND COALESCE(entries.end_date > $as_of, TRUE) AS is_listed,
    entries.source_file_id,
    entries.source_line
FROM known_parties
INNER JOIN entries ON known_parties.identifier = entries.identifier
-- A number this short would be an accident, or a placeholder.
WHERE LENGTH(entries.identifier) >= 6
