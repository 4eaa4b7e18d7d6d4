/* indicator
code           = "N3"
title          = "One owner behind both"
condition      = "One owner holds {watch} or more of both, or one person directs both; high between rivals for a lot or contractor and supervisor, critical where the contractor owns the supervisor."
subject        = "party_pair"
unit           = "share"
flag           = { when = "at_least", watch = 0.25 }
also           = [{ column = "common_person_count", when = "at_least", watch = 1 }, { column = "close_common_share", when = "at_least", high = 0.25 }, { column = "close_common_person_count", when = "at_least", high = 1 }, { column = "supervisor_owned_share", when = "at_least", critical = 0.25 }]
formula        = "largest over all owners of min(share in one, share in the other); a share is the sum over all paths of the product of their steps, and a party owns all of itself"
why            = "Two bids of one owner are one bid, and nobody supervises himself."
innocent       = ["the state as owner of both", "listed fund with holdings in many firms", "subsidiary named in the bid as subcontractor", "owner who sold before"]
skips          = { insufficient = ["no owners on record", "owners cannot be told apart"] }
source         = "A quarter: house default after the usual threshold for disclosing beneficial owners. Severities: house default."
verification   = "D"
evidence_class = "R"
cluster        = "k20"
core           = false
needs          = ["party_owners"]
params         = { most_owned_firms = 10 }
maps           = { ocp = ["R032", "R033"], krai = ["P3"], oc4ids = ["parties/beneficialOwners"] }
limits         = "Owners as of the last day on which the two met. Public bodies, and owners of more than ten firms on file, are not counted as common owners. A declared beneficial owner whose share is not published counts as a person in common, not with a share. Owners known by name only, inside one firm, cannot be met in another: such a pair is not judged. A firm without any owner on file is not clear of common owners."
sentence       = "Two parties ({relations}): largest holding of one owner in both {value}; persons in common {common_person_count}; holding of the contractor in the supervisor {supervisor_owned_share|none on record}."
worked         = "largest of min(share in one, share in the other) = {value}; between rivals, or contractor and supervisor: {close_common_share|none}, persons {close_common_person_count|none}"
clears         = "A register extract that shows other owners on that day, a sale before it, or a declaration of the tie in the bid."

[remedies]
"no owners on record" = "party_owners.owner_id"
"owners cannot be told apart" = "parties.party_identifier"
*/
WITH

-- Whoever owns this many firms, such as a fund or the state, tells nothing about two of them.
counted AS (
    SELECT
        ownership_paths.owner_id,
        COUNT(DISTINCT ownership_paths.owned_id) AS firm_count
    FROM ownership_paths
    GROUP BY ownership_paths.owner_id
),

known_paths AS (
    SELECT
        ownership_paths.owner_id,
        ownership_paths.owned_id,
        ownership_paths.path_share,
        ownership_paths.step_count,
        ownership_paths.is_beneficial,
        ownership_paths.is_director,
        ownership_paths.start_date,
        ownership_paths.end_date
    FROM ownership_paths
    INNER JOIN counted ON ownership_paths.owner_id = counted.owner_id
    LEFT JOIN public_bodies ON ownership_paths.owner_id = public_bodies.party_id
    WHERE public_bodies.party_id IS NULL AND counted.firm_count <= $most_owned_firms
),

sides AS (
    SELECT
        party_id,
        other_party_id,
        relation,
        last_date,
        party_id AS side_id
    FROM party_relations
    UNION ALL
    SELECT
        party_id,
        other_party_id,
        relation,
        last_date,
        other_party_id AS side_id
    FROM party_relations
),

owned AS (
    SELECT
        sides.party_id,
        sides.other_party_id,
        sides.relation,
        sides.side_id,
        known_paths.owner_id,
        SUM(known_paths.path_share) AS owned_share,
        BOOL_OR(
            known_paths.step_count = 1
            AND (
                known_paths.is_director
                OR (known_paths.is_beneficial AND known_paths.path_share IS NULL)
            )
        ) AS is_person_link
    FROM sides
    INNER JOIN known_paths ON sides.side_id = known_paths.owned_id
    WHERE
        COALESCE(known_paths.start_date <= sides.last_date, TRUE)
        AND COALESCE(known_paths.end_date >= sides.last_date, TRUE)
    GROUP BY
        sides.party_id, sides.other_party_id, sides.relation, sides.side_id, known_paths.owner_id
    UNION ALL
    SELECT
        party_id,
        other_party_id,
        relation,
        side_id,
        side_id AS owner_id,
        1.0 AS owned_share,
        FALSE AS is_person_link
    FROM sides
),

