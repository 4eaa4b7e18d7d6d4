/* indicator
code           = "B4"
title          = "Odd time to decide"
condition      = "The award came {watch} days or more after the deadline, or later than the law allows, or on the very day though several firms bid for works, or far from what is usual for the method; or the contract was not signed within a month of the award."
subject        = "tender"
unit           = "days"
flag           = { when = "at_least", watch = 120 }
also           = [
    { column = "legal_excess_days", when = "at_least", high = 1 },
    { column = "compared_bids_days", when = "at_most", high = 0 },
    { column = "above_distance", when = "at_least", watch = 1.5 },
    { column = "below_distance", when = "at_least", watch = 1.5 },
    { column = "signing_days", when = "at_least", watch = 31 },
]
hook           = "peers_beside_rules.fences"
params         = { peer_min_n = 20 }
formula        = "days from the deadline to the first award; beside the law's limit, and as ln(1 + days) beside the quartiles of the same method; days from the award to the signature"
why            = "A decision made in no time was made before; one that drags on is being bargained over."
innocent       = ["an automatic award to the lowest price", "a complaint or a court that stayed the award", "the council that decides sits once a quarter", "the day of a corrected award"]
skips          = { insufficient = ["deadline not known", "award date not known"], contradictory = ["award before deadline"] }
source         = "Slow from 120 days: EU Single Market Scoreboard 2015. Both ends as a sign of risk: Fazekas, Tóth and King 2016. More than 30 days between award and contract: Chamber of Accounts of Kyrgyzstan. Fences: house default."
verification   = "V2"
evidence_class = "R"
cluster        = "k14"
core           = false
needs          = ["tenders", "awards"]
null_share     = 0.007
maps           = { ocp = ["R015", "R060", "R061", "R062"], opentender = ["INTEGRITY_DECISION_PERIOD"], krai = ["KRAI15", "KRAI16", "KRAI31"] }
limits         = "In scope: tenders with an award, call-offs and direct awards apart. Peers are awards of the last three years by the same method; where they are fewer than 20 or all alike only the fixed limits judge, and peer_count is empty. The share raised by chance concerns the fences alone. Signing is judged only where the contract is known; a contract that is not signed yet has waited until the reporting date."
sentence       = "The deadline for bids was {deadline_date} and the award came on {award_date}, {value} later; limit by law: {legal_days|none known}; from award to signature: {signing_days|not known}."
worked         = "days from {deadline_date} to {award_date} = {value}; beyond the limit by law: {legal_excess_days|not compared}; bidders on the largest lot: {most_bidder_count|not known}; days from award to signature: {signing_days|not known}"
clears         = "The complaint or court order that stayed the award, the record of evaluation with its days, or a corrected day of award or signature."

[remedies]
"deadline not known" = "tenders.submission_deadline"
"award date not known" = "awards.award_date"
*/
WITH

decided AS (
    SELECT
        tender_lots.tender_id,
        MIN(lot_awards.award_date) AS award_date,
        MAX(lot_bid_statistics.bidder_count) AS most_bidder_count,
        CASE
            WHEN COUNT(DISTINCT tender_lots.project_id) = 1 THEN MIN(tender_lots.project_id)
        END AS project_id,
        CASE WHEN COUNT(*) = 1 THEN MIN(tender_lots.contract_id) END AS contract_id,
        CASE WHEN COUNT(*) = 1 THEN MIN(lot_awards.party_id) END AS party_id
    FROM tender_lots
    INNER JOIN lot_awards ON tender_lots.lot_id = lot_awards.lot_id
    LEFT JOIN lot_bid_statistics ON tender_lots.lot_id = lot_bid_statistics.lot_id
    GROUP BY tender_lots.tender_id
),

-- The longest wait among the contracts of a tender, each counted from its own award.
signed AS (
    SELECT
        contracts.tender_id,
        MAX(DATE_DIFF('day', awards.award_date, CASE
            WHEN contracts.signed_date <= $as_of THEN contracts.signed_date
            WHEN contracts.status = 'pending' THEN CAST($as_of AS DATE)
        END)) AS signing_days
    FROM contracts
    INNER JOIN awards ON contracts.award_id = awards.award_id
    WHERE COALESCE(contracts.status, 'active') NOT IN ('cancelled', 'terminated')
    GROUP BY contracts.tender_id
),

timed AS (
    SELECT
        tenders.tender_id,
        COALESCE(tenders.project_id, decided.project_id) AS project_id,
        decided.contract_id,
        decided.party_id,
        tenders.buyer_id,
        tenders.procurement_method,
        tenders.category,
        CAST(tenders.submission_deadline AS DATE) AS deadline_date,
        decided.award_date,
        DATE_DIFF('day', CAST(tenders.submission_deadline AS DATE), decided.award_date)
            AS decision_days,
        decided.most_bidder_count,
        signed.signing_days
    FROM tenders
    INNER JOIN decided ON tenders.tender_id = decided.tender_id
    LEFT JOIN signed ON tenders.tender_id = signed.tender_id
    WHERE
        NOT COALESCE(tenders.is_framework, FALSE)
        AND COALESCE(tenders.procurement_method, 'open') <> 'direct'
),

-- The rule for this method goes before the one for all; of two in force the newer.
limits AS (
    SELECT
        timed.tender_id,
        jurisdiction_rules.number,
        jurisdiction_rules.citation
    FROM timed
    INNER JOIN jurisdiction_rules
        ON
            jurisdiction_rules.rule_name = 'decision_period_days'
            AND COALESCE(jurisdiction_rules.applies_to, timed.procurement_method, '')
            = COALESCE(timed.procurement_method, '')
            AND COALESCE(jurisdiction_rules.valid_from_date, DATE '0001-01-01')
            <= timed.deadline_date
            AND COALESCE(jurisdiction_rules.valid_to_date, DATE '9999-12-31')
            >= timed.deadline_date
    QUALIFY
        ROW_NUMBER() OVER (
            PARTITION BY timed.tender_id
            ORDER BY
                CASE WHEN jurisdiction_rules.applies_to IS NULL THEN 1 ELSE 0 END,
                COALESCE(jurisdiction_rules.valid_from_date, DATE '0001-01-01') DESC,
                jurisdiction_rules.number
        ) = 1
)

SELECT
    timed.tender_id AS subject_id,
    timed.project_id,
    CAST(timed.decision_days AS DOUBLE) AS value,
    CASE
        WHEN timed.deadline_date IS NULL THEN 'deadline not known'
        WHEN timed.award_date IS NULL THEN 'award date not known'
        WHEN timed.decision_days < 0 THEN 'award before deadline'
    END AS skip_reason,
    CASE WHEN timed.decision_days >= 0 THEN LN(1 + timed.decision_days) END AS compared,
    timed.award_date AS peer_date,
    'method ' || timed.procurement_method AS peer_group_1,
    timed.tender_id,
    timed.contract_id,
    timed.party_id,
    timed.buyer_id,
    timed.procurement_method,
    timed.deadline_date,
    timed.award_date,
    limits.number AS legal_days,
    limits.citation,
    CAST(timed.decision_days - limits.number AS DOUBLE) AS legal_excess_days,
    timed.category,
    timed.most_bidder_count,
    CASE
        WHEN timed.category = 'works' AND timed.most_bidder_count >= 2
            THEN CAST(timed.decision_days AS DOUBLE)
    END AS compared_bids_days,
    CAST(timed.signing_days AS DOUBLE) AS signing_days
FROM timed
LEFT JOIN limits ON timed.tender_id = limits.tender_id
