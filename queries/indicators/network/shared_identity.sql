/* indicator
code           = "N2"
title          = "Parties that share contacts"
condition      = "Rivals for one lot have {watch} or more contacts in common: an address alone is watched, a phone, e-mail or representative is high, a bank account critical. Payees with one bank account are watched."
subject        = "party_pair"
unit           = "count"
flag           = { when = "at_least", watch = 1 }
also           = [{ column = "shared_contact_count", when = "at_least", high = 1 }, { column = "shared_account_count", when = "at_least", critical = 1 }]
formula        = "phones, e-mails, representatives, accounts and full addresses that both use at the same time; those of more than ten parties do not count"
why            = "Bidders that are run from one desk only seem to compete."
innocent       = ["business centre or virtual office", "one accountant or agent for several firms", "number that was passed on", "firms that belong to one declared group", "joint purchase by a family of firms"]
skips          = { insufficient = ["no kind of contact is known of both"] }
source         = "Address only as a whole, and e-mail alone as enough: rules of Kyrgyzstan's Chamber of Accounts. Account critical, phone and e-mail high, address watched: house default."
verification   = "V"
evidence_class = "R"
cluster        = "k20"
core           = false
needs          = ["party_keys"]
maps           = { ocp = ["R042", "R044"], krai = ["KRAI27", "NEW1"], arachne = ["links between contractors"] }
limits         = "Contacts are compared as codes; neither numbers nor addresses are kept. In scope: pairs that bid against each other on a lot, and payees that share a bank account. Firms of one group by declared ownership are not counted here but by N3. A kind of contact known of one side only is not compared; compared_kinds says which kinds were."
sentence       = "Two parties ({relation}) used the same contacts at the same time: {shared_kinds|none}; kinds known of both: {compared_kinds}."
worked         = "contacts in common = {value}: accounts {shared_account_count|not counted apart}, phones, e-mails and representatives {shared_contact_count|not counted apart}, addresses {shared_address_count}"
clears         = "Proof of a business centre, an agent or a number that was passed on, or a declaration that the firms belong to one group."

[remedies]
"no kind of contact is known of both" = "party_keys.key_code"
*/
WITH

shared AS (
    SELECT
        party_id,
        other_party_id,
        COUNT(DISTINCT CASE WHEN key_kind = 'account' THEN key_code END) AS account_count,
        COUNT(DISTINCT CASE WHEN key_kind = 'address' THEN key_code END) AS address_count,
        COUNT(
            DISTINCT CASE WHEN key_kind IN ('phone', 'email', 'representative') THEN key_code END
        ) AS contact_count,
        STRING_AGG(DISTINCT key_kind, ', ' ORDER BY key_kind) AS shared_kinds
    FROM shared_keys
    GROUP BY party_id, other_party_id
),

payees AS (
    SELECT DISTINCT payee_id AS party_id
    FROM payments
    WHERE payee_id IS NOT NULL
),

pairs AS (
    SELECT
        party_id,
        other_party_id,
        'rivals' AS relation,
        relation_count AS lot_count,
        tender_id,
        project_id,
        last_date
    FROM party_relations
    WHERE relation = 'rivals'
    UNION ALL
    SELECT
        shared.party_id,
        shared.other_party_id,
        'payees' AS relation,
        NULL AS lot_count,
        NULL AS tender_id,
        NULL AS project_id,
        NULL AS last_date
    FROM shared
    INNER JOIN payees AS ours ON shared.party_id = ours.party_id
    INNER JOIN payees AS theirs ON shared.other_party_id = theirs.party_id
    LEFT JOIN party_relations
        ON
            shared.party_id = party_relations.party_id
            AND shared.other_party_id = party_relations.other_party_id
            AND party_relations.relation = 'rivals'
    WHERE shared.account_count > 0 AND party_relations.party_id IS NULL
),

kinds AS (
    SELECT DISTINCT
        party_id,
        key_kind
    FROM party_keys
),

comparable AS (
    SELECT
        pairs.party_id,
        pairs.other_party_id,
        STRING_AGG(ours.key_kind, ', ' ORDER BY ours.key_kind) AS compared_kinds
    FROM pairs
    INNER JOIN kinds AS ours ON pairs.party_id = ours.party_id
    INNER JOIN kinds AS theirs
        ON pairs.other_party_id = theirs.party_id AND ours.key_kind = theirs.key_kind
    GROUP BY pairs.party_id, pairs.other_party_id
),

judged AS (
    SELECT
        pairs.*,
        comparable.compared_kinds,
        shared.shared_kinds,
        COALESCE(our_groups.group_id = their_groups.group_id, FALSE) AS is_declared_group,
        COALESCE(shared.account_count, 0) AS account_count,
        COALESCE(shared.contact_count, 0) AS contact_count,
        COALESCE(shared.address_count, 0) AS address_count
    FROM pairs
    LEFT JOIN comparable
        ON
            pairs.party_id = comparable.party_id
            AND pairs.other_party_id = comparable.other_party_id
    LEFT JOIN shared
        ON pairs.party_id = shared.party_id AND pairs.other_party_id = shared.other_party_id
    LEFT JOIN supplier_groups AS our_groups ON pairs.party_id = our_groups.party_id
    LEFT JOIN supplier_groups AS their_groups ON pairs.other_party_id = their_groups.party_id
)

SELECT
    CONCAT(party_id, ' + ', other_party_id) AS subject_id,
    project_id,
    CASE
        WHEN is_declared_group THEN CAST(0 AS DOUBLE)
        WHEN relation = 'payees' THEN CAST(account_count AS DOUBLE)
        ELSE CAST(account_count + contact_count + address_count AS DOUBLE)
    END AS value,
    CASE WHEN compared_kinds IS NULL THEN 'no kind of contact is known of both' END AS skip_reason,
    party_id,
    other_party_id,
    tender_id,
    relation,
    lot_count,
    last_date,
    -- Sham competition needs a competition: other payees are only looked at.
    CASE WHEN relation = 'rivals' AND NOT is_declared_group THEN contact_count END
        AS shared_contact_count,
    CASE WHEN relation = 'rivals' AND NOT is_declared_group THEN account_count END
        AS shared_account_count,
    address_count AS shared_address_count,
    shared_kinds,
    compared_kinds,
    is_declared_group
FROM judged
