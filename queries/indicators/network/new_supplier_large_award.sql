/* indicator
code           = "N1"
title          = "New supplier, large award"
condition      = "The youngest supplier was founded at most {watch} days before the award; high where the award is also among the largest tenth of its peers."
subject        = "contract"
unit           = "days"
flag           = { when = "at_most", watch = 364 }
also           = [{ column = "large_award_age_days", when = "at_most", high = 364 }]
formula        = "day of the award - day of foundation of the youngest supplier; size = share of the peers' contracts that are no larger"
why            = "A firm may be set up for one contract, without means or experience to carry it out."
innocent       = ["firm set up by its owners for one project", "group that was restructured", "policy for young firms"]
skips          = { insufficient = ["day of foundation is not known", "day of the award is not known"], contradictory = ["founded after the award"] }
source         = "Under one year: the code of Opentender, and the index of the Mexican Institute for Competitiveness as reported. The largest tenth of the peers: house default."
verification   = "V"
evidence_class = "R"
cluster        = "k20"
core           = false
needs          = ["contracts", "parties"]
params         = { large_award_share = 0.9, peer_min_n = 20, young_days = 365 }
maps           = { ocp = ["R042", "R045", "R047", "R052"], opentender = ["INTEGRITY_NEW_COMPANY"], krai = ["KRAI28"] }
limits         = "The day on which a firm signed up at a portal is not its foundation, and is not used. A firm that others founded earlier own by half or more is as old as the youngest of these owners. A consortium is judged by its members: one young member is enough, an unknown one leaves the others open. Public bodies and natural persons are out of scope. Peers are contracts of the same currency with the same sector and nature, else the same nature, else all; without twenty of them the size stays open. Earlier awards and bids are shown, as far as the files reach back."
sentence       = "The youngest supplier was founded on {counted_from_date} and chosen on {decision_date}, {value} later; contracts of peers that are no larger: {size_share|not compared}."
worked         = "days from {counted_from_date} to {decision_date} = {value}"
clears         = "A register entry with an earlier foundation, proof that older owners or a merged firm stand behind it, or a policy that invites young firms."

[remedies]
"day of foundation is not known" = "parties.founded_date"
"day of the award is not known" = "awards.award_date"
*/
WITH

winners AS (
    SELECT
        contract_parties.contract_id,
        contract_parties.party_id,
        contract_parties.decision_date,
        contract_parties.is_date_stand_in,
        parties.founded_date
    FROM contract_parties
    INNER JOIN parties ON contract_parties.party_id = parties.party_id
    LEFT JOIN public_bodies ON contract_parties.party_id = public_bodies.party_id
    WHERE
        contract_parties.part IN ('supplier', 'member')
        -- The members stand for a consortium, which is always new.
        AND COALESCE(parties.party_kind, 'organisation') = 'organisation'
        AND public_bodies.party_id IS NULL
),

-- Owners who are firms and together hold half or more are what the firm comes from.
parents AS (
    SELECT
        winners.contract_id,
        winners.party_id,
        SUM(ownership_paths.path_share) AS owned_share,
        MAX(owners.founded_date) AS founded_date,
        COUNT(*) = COUNT(owners.founded_date) AS is_complete
    FROM winners
    INNER JOIN ownership_paths
        ON winners.party_id = ownership_paths.owned_id AND ownership_paths.step_count = 1
    INNER JOIN parties AS owners
        ON ownership_paths.owner_id = owners.party_id AND owners.party_kind = 'organisation'
    WHERE
        ownership_paths.is_owner
        AND COALESCE(ownership_paths.start_date <= winners.decision_date, TRUE)
        AND COALESCE(ownership_paths.end_date >= winners.decision_date, TRUE)
    GROUP BY winners.contract_id, winners.party_id
),

aged AS (
    SELECT
        winners.contract_id,
        winners.party_id,
        winners.decision_date,
        winners.is_date_stand_in,
        winners.founded_date AS own_founded_date,
        COALESCE(parents.founded_date < winners.founded_date, FALSE) AS is_older_group,
        CASE
            WHEN parents.founded_date < winners.founded_date THEN parents.founded_date
            ELSE winners.founded_date
        END AS founded_date
    FROM winners
    LEFT JOIN parents
        ON
            winners.contract_id = parents.contract_id
            AND winners.party_id = parents.party_id
            AND parents.owned_share >= 0.5
            AND parents.is_complete
),

sorted AS (
    SELECT
        aged.*,
        COALESCE(aged.founded_date, CAST('1900-01-01' AS DATE)) AS sorting_date
    FROM aged
),

