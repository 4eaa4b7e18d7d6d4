/* indicator
code           = "N5"
title          = "Sanctioned party under contract"
condition      = "{critical} or more suppliers or subcontractors were on a list of sanctions in force on the day they were chosen; high where only another firm of their group was, watched where the entry came later."
subject        = "contract"
unit           = "count"
flag           = { when = "at_least", critical = 1 }
also           = [{ column = "group_listed_count", when = "at_least", high = 1 }, { column = "later_listed_count", when = "at_least", watch = 1 }]
formula        = "parties of the contract with an entry that had begun and not ended on the day of the award (for subcontractors: of the subcontract), and that is neither stayed nor annulled"
why            = "Whoever is excluded by law must not be hired."
innocent       = ["entry stayed on appeal or annulled", "firm of the same name", "exclusion limited to one kind of contract", "entry published after the award"]
skips          = { insufficient = ["no list of sanctions loaded", "list of sanctions is too old", "no identifier of a party", "day of the award is not known"] }
source         = "Ninety days as the greatest age of a list, and the severities: house default. Exclusion itself is law nearly everywhere."
verification   = "D"
evidence_class = "R"
cluster        = "k21"
core           = false
needs          = ["contracts"]
params         = { oldest_list_days = 90 }
maps           = { ocp = ["R046"], krai = ["P1", "P2"], oc4ids = ["documents/documentType debarments"] }
limits         = "Parties are matched by identifier alone; a party without one is not judged, and natural persons never are. An entry without a day of beginning counts as a later one. The age is that of the latest publication of any list; entries of lists that are older than that are not counted. An entry that has expired counts for the time between its days."
sentence       = "Parties of the contract on a list of sanctions in force on the day they were chosen ({decision_date|not known}): {value} of {party_count}; listed only through their group: {group_listed_count}; listed later: {later_listed_count} (lists: {list_names})."
worked         = "entries from {first_start_date|a day not stated} to {last_end_date|no stated end}, day of choice {decision_date|not known}: {value} in force"
clears         = "A stay or annulment of the entry, proof that another firm of that name is meant, or the terms of an exclusion that does not reach this contract."

[remedies]
"no list of sanctions loaded" = "sanctions.sanction_id"
"list of sanctions is too old" = "later sanctions.status"
"no identifier of a party" = "parties.party_identifier"
"day of the award is not known" = "awards.award_date"
*/
WITH

lists AS (
    SELECT
        list_name,
        published_date,
        DATE_DIFF('day', published_date, $as_of) AS age_days
    FROM sanction_lists
),

newest AS (
    SELECT
        COUNT(*) AS list_count,
        MAX(published_date) AS published_date,
        MIN(age_days) AS age_days
    FROM lists
),

entries AS (
    SELECT
        sanction_matches.party_id,
        sanction_matches.sanction_id,
        sanction_matches.list_name,
        sanction_matches.start_date,
        sanction_matches.end_date,
        sanction_matches.status
    FROM sanction_matches
    INNER JOIN lists ON sanction_matches.list_name = lists.list_name
    WHERE
        lists.age_days <= $oldest_list_days
        AND (
            sanction_matches.status = 'in_force'
            -- Without a last day nobody can say when it was still in force.
            OR (sanction_matches.status = 'expired' AND sanction_matches.end_date IS NOT NULL)
        )
),

involved AS (
    SELECT
        contract_parties.contract_id,
        contract_parties.project_id,
        contract_parties.party_id,
        contract_parties.part,
        contract_parties.decision_date,
        contract_parties.is_date_stand_in,
        COALESCE(supplier_groups.group_id, contract_parties.party_id) AS group_id,
        -- The id stands in where a source uses the register's number as its id.
        parties.party_identifier IS NOT NULL
        OR LENGTH(REGEXP_REPLACE(contract_parties.party_id, '[^0-9]', '', 'g')) >= 6
            AS is_identified
    FROM contract_parties
    LEFT JOIN parties ON contract_parties.party_id = parties.party_id
    LEFT JOIN supplier_groups ON contract_parties.party_id = supplier_groups.party_id
    WHERE COALESCE(parties.party_kind, 'organisation') <> 'person'
),

