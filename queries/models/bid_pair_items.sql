/* model
title  = "Bid pair items: two bids on one lot, their unit prices item by item"
grain  = ["bid_id", "other_bid_id"]
limits = "Only pairs whose bids list the same item codes in part; an item that a bid lists twice is left out, and so are lots with more than 40 bids with items. Bids that share a firm are one bidder's and no pair."
*/
WITH

priced AS (
    SELECT
        lot_bids.lot_id,
        lot_bids.bid_id,
        COALESCE(lot_bids.bidder_id, lot_bids.bid_id) AS bidder_key,
        bid_items.item_code,
        CAST(bid_items.unit_price_amount AS DOUBLE) AS unit_price
    FROM lot_bids
    INNER JOIN bid_items ON lot_bids.bid_id = bid_items.bid_id
    WHERE bid_items.unit_price_amount > 0 AND bid_items.item_code IS NOT NULL
    QUALIFY COUNT(*) OVER (PARTITION BY lot_bids.bid_id, bid_items.item_code) = 1
),

-- Pairs grow with the square of the bids.
comparable AS (
    SELECT lot_id
    FROM priced
    GROUP BY lot_id
    HAVING COUNT(DISTINCT bid_id) <= 40
),

shared AS (
    SELECT DISTINCT
        mine.bid_id,
        theirs.bid_id AS other_bid_id
    FROM bid_parties AS mine
    INNER JOIN bid_parties AS theirs ON mine.party_id = theirs.party_id
    INNER JOIN lot_bids AS my_bids ON mine.bid_id = my_bids.bid_id
    INNER JOIN lot_bids AS their_bids
        ON
            theirs.bid_id = their_bids.bid_id
            AND my_bids.lot_id = their_bids.lot_id
    WHERE mine.bid_id < theirs.bid_id
)

SELECT
    mine.lot_id,
    mine.bid_id,
    theirs.bid_id AS other_bid_id,
    mine.bidder_key,
    theirs.bidder_key AS other_bidder_key,
    COUNT(*) AS common_item_count,
    COUNT(CASE WHEN mine.unit_price = theirs.unit_price THEN 1 END) AS equal_item_count,
    MIN(theirs.unit_price / NULLIF(mine.unit_price, 0)) AS lowest_ratio,
    MAX(theirs.unit_price / NULLIF(mine.unit_price, 0)) AS highest_ratio
FROM priced AS mine
INNER JOIN comparable ON mine.lot_id = comparable.lot_id
INNER JOIN priced AS theirs
    ON
        mine.lot_id = theirs.lot_id
        AND mine.item_code = theirs.item_code
        AND mine.bid_id < theirs.bid_id
        AND mine.bidder_key <> theirs.bidder_key
LEFT JOIN shared
    ON
        mine.bid_id = shared.bid_id
        AND theirs.bid_id = shared.other_bid_id
WHERE shared.bid_id IS NULL
GROUP BY mine.lot_id, mine.bid_id, theirs.bid_id, mine.bidder_key, theirs.bidder_key