youngest AS (
    SELECT
        contract_id,
        MAX(decision_date) AS decision_date,
        MAX(founded_date) AS founded_date,
        MAX_BY(party_id, (sorting_date, party_id)) AS party_id,
        MAX_BY(own_founded_date, (sorting_date, party_id)) AS own_founded_date,
        MAX_BY(is_older_group, (sorting_date, party_id)) AS is_older_group,
        BOOL_OR(is_date_stand_in) AS is_date_stand_in,
        COUNT(*) AS supplier_count,
        COUNT(founded_date) AS known_count
    FROM sorted
    GROUP BY contract_id
),

sized AS (
    SELECT
        contracts.contract_id,
        contracts.project_id,
        contracts.supplier_name,
        contracts.currency,
        contracts.original_amount,
        contracts.nature,
        projects.sector,
        contracts.original_amount IS NOT NULL AS is_known
    FROM contracts
    LEFT JOIN projects ON contracts.project_id = projects.project_id
    WHERE COALESCE(contracts.status, 'active') <> 'cancelled'
),

compared AS (
    SELECT
        contract_id,
        COUNT(*) OVER alike AS alike_count,
        CUME_DIST() OVER (
            PARTITION BY currency, nature, sector, is_known ORDER BY original_amount
        ) AS alike_share,
        COUNT(*) OVER (PARTITION BY currency, nature, is_known) AS nature_count,
        CUME_DIST() OVER (
            PARTITION BY currency, nature, is_known ORDER BY original_amount
        ) AS nature_share,
        COUNT(*) OVER (PARTITION BY currency, is_known) AS all_count,
        CUME_DIST() OVER (
            PARTITION BY currency, is_known ORDER BY original_amount
        ) AS all_share
    FROM sized
    WHERE is_known
    WINDOW alike AS (PARTITION BY currency, nature, sector, is_known)
),

ranked AS (
    SELECT
        contract_id,
        CASE
            WHEN alike_count >= $peer_min_n THEN alike_share
            WHEN nature_count >= $peer_min_n THEN nature_share
            WHEN all_count >= $peer_min_n THEN all_share
        END AS size_share,
        CASE
            WHEN alike_count >= $peer_min_n THEN alike_count
            WHEN nature_count >= $peer_min_n THEN nature_count
            WHEN all_count >= $peer_min_n THEN all_count
        END AS peer_count
    FROM compared
),

bid_days AS (
    SELECT
        party_id,
        MIN(bid_date) AS first_bid_date
    FROM competing_bidders
    GROUP BY party_id
),

award_days AS (
    SELECT
        party_id,
        MIN(decision_date) AS first_award_date
    FROM contract_parties
    WHERE part IN ('supplier', 'member')
    GROUP BY party_id
)

SELECT
    sized.contract_id AS subject_id,
    sized.project_id,
    CAST(DATE_DIFF('day', youngest.founded_date, youngest.decision_date) AS DOUBLE) AS value,
    CASE
        WHEN youngest.decision_date IS NULL THEN 'day of the award is not known'
        WHEN youngest.founded_date > youngest.decision_date THEN 'founded after the award'
        -- One young member is enough; an unknown one may be younger than those that are old.
        WHEN
            youngest.known_count < youngest.supplier_count
            AND COALESCE(
                DATE_DIFF('day', youngest.founded_date, youngest.decision_date) >= $young_days,
                TRUE
            )
            THEN 'day of foundation is not known'
    END AS skip_reason,
    sized.contract_id,
    youngest.party_id,
    CASE
        WHEN ranked.size_share >= $large_award_share
            THEN CAST(DATE_DIFF('day', youngest.founded_date, youngest.decision_date) AS DOUBLE)
    END AS large_award_age_days,
    youngest.decision_date,
    youngest.own_founded_date,
    youngest.founded_date AS counted_from_date,
    youngest.is_older_group,
    youngest.supplier_count,
    sized.original_amount,
    sized.currency,
    ranked.size_share,
    ranked.peer_count,
    COALESCE(award_days.first_award_date >= youngest.decision_date, FALSE)
    AND COALESCE(bid_days.first_bid_date >= youngest.decision_date, TRUE) AS is_first_known_award,
    CASE WHEN youngest.is_date_stand_in THEN 1 ELSE 0 END AS fallback_count
FROM sized
INNER JOIN youngest ON sized.contract_id = youngest.contract_id
LEFT JOIN ranked ON sized.contract_id = ranked.contract_id
LEFT JOIN bid_days ON youngest.party_id = bid_days.party_id
LEFT JOIN award_days ON youngest.party_id = award_days.party_id
