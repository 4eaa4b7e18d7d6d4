/* model
title  = "Price lots: lots that were won on price, with what their bids look like"
grain  = ["lot_id"]
limits = "In it: lots with two valid bidders or more, not awarded directly, whose tender does not say that quality counts as well. Where it does not say how the winner is chosen, price is assumed and is_price_assumed says so. A set is exactly the same bidders with a valid price; its lots are those within 36 months of the last one."
*/
WITH

joined AS (
    SELECT
        tender_lots.lot_id,
        tender_lots.tender_id,
        tender_lots.project_id,
        tender_lots.contract_id,
        tender_lots.buyer_id,
        tender_lots.category,
        tender_lots.item_code,
        tender_lots.award_criteria,
        tender_lots.is_price_decisive IS NULL AS is_price_assumed,
        lot_awards.award_date,
        lot_awards.party_id,
        COALESCE(lot_awards.award_count, 0) AS award_count,
        lot_bid_statistics.valid_bidder_count,
        lot_bid_statistics.winning_bid_count,
        lot_bid_statistics.currency_count,
        tender_lots.currency,
        lot_bid_statistics.priced_count,
        lot_bid_statistics.unpriced_bid_count,
        CASE WHEN lot_bid_statistics.priced_count >= 3 THEN lot_bid_statistics.bidder_set END
            AS bidder_set,
        lot_bid_statistics.lowest_amount,
        lot_bid_statistics.second_amount,
        lot_bid_statistics.highest_amount,
        lot_bid_statistics.mean_amount,
        lot_bid_statistics.deviation_amount,
        lot_bid_statistics.losing_deviation_amount,
        lot_bid_statistics.winning_amount,
        lot_bid_statistics.winning_bidder_id,
        lot_bid_statistics.is_lowest_winning,
        lot_bid_statistics.gap_share,
        -- A single price, or two, says nothing of how close bids are.
        CASE WHEN lot_bid_statistics.priced_count >= 3 THEN lot_bid_statistics.variation END
            AS variation,
        lot_bid_statistics.spread_share,
        lot_bid_statistics.relative_distance,
        lot_bid_statistics.skewness,
        lot_bid_statistics.kurtosis,
        lot_bid_statistics.uniform_distance,
        COALESCE(
            lot_awards.award_date,
            CAST(tender_lots.submission_deadline AS DATE),
            lot_bid_statistics.last_bid_date
        ) AS lot_date
    FROM tender_lots
    INNER JOIN lot_bid_statistics ON tender_lots.lot_id = lot_bid_statistics.lot_id
    LEFT JOIN lot_awards ON tender_lots.lot_id = lot_awards.lot_id
    WHERE
        lot_bid_statistics.valid_bidder_count >= 2
        AND COALESCE(tender_lots.procurement_method, 'open') <> 'direct'
        AND COALESCE(tender_lots.is_price_decisive, TRUE)
),

last_met AS (
    SELECT
        bidder_set,
        MAX(lot_date) AS lot_date
    FROM joined
    WHERE bidder_set IS NOT NULL
    GROUP BY bidder_set
)

SELECT
    joined.lot_id,
    joined.tender_id,
    joined.project_id,
    joined.contract_id,
    joined.buyer_id,
    joined.category,
    joined.item_code,
    joined.award_criteria,
    joined.is_price_assumed,
    joined.award_date,
    joined.party_id,
    joined.award_count,
    joined.valid_bidder_count,
    joined.winning_bid_count,
    joined.currency_count,
    joined.currency,
    joined.priced_count,
    joined.unpriced_bid_count,
    joined.bidder_set,
    joined.lowest_amount,
    joined.second_amount,
    joined.highest_amount,
    joined.mean_amount,
    joined.deviation_amount,
    joined.losing_deviation_amount,
    joined.winning_amount,
    joined.winning_bidder_id,
    joined.is_lowest_winning,
    joined.gap_share,
    joined.variation,
    joined.spread_share,
    joined.relative_distance,
    joined.skewness,
    joined.kurtosis,
    joined.uniform_distance,
    joined.lot_date,
    joined.bidder_set IS NOT NULL
    AND COALESCE(DATE_DIFF('day', joined.lot_date, last_met.lot_date), 0) <= 1096
        AS is_recent_of_set
FROM joined
LEFT JOIN last_met ON joined.bidder_set = last_met.bidder_set
