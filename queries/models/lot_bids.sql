/* model
title  = "Lot bids: every bid that came in on a lot, its bidder counted once"
grain  = ["bid_id"]
limits = "The members of one bid are one bidder: their ids, spellings of one firm merged, sorted and joined. A bid that names nobody has no bidder, and stands for one of its own when bidders are counted. A bid without a status is taken as valid. Invitations and bids that were withdrawn do not count. A bid that names no lot belongs to the tender's only lot; where there are several it belongs to none of them."
*/
WITH

placed AS (
    SELECT
        tender_lots.lot_id,
        bids.tender_id,
        bids.bid_id,
        bids.bid_amount,
        COALESCE(bids.currency, tender_lots.currency) AS currency,
        bids.status,
        bids.is_winner,
        bids.submitted,
        COALESCE(bids.bid_date, CAST(bids.submitted AS DATE)) AS bid_date
    FROM bids
    INNER JOIN tender_lots
        ON
            bids.tender_id = tender_lots.tender_id
            AND (
                bids.lot_id = tender_lots.lot_id
                OR (bids.lot_id IS NULL AND tender_lots.lot_count = 1)
            )
    WHERE COALESCE(bids.status, 'valid') NOT IN ('invited', 'withdrawn')
),

members AS (
    SELECT
        bid_parties.bid_id,
        COALESCE(parties.cluster_id, bid_parties.party_id) AS member_id,
        MIN(bid_parties.party_id) AS party_id
    FROM bid_parties
    LEFT JOIN parties ON bid_parties.party_id = parties.party_id
    GROUP BY bid_parties.bid_id, COALESCE(parties.cluster_id, bid_parties.party_id)
),

bidders AS (
    SELECT
        members.bid_id,
        STRING_AGG(members.member_id, ' + ' ORDER BY members.member_id) AS bidder_id,
        COUNT(*) AS member_count,
        MIN(members.party_id) AS party_id
    FROM members
    GROUP BY members.bid_id
),

-- The award names the bid, or else the firm; either says who won where the bid itself does not.
awarded AS (
    SELECT
        awards.tender_id,
        awards.lot_id,
        awards.bid_id,
        award_suppliers.party_id
    FROM awards
    LEFT JOIN award_suppliers ON awards.award_id = award_suppliers.award_id
    WHERE COALESCE(awards.status, 'active') NOT IN ('cancelled', 'unsuccessful')
),

named AS (
    SELECT DISTINCT bid_id
    FROM awarded
    WHERE bid_id IS NOT NULL
),

supplied AS (
    SELECT DISTINCT placed.bid_id
    FROM placed
    INNER JOIN bid_parties ON placed.bid_id = bid_parties.bid_id
    INNER JOIN awarded
        ON
            placed.tender_id = awarded.tender_id
            AND bid_parties.party_id = awarded.party_id
            AND placed.lot_id = COALESCE(awarded.lot_id, placed.lot_id)
    WHERE awarded.bid_id IS NULL
),

known AS (
    SELECT
        placed.*,
        COALESCE(placed.is_winner, FALSE)
        OR named.bid_id IS NOT NULL
        OR supplied.bid_id IS NOT NULL AS is_known_winner
    FROM placed
    LEFT JOIN named ON placed.bid_id = named.bid_id
    LEFT JOIN supplied ON placed.bid_id = supplied.bid_id
)

SELECT
    known.bid_id,
    known.lot_id,
    known.tender_id,
    bidders.bidder_id,
    COALESCE(bidders.member_count, 0) AS member_count,
    CASE WHEN bidders.member_count = 1 THEN bidders.party_id END AS party_id,
    CASE WHEN known.bid_amount > 0 THEN known.bid_amount END AS bid_amount,
    known.currency,
    known.status,
    COALESCE(known.status, 'valid') <> 'disqualified' AS is_valid,
    known.submitted,
    known.bid_date,
    -- Where nobody is known to have won, nobody is known to have lost.
    CASE
        WHEN COUNT(CASE WHEN known.is_known_winner THEN 1 END) OVER lot > 0
            THEN known.is_known_winner
    END AS is_winning
FROM known
LEFT JOIN bidders ON known.bid_id = bidders.bid_id
WINDOW lot AS (PARTITION BY known.lot_id)
