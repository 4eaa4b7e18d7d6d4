/* indicator
code           = "B7"
title          = "Identical bids"
condition      = "{watch} or more different bidders offered the same price; high where it is the same to the cent and no round thousand, or where unit prices are the same or stand in one fixed ratio."
subject        = "lot"
unit           = "count"
flag           = { when = "at_least", watch = 2 }
also           = [
    { column = "exact_bidder_count", when = "at_least", high = 2 },
    { column = "equal_item_count", when = "at_least", high = 5 },
    { column = "fixed_ratio_item_count", when = "at_least", high = 3 },
]
params         = { ratio_tolerance = 0.001 }
formula        = "bidders whose amount another bidder of the lot offered too, valid or disqualified; the most items at the same unit price in two bids; the most items of two bids whose unit prices stand in one ratio, within 0.1 %"
why            = "Two firms that calculate for themselves do not arrive at the same cent, nor at the same multiple of one another's prices."
innocent       = ["regulated tariffs or published unit rates", "a lottery or a fixed-price scheme", "one firm that bid twice", "a ceiling that everybody bids"]
skips          = { insufficient = ["fewer than two priced bids"], contradictory = ["currencies differ"] }
source         = "OCP 2024 R028, as in Cardinal; fixed multiples of unit prices: OCP 2024 R023. Five items, three items and the tolerance: house default."
verification   = "V"
evidence_class = "R"
cluster        = "k15"
core           = false
needs          = ["tenders", "bids"]
maps           = { ocp = ["R023", "R028"], cardinal = ["R028"] }
limits         = "In scope: lots with two bidders or more. Bidders who share a firm are not different ones. Bids withdrawn before the opening do not count. Unit prices are compared by item code, where bids list them; where they are all the same, the ratio is one and both measures hold."
sentence       = "Of {bidder_count} bidders, {value} offered a price that another one offered too ({same_amount|no such price}); items at the same unit price in two bids: {equal_item_count|none compared}; items of two bids in one fixed ratio: {fixed_ratio_item_count|none compared}."
worked         = "bidders with an equal price = {value}, of these at no round thousand {exact_bidder_count|0}; equal unit prices {equal_item_count|none compared} and prices in one ratio {fixed_ratio_item_count|none compared}, of {common_item_count|no} common items"
clears         = "A tariff, published unit rates or a ceiling that all bidders follow, or proof that the bids belong to one firm."

[remedies]
"fewer than two priced bids" = "bids.bid_amount"
*/
WITH

bidding AS (
    SELECT DISTINCT
        lot_id,
        COALESCE(bidder_id, bid_id) AS bidder_key,
        bid_id,
        bid_amount
    FROM lot_bids
),

members AS (
    SELECT DISTINCT
        bidding.lot_id,
        bidding.bidder_key,
        bid_parties.party_id
    FROM bidding
    INNER JOIN bid_parties ON bidding.bid_id = bid_parties.bid_id
),

-- A firm behind two bids makes them one party's.
overlapping AS (
    SELECT DISTINCT
        mine.lot_id,
        mine.bidder_key,
        theirs.bidder_key AS other_bidder_key
    FROM members AS mine
    INNER JOIN members AS theirs
        ON
            mine.lot_id = theirs.lot_id
            AND mine.party_id = theirs.party_id
            AND mine.bidder_key <> theirs.bidder_key
),

same_price AS (
    SELECT
        mine.lot_id,
        mine.bidder_key,
        mine.bid_amount
    FROM bidding AS mine
    INNER JOIN bidding AS theirs
        ON
            mine.lot_id = theirs.lot_id
            AND mine.bid_amount = theirs.bid_amount
            AND mine.bidder_key <> theirs.bidder_key
    LEFT JOIN overlapping
        ON
            mine.lot_id = overlapping.lot_id
            AND mine.bidder_key = overlapping.bidder_key
            AND theirs.bidder_key = overlapping.other_bidder_key
    WHERE overlapping.lot_id IS NULL
),

repeated AS (
    SELECT
        lot_id,
        COUNT(DISTINCT bidder_key) AS bidder_count,
        COUNT(DISTINCT CASE WHEN MOD(bid_amount, 1000) <> 0 THEN bidder_key END)
            AS exact_bidder_count,
        MIN(bid_amount) AS same_amount,
        STRING_AGG(DISTINCT bidder_key, ', ' ORDER BY bidder_key) AS bidder_ids
    FROM same_price
    GROUP BY lot_id
),

itemised AS (
    SELECT
        lot_id,
        MAX(common_item_count) AS common_item_count,
        MAX(equal_item_count) AS equal_item_count,
        MAX(
            CASE
                WHEN highest_ratio / NULLIF(lowest_ratio, 0) - 1 <= $ratio_tolerance
                    THEN common_item_count
            END
        ) AS fixed_ratio_item_count
    FROM bid_pair_items
    GROUP BY lot_id
),

priced AS (
    SELECT
        lot_id,
        COUNT(DISTINCT CASE WHEN bid_amount IS NOT NULL THEN bidder_key END) AS priced_count
    FROM bidding
    GROUP BY lot_id
)

SELECT
    tender_lots.lot_id AS subject_id,
    tender_lots.project_id,
    CAST(COALESCE(repeated.bidder_count, 0) AS DOUBLE) AS value,
    CASE
        WHEN lot_bid_statistics.currency_count > 1 THEN 'currencies differ'
        WHEN priced.priced_count < 2 AND itemised.lot_id IS NULL
            THEN 'fewer than two priced bids'
    END AS skip_reason,
    CAST(repeated.exact_bidder_count AS DOUBLE) AS exact_bidder_count,
    CAST(itemised.equal_item_count AS DOUBLE) AS equal_item_count,
    CAST(itemised.fixed_ratio_item_count AS DOUBLE) AS fixed_ratio_item_count,
    tender_lots.tender_id,
    tender_lots.contract_id,
    tender_lots.buyer_id,
    lot_bid_statistics.bidder_count,
    priced.priced_count,
    repeated.same_amount,
    repeated.bidder_ids,
    itemised.common_item_count,
    tender_lots.currency,
    tender_lots.award_criteria
FROM tender_lots
INNER JOIN lot_bid_statistics ON tender_lots.lot_id = lot_bid_statistics.lot_id
INNER JOIN priced ON tender_lots.lot_id = priced.lot_id
LEFT JOIN repeated ON tender_lots.lot_id = repeated.lot_id
LEFT JOIN itemised ON tender_lots.lot_id = itemised.lot_id
WHERE lot_bid_statistics.bidder_count >= 2
