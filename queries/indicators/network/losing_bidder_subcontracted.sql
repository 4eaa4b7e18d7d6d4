/* indicator
code           = "N8"
title          = "Losing bidder became subcontractor"
condition      = "{watch} or more firms that bid for the work and lost became subcontractors after the award; high where they got a fifth of the contract or more."
subject        = "contract"
unit           = "count"
flag           = { when = "at_least", watch = 1 }
also           = [{ column = "loser_share", when = "at_least", high = 0.2 }]
formula        = "subcontractors whose group made a valid or withdrawn bid for the lot, without winning, and whose subcontract was signed on or after the day of the award; share = their subcontracts / value at signature"
why            = "A subcontract can be the price of a bid that was meant to lose."
innocent       = ["firm with a skill that few have", "subcontractor named in the winning bid", "subcontract from before the award", "small market where everybody bids"]
skips          = { insufficient = ["no register of subcontracts", "bidders are not known", "day of a subcontract is not known", "day of the award is not known"] }
source         = "The pattern: lists of bid-rigging signs of the World Bank and the OECD. A fifth of the contract: house default."
verification   = "D"
evidence_class = "R"
cluster        = "k16"
core           = false
needs          = ["bids", "subcontracts"]
maps           = { ocp = ["R070"] }
limits         = "In scope: contracts of a tender with known bidders. Disqualified bidders could not have won and do not count. A register that is on file but holds no subcontract of the contract means none. Whether the bids of the lot also look arranged is said by B8 and B9. The share stays open where an amount is missing or in another currency."
sentence       = "Subcontractors that had bid for the work and not won: {value}; their subcontracts come to {loser_amount|an amount not known} of a contract of {original_amount|a value not known}, the first signed on {first_signed_date|a day not known}, where the award was of {decision_date|a day not known}."
worked         = "{loser_amount|not known} / {original_amount|not known} = {loser_share|not compared}"
clears         = "The winning bid that names the subcontractor, a subcontract signed before the award, or the special skill that the work needs."

[remedies]
"no register of subcontracts" = "subcontracts.contract_id"
"bidders are not known" = "bid_parties.party_id"
"day of a subcontract is not known" = "subcontracts.signed_date"
"day of the award is not known" = "awards.award_date"
*/
WITH

decided AS (
    SELECT
        contracts.contract_id,
        contracts.project_id,
        contracts.tender_id,
        contracts.supplier_id,
        contracts.currency,
        CASE WHEN contracts.original_amount > 0 THEN CAST(contracts.original_amount AS DOUBLE) END
            AS original_amount,
        awards.lot_id,
        COALESCE(awards.award_date, contracts.signed_date) AS decision_date,
        awards.award_date IS NULL AS is_date_stand_in,
        subcontract_registers.source IS NOT NULL AS has_register
    FROM contracts
    LEFT JOIN awards ON contracts.award_id = awards.award_id
    LEFT JOIN source_files ON contracts.source_file_id = source_files.source_file_id
    LEFT JOIN subcontract_registers ON source_files.source = subcontract_registers.source
    WHERE
        contracts.tender_id IS NOT NULL
        AND COALESCE(contracts.status, 'active') <> 'cancelled'
),

winners AS (
    SELECT
        contract_parties.contract_id,
        COALESCE(supplier_groups.group_id, contract_parties.party_id) AS group_id
    FROM contract_parties
    LEFT JOIN supplier_groups ON contract_parties.party_id = supplier_groups.party_id
    WHERE contract_parties.part IN ('supplier', 'member')
),

bidders AS (
    SELECT
        decided.contract_id,
        competing_bidders.party_id,
        COALESCE(supplier_groups.group_id, competing_bidders.party_id) AS group_id,
        competing_bidders.bid_id,
        COALESCE(competing_bidders.status, 'valid') IN ('valid', 'withdrawn', 'pending')
        AND NOT COALESCE(competing_bidders.is_winner, FALSE) AS may_have_lost
    FROM decided
    INNER JOIN competing_bidders
        ON
            decided.tender_id = competing_bidders.tender_id
            -- A bid for another lot of the tender is none for this work.
            AND COALESCE(decided.lot_id = competing_bidders.lot_id, TRUE)
    LEFT JOIN supplier_groups ON competing_bidders.party_id = supplier_groups.party_id
),

bid_counts AS (
    SELECT
        contract_id,
        COUNT(DISTINCT bid_id) AS bid_count
    FROM bidders
    GROUP BY contract_id
),

losers AS (
    SELECT DISTINCT
        bidders.contract_id,
        bidders.group_id
    FROM bidders
    LEFT JOIN winners
        ON
            bidders.contract_id = winners.contract_id
            AND bidders.group_id = winners.group_id
    WHERE bidders.may_have_lost AND winners.contract_id IS NULL
),

hired AS (
    SELECT
        decided.contract_id,
        subcontracts.subcontract_id,
        subcontracts.supplier_id,
        subcontracts.signed_date,
        CASE
            WHEN subcontracts.currency = decided.currency
                THEN CAST(subcontracts.subcontract_amount AS DOUBLE)
        END AS subcontract_amount,
        subcontracts.signed_date >= decided.decision_date AS is_after
    FROM decided
    INNER JOIN subcontracts ON decided.contract_id = subcontracts.contract_id
    LEFT JOIN supplier_groups ON subcontracts.supplier_id = supplier_groups.party_id
    INNER JOIN losers
        ON
            decided.contract_id = losers.contract_id
            AND COALESCE(supplier_groups.group_id, subcontracts.supplier_id) = losers.group_id
),

found AS (
    SELECT
        contract_id,
        COUNT(DISTINCT CASE WHEN is_after THEN supplier_id END) AS loser_count,
        CASE
            WHEN
                COUNT(CASE WHEN is_after AND subcontract_amount IS NULL THEN 1 END) = 0
                THEN SUM(CASE WHEN is_after THEN subcontract_amount END)
        END AS loser_amount,
        MIN(CASE WHEN is_after THEN supplier_id END) AS loser_id,
        MIN(CASE WHEN is_after THEN signed_date END) AS first_signed_date,
        COUNT(CASE WHEN signed_date IS NULL THEN 1 END) AS undated_count,
        COUNT(CASE WHEN NOT is_after THEN 1 END) AS earlier_count
    FROM hired
    GROUP BY contract_id
)

SELECT
    decided.contract_id AS subject_id,
    decided.project_id,
    CAST(COALESCE(found.loser_count, 0) AS DOUBLE) AS value,
    CASE
        WHEN NOT decided.has_register THEN 'no register of subcontracts'
        WHEN bid_counts.bid_count IS NULL THEN 'bidders are not known'
        WHEN found.loser_count > 0 THEN NULL
        WHEN found.contract_id IS NOT NULL AND decided.decision_date IS NULL
            THEN 'day of the award is not known'
        WHEN found.undated_count > 0 THEN 'day of a subcontract is not known'
    END AS skip_reason,
    decided.contract_id,
    decided.tender_id,
    decided.supplier_id AS party_id,
    found.loser_id AS other_party_id,
    found.loser_amount / NULLIF(decided.original_amount, 0) AS loser_share,
    found.loser_amount,
    decided.original_amount,
    decided.currency,
    decided.decision_date,
    found.first_signed_date,
    found.earlier_count,
    found.undated_count,
    COALESCE(bid_counts.bid_count, 0) AS bid_count,
    CASE WHEN decided.is_date_stand_in THEN 1 ELSE 0 END AS fallback_count
FROM decided
LEFT JOIN bid_counts ON decided.contract_id = bid_counts.contract_id
LEFT JOIN found ON decided.contract_id = found.contract_id