hits AS (
    SELECT
        involved.contract_id,
        involved.party_id,
        involved.part,
        entries.sanction_id,
        entries.list_name,
        entries.start_date,
        entries.end_date,
        entries.party_id = involved.party_id AS is_own,
        entries.start_date <= involved.decision_date
        AND COALESCE(entries.end_date >= involved.decision_date, TRUE) AS is_in_force,
        COALESCE(entries.start_date > involved.decision_date, TRUE) AS is_later
    FROM involved
    INNER JOIN supplier_groups AS members ON involved.group_id = members.group_id
    INNER JOIN entries ON members.party_id = entries.party_id
),

found AS (
    SELECT
        contract_id,
        COUNT(DISTINCT CASE WHEN is_own AND is_in_force THEN party_id END) AS own_count,
        COUNT(DISTINCT CASE WHEN NOT is_own AND is_in_force THEN party_id END) AS group_count,
        COUNT(DISTINCT CASE WHEN is_own AND is_later THEN party_id END) AS later_count,
        MIN_BY(
            party_id,
            CASE
                WHEN is_own AND is_in_force THEN 1
                WHEN is_in_force THEN 2
                WHEN is_own AND is_later THEN 3
                ELSE 4
            END
        ) AS listed_party_id,
        STRING_AGG(DISTINCT part, ', ' ORDER BY part) AS parts,
        STRING_AGG(DISTINCT sanction_id, ', ' ORDER BY sanction_id) AS sanction_ids,
        STRING_AGG(DISTINCT list_name, ', ' ORDER BY list_name) AS list_names,
        MIN(start_date) AS first_start_date,
        MAX(end_date) AS last_end_date
    FROM hits
    GROUP BY contract_id
),

subjects AS (
    SELECT
        contract_id,
        project_id,
        MIN(CASE WHEN part = 'supplier' THEN party_id END) AS supplier_id,
        COUNT(*) AS party_count,
        COUNT(CASE WHEN NOT is_identified THEN 1 END) AS unidentified_count,
        COUNT(decision_date) = COUNT(*) AS is_dated,
        MIN(CASE WHEN part <> 'subcontractor' THEN decision_date END) AS decision_date,
        COUNT(CASE WHEN is_date_stand_in THEN 1 END) AS stand_in_count
    FROM involved
    GROUP BY contract_id, project_id
)

SELECT
    subjects.contract_id AS subject_id,
    subjects.project_id,
    CAST(COALESCE(found.own_count, 0) AS DOUBLE) AS value,
    CASE
        WHEN newest.list_count = 0 THEN 'no list of sanctions loaded'
        WHEN newest.age_days > $oldest_list_days THEN 'list of sanctions is too old'
        -- What was found stands, whatever is not known of the others.
        WHEN found.own_count > 0 OR found.group_count > 0 OR found.later_count > 0 THEN NULL
        WHEN NOT subjects.is_dated THEN 'day of the award is not known'
        WHEN subjects.unidentified_count > 0 THEN 'no identifier of a party'
    END AS skip_reason,
    subjects.contract_id,
    COALESCE(found.listed_party_id, subjects.supplier_id) AS party_id,
    COALESCE(found.group_count, 0) AS group_listed_count,
    COALESCE(found.later_count, 0) AS later_listed_count,
    found.parts,
    found.list_names,
    found.sanction_ids,
    found.first_start_date,
    found.last_end_date,
    subjects.decision_date,
    subjects.party_count,
    subjects.unidentified_count,
    newest.published_date AS list_published_date,
    subjects.stand_in_count AS fallback_count
FROM subjects
CROSS JOIN newest
LEFT JOIN found ON subjects.contract_id = found.contract_id
