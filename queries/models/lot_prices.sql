/* model
title  = "Lot prices: the valid price of each bidder on a lot, from the lowest"
grain  = ["bid_id"]
limits = "Of several valid bids of one bidder the one that won counts, else the lowest. Bids without an amount have no row. A lot with amounts in several currencies has none."
*/
WITH

priced AS (
    SELECT
        lot_bids.bid_id,
        lot_bids.lot_id,
        COALESCE(lot_bids.bidder_id, lot_bids.bid_id) AS bidder_key,
        lot_bids.bidder_id,
        CAST(lot_bids.bid_amount AS DOUBLE) AS bid_amount,
        lot_bids.currency,
        lot_bids.is_winning
    FROM lot_bids
    WHERE lot_bids.is_valid AND lot_bids.bid_amount IS NOT NULL
),

single AS (
    SELECT *
    FROM priced
    QUALIFY
        ROW_NUMBER() OVER (
            PARTITION BY lot_id, bidder_key
            ORDER BY CASE WHEN is_winning THEN 0 ELSE 1 END, bid_amount, bid_id
        ) = 1
),

spanned AS (
    SELECT
        *,
        ROW_NUMBER() OVER (PARTITION BY lot_id ORDER BY bid_amount, bid_id) AS price_rank,
        COUNT(*) OVER (PARTITION BY lot_id) AS priced_count,
        MIN(bid_amount) OVER (PARTITION BY lot_id) AS lowest_amount,
        MAX(bid_amount) OVER (PARTITION BY lot_id) AS highest_amount,
        MIN(currency) OVER (PARTITION BY lot_id) AS lowest_currency,
        MAX(currency) OVER (PARTITION BY lot_id) AS highest_currency
    FROM single
)

SELECT
    bid_id,
    lot_id,
    bidder_key,
    bidder_id,
    bid_amount,
    currency,
    is_winning,
    price_rank,
    priced_count,
    -- Where the bid lies between the lowest, 0, and the highest, 1.
    (bid_amount - lowest_amount) / NULLIF(highest_amount - lowest_amount, 0) AS price_position
FROM spanned
WHERE lowest_currency = highest_currency OR lowest_currency IS NULL
