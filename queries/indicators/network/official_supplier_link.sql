/* indicator
code           = "N4"
title          = "Official linked to supplier"
condition      = "{critical} or more persons who decided on the contract own, direct or represent the supplier, or did within two years; high where they share a phone, e-mail, address or account with it."
subject        = "contract"
unit           = "count"
flag           = { when = "at_least", critical = 1 }
also           = [{ column = "contact_link_count", when = "at_least", high = 1 }]
formula        = "persons with a role in the decision whose coded id, or personal number, is that of an owner, director or representative of a supplier, from two years before the link began to two years after it ended"
why            = "Whoever decides on a contract should have no stake in it."
innocent       = ["two persons of one name", "interest that was disclosed by stepping aside", "business centre with many tenants", "public body with a seat on a board"]
skips          = { insufficient = ["no officials on record", "nothing on record about the supplier", "day of the decision is not known"] }
source         = "An identical person critical, a shared contact high, 24 months for those who changed sides: house default."
verification   = "D"
evidence_class = "R"
cluster        = "k20"
core           = false
needs          = ["party_roles"]
params         = { window_days = 730 }
maps           = { ocp = ["R043"], krai = ["P4"], opentender = ["INTEGRITY_POLITICAL_CONNECTIONS"], arachne = ["reputation"] }
limits         = "For investigators only. Persons appear by role and code. Names are never compared: an equal name is no link. Contacts of more than ten parties do not count. Who stepped aside on record is not counted but shown. Officials are those named for the contract, its tender or its project; other officials of the buyer are not seen."
sentence       = "Persons with a role in the decision of {decision_date}: {official_count}; who own, direct or represent the supplier, or did within two years: {value}; who share a contact with it: {contact_link_count} (roles: {roles}; links: {links})."
worked         = "persons tied by identity = {value}, by a contact = {contact_link_count}; stepped aside on record and not counted: {recused_count}"
clears         = "A record that the person stepped aside, proof that two persons are meant, or a register extract with other dates."

[remedies]
"no officials on record" = "party_roles.party_id"
"nothing on record about the supplier" = "party_owners.owner_id"
"day of the decision is not known" = "awards.award_date"
*/
WITH

suppliers AS (
    SELECT
        contract_id,
        project_id,
        party_id,
        decision_date,
        is_date_stand_in
    FROM contract_parties
    WHERE part IN ('supplier', 'member')
),

known_suppliers AS (
    SELECT owned_id AS party_id
    FROM ownership_paths
    UNION
    SELECT party_id
    FROM party_keys
),

subjects AS (
    SELECT
        suppliers.contract_id,
        suppliers.project_id,
        MIN(suppliers.party_id) AS supplier_id,
        MAX(suppliers.decision_date) AS decision_date,
        BOOL_OR(suppliers.is_date_stand_in) AS is_date_stand_in,
        COUNT(known_suppliers.party_id) AS known_count
    FROM suppliers
    LEFT JOIN known_suppliers ON suppliers.party_id = known_suppliers.party_id
    GROUP BY suppliers.contract_id, suppliers.project_id
),

-- Shared in either order, so that a join can look from the official's side.
keys_in_common AS (
    SELECT
        party_id,
        other_party_id,
        key_kind
    FROM shared_keys
    UNION ALL
    SELECT
        other_party_id AS party_id,
        party_id AS other_party_id,
        key_kind
    FROM shared_keys
),

owned AS (
    SELECT
        contract_officials.contract_id,
        contract_officials.official_id,
        contract_officials.role,
        contract_officials.is_recused,
        suppliers.party_id AS supplier_id,
        'owner or director' AS link,
        TRUE AS is_person,
        COALESCE(ownership_paths.end_date < suppliers.decision_date, FALSE)
        OR COALESCE(ownership_paths.start_date > suppliers.decision_date, FALSE) AS is_former
    FROM contract_officials
    INNER JOIN suppliers ON contract_officials.contract_id = suppliers.contract_id
    INNER JOIN ownership_paths
        ON
            contract_officials.person_id = ownership_paths.owner_id
            AND suppliers.party_id = ownership_paths.owned_id
    WHERE
        COALESCE(
            DATE_DIFF('day', suppliers.decision_date, ownership_paths.start_date) <= $window_days,
            TRUE
        )
        AND COALESCE(
            DATE_DIFF('day', ownership_paths.end_date, suppliers.decision_date) <= $window_days,
            TRUE
        )
),

shared AS (
    SELECT
        contract_officials.contract_id,
        contract_officials.official_id,
        contract_officials.role,
        contract_officials.is_recused,
        suppliers.party_id AS supplier_id,
        keys_in_common.key_kind AS link,
        keys_in_common.key_kind = 'representative' AS is_person,
        FALSE AS is_former
    FROM contract_officials
    INNER JOIN suppliers ON contract_officials.contract_id = suppliers.contract_id
    INNER JOIN keys_in_common
        ON
            contract_officials.official_id = keys_in_common.party_id
            AND suppliers.party_id = keys_in_common.other_party_id
),

linked AS (
    SELECT * FROM owned
    UNION ALL
    SELECT * FROM shared
),

found AS (
    SELECT
        contract_id,
        COUNT(DISTINCT CASE WHEN is_person AND NOT is_recused THEN official_id END) AS person_count,
        COUNT(DISTINCT CASE WHEN NOT is_person AND NOT is_recused THEN official_id END)
            AS contact_count,
        COUNT(DISTINCT CASE WHEN is_recused THEN official_id END) AS recused_count,
        COUNT(DISTINCT CASE WHEN is_former AND NOT is_recused THEN official_id END)
            AS former_count,
        MIN(CASE WHEN NOT is_recused THEN official_id END) AS official_id,
        MIN(CASE WHEN NOT is_recused THEN supplier_id END) AS supplier_id,
        STRING_AGG(DISTINCT role, ', ' ORDER BY role) AS roles,
        STRING_AGG(DISTINCT link, ', ' ORDER BY link) AS links
    FROM linked
    GROUP BY contract_id
),

officials AS (
    SELECT
        contract_id,
        COUNT(DISTINCT official_id) AS official_count
    FROM contract_officials
    GROUP BY contract_id
)

SELECT
    subjects.contract_id AS subject_id,
    subjects.project_id,
    CAST(COALESCE(found.person_count, 0) AS DOUBLE) AS value,
    CASE
        WHEN officials.official_count IS NULL THEN 'no officials on record'
        WHEN subjects.decision_date IS NULL THEN 'day of the decision is not known'
        WHEN found.contract_id IS NULL AND subjects.known_count = 0
            THEN 'nothing on record about the supplier'
    END AS skip_reason,
    subjects.contract_id,
    COALESCE(found.supplier_id, subjects.supplier_id) AS party_id,
    found.official_id AS other_party_id,
    COALESCE(found.contact_count, 0) AS contact_link_count,
    found.roles,
    found.links,
    COALESCE(found.former_count, 0) AS former_link_count,
    COALESCE(found.recused_count, 0) AS recused_count,
    officials.official_count,
    subjects.decision_date,
    CASE WHEN subjects.is_date_stand_in THEN 1 ELSE 0 END AS fallback_count
FROM subjects
LEFT JOIN found ON subjects.contract_id = found.contract_id
LEFT JOIN officials ON subjects.contract_id = officials.contract_id
