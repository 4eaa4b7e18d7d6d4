/* indicator
code           = "B11"
title          = "All but winner disqualified"
condition      = "The winner was the only bidder left, because {watch} other bidder or more had been disqualified; high from {high}, critical from {critical}."
subject        = "lot"
unit           = "count"
flag           = { when = "at_least", watch = 1, high = 2, critical = 3 }
formula        = "number of other bidders disqualified, where exactly one bidder has a valid bid and holds every award of the lot; otherwise 0"
why            = "Where everybody else is ruled out, the price was not tested by anybody."
innocent       = ["strict technical requirements that few can meet", "prequalification for safety", "rivals who left out the same document"]
skips          = { insufficient = ["status of bids not known", "winner not known"] }
source         = "Watch: Open Contracting Partnership, R035, one other bidder, as Cardinal does by default. High: State Audit Service of Ukraine, sas24-3-2, two besides the winner. Critical: Kyrgyzstan, Chamber of Accounts, KRAI29, four bids and more."
verification   = "V"
evidence_class = "R"
cluster        = "k17"
core           = true
needs          = ["tender_lots", "lot_bids", "lot_awards"]
limits         = "In scope: lots with an award and two bidders or more. Where two bidders are known to be valid the answer is 0 whatever the others are. A pending bid beside an award counts as one of unknown status. Bidders who withdrew do not count, so rivals who were talked out of bidding are not seen here."
maps           = { ocp = ["R035"], cardinal = ["R035"], sasu = ["sas24-3-2", "sas24-3-2-1", "sas24-3-5", "sas24-3-15"], krai = ["KRAI29", "KRAI30"], opentender = ["exclusion of all but one bid"] }
sentence       = "Of {bidder_count} bidders, {disqualified_count} were disqualified, and the one left got the award."
worked         = "other bidders disqualified = {value}; bidders with a valid bid: {valid_count}"
clears         = "The record of evaluation with the reason for each disqualification and the requirement that it rests on."

[remedies]
"status of bids not known" = "bids.status"
"winner not known" = "awards.bid_id"
*/
WITH

bidders AS (
    SELECT
        lot_bids.lot_id,
        COALESCE(lot_bids.bidder_id, lot_bids.bid_id) AS bidder_key,
        MAX(lot_bids.party_id) AS party_id,
        MAX(CASE WHEN lot_bids.is_winning THEN 1 ELSE 0 END) AS is_winner,
        -- One valid bid keeps its bidder in, whatever became of the others.
        MAX(CASE
            WHEN lot_bids.status = 'disqualified' THEN 1
            WHEN COALESCE(lot_bids.status, 'pending') = 'pending' THEN 2
            ELSE 3
        END) AS standing,
        MIN(CASE WHEN lot_bids.is_valid THEN lot_bids.bid_amount END) AS valid_amount
    FROM lot_bids
    GROUP BY lot_bids.lot_id, COALESCE(lot_bids.bidder_id, lot_bids.bid_id)
),

counted AS (
    SELECT
        lot_id,
        COUNT(*) AS bidder_count,
        COUNT(CASE WHEN standing = 3 THEN 1 END) AS valid_count,
        COUNT(CASE WHEN standing = 2 THEN 1 END) AS unknown_count,
        COUNT(CASE WHEN standing = 1 THEN 1 END) AS disqualified_count,
        SUM(is_winner) AS winner_count,
        COUNT(CASE WHEN standing = 3 AND is_winner = 1 THEN 1 END) AS valid_winner_count,
        MIN(CASE WHEN standing = 3 THEN bidder_key END) AS valid_bidder_id,
        MIN(CASE WHEN standing = 3 THEN party_id END) AS party_id,
        MIN(valid_amount) AS valid_amount
    FROM bidders
    GROUP BY lot_id
)

SELECT
    counted.lot_id AS subject_id,
    tender_lots.project_id,
    CAST(
        CASE
            WHEN
                counted.valid_count = 1
                AND counted.winner_count = 1
                AND counted.valid_winner_count = 1
                THEN counted.disqualified_count
            ELSE 0
        END AS DOUBLE
    ) AS value,
    CASE
        WHEN counted.valid_count < 2 AND counted.unknown_count > 0 THEN 'status of bids not known'
        WHEN counted.valid_count = 1 AND counted.winner_count = 0 THEN 'winner not known'
    END AS skip_reason,
    tender_lots.tender_id,
    tender_lots.contract_id,
    tender_lots.buyer_id,
    tender_lots.buyer_name,
    CASE WHEN counted.valid_count = 1 THEN counted.party_id END AS party_id,
    CASE WHEN counted.valid_count = 1 THEN counted.valid_bidder_id END AS valid_bidder_id,
    counted.bidder_count,
    counted.valid_count,
    counted.disqualified_count,
    counted.unknown_count,
    lot_awards.award_count,
    lot_awards.award_date,
    lot_awards.award_amount,
    lot_awards.currency,
    tender_lots.procurement_method
FROM counted
INNER JOIN tender_lots ON counted.lot_id = tender_lots.lot_id
INNER JOIN lot_awards ON counted.lot_id = lot_awards.lot_id
WHERE counted.bidder_count >= 2