common AS (
    SELECT
        ours.party_id,
        ours.other_party_id,
        ours.relation,
        ours.owner_id,
        CASE
            WHEN ours.owned_share <= theirs.owned_share THEN ours.owned_share
            WHEN ours.owned_share > theirs.owned_share THEN theirs.owned_share
        END AS common_share,
        (ours.is_person_link OR theirs.is_person_link)
        AND (ours.is_person_link OR ours.owned_share >= 0)
        AND (theirs.is_person_link OR theirs.owned_share >= 0) AS is_common_person,
        CASE
            WHEN
                ours.relation = 'contractor and supervisor' AND ours.owner_id = ours.side_id
                THEN theirs.owned_share
        END AS supervisor_owned_share
    FROM owned AS ours
    INNER JOIN owned AS theirs
        ON
            ours.party_id = theirs.party_id
            AND ours.other_party_id = theirs.other_party_id
            AND ours.relation = theirs.relation
            AND ours.owner_id = theirs.owner_id
    WHERE ours.side_id = ours.party_id AND theirs.side_id = theirs.other_party_id
),

found AS (
    SELECT
        party_id,
        other_party_id,
        relation,
        MAX(common_share) AS common_share,
        COUNT(DISTINCT CASE WHEN is_common_person THEN owner_id END) AS person_count,
        MAX(supervisor_owned_share) AS supervisor_owned_share,
        MAX_BY(owner_id, (COALESCE(common_share, 0), owner_id)) AS common_owner_id
    FROM common
    GROUP BY party_id, other_party_id, relation
),

recorded AS (
    SELECT
        owned_id,
        BOOL_OR(NOT is_local) AS is_comparable
    FROM ownership_paths
    WHERE step_count = 1
    GROUP BY owned_id
),

related AS (
    SELECT
        party_relations.party_id,
        party_relations.other_party_id,
        party_relations.relation,
        party_relations.relation_count,
        party_relations.tender_id,
        party_relations.contract_id,
        party_relations.project_id,
        party_relations.last_date,
        found.common_share,
        found.common_owner_id,
        found.supervisor_owned_share,
        COALESCE(found.person_count, 0) AS person_count,
        party_relations.relation <> 'contractor and subcontractor' AS is_close,
        ours.owned_id IS NOT NULL AND theirs.owned_id IS NOT NULL AS is_recorded,
        COALESCE(ours.is_comparable, FALSE) AND COALESCE(theirs.is_comparable, FALSE)
            AS is_comparable
    FROM party_relations
    LEFT JOIN found
        ON
            party_relations.party_id = found.party_id
            AND party_relations.other_party_id = found.other_party_id
            AND party_relations.relation = found.relation
    LEFT JOIN recorded AS ours ON party_relations.party_id = ours.owned_id
    LEFT JOIN recorded AS theirs ON party_relations.other_party_id = theirs.owned_id
),

paired AS (
    SELECT
        CASE WHEN party_id < other_party_id THEN party_id ELSE other_party_id END AS first_id,
        CASE WHEN party_id < other_party_id THEN other_party_id ELSE party_id END AS second_id,
        related.*
    FROM related
)

SELECT
    CONCAT(first_id, ' + ', second_id) AS subject_id,
    MAX_BY(project_id, (COALESCE(last_date, CAST('1900-01-01' AS DATE)), relation)) AS project_id,
    -- Nothing in common is a real zero where both sides' owners are on file.
    COALESCE(MAX(common_share), CAST(0 AS DOUBLE)) AS value,
    CASE
        WHEN MAX(common_share) > 0 OR MAX(person_count) > 0 THEN NULL
        WHEN NOT BOOL_AND(is_recorded) THEN 'no owners on record'
        WHEN NOT BOOL_AND(is_comparable) THEN 'owners cannot be told apart'
    END AS skip_reason,
    first_id AS party_id,
    second_id AS other_party_id,
    MAX(tender_id) AS tender_id,
    MAX(contract_id) AS contract_id,
    STRING_AGG(relation, ', ' ORDER BY relation) AS relations,
    SUM(relation_count) AS relation_count,
    MAX(person_count) AS common_person_count,
    MAX(CASE WHEN is_close THEN common_share END) AS close_common_share,
    MAX(CASE WHEN is_close THEN person_count END) AS close_common_person_count,
    MAX(supervisor_owned_share) AS supervisor_owned_share,
    MAX_BY(common_owner_id, (COALESCE(common_share, 0), relation)) AS common_owner_id,
    MAX(last_date) AS last_date
FROM paired
GROUP BY first_id, second_id
