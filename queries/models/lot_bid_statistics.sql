/* model
title  = "Lot bid statistics: how many bid on a lot, and how their prices lie"
grain  = ["lot_id"]
limits = "Prices are those of valid bids, one a bidder. Deviation, skewness and kurtosis are those of a sample (n - 1). From two prices on there is a gap and a spread, from three a skewness and a relative distance, from four a kurtosis; none of them where all prices are the same."
*/
WITH

counted AS (
    SELECT
        lot_id,
        COUNT(*) AS bid_count,
        COUNT(DISTINCT COALESCE(bidder_id, bid_id)) AS bidder_count,
        COUNT(DISTINCT CASE WHEN is_valid THEN COALESCE(bidder_id, bid_id) END)
            AS valid_bidder_count,
        COUNT(DISTINCT CASE WHEN NOT is_valid THEN COALESCE(bidder_id, bid_id) END)
            AS disqualified_bidder_count,
        COUNT(CASE WHEN bidder_id IS NULL THEN bid_id END) AS unnamed_bid_count,
        COUNT(CASE WHEN is_valid AND bid_amount IS NULL THEN bid_id END) AS unpriced_bid_count,
        COUNT(DISTINCT CASE WHEN bid_amount IS NOT NULL THEN currency END) AS currency_count,
        COUNT(CASE WHEN is_winning THEN bid_id END) AS winning_bid_count,
        MAX(bid_date) AS last_bid_date
    FROM lot_bids
    GROUP BY lot_id
),

summed AS (
    SELECT
        lot_id,
        COUNT(*) AS priced_count,
        COUNT(bidder_id) AS named_count,
        MIN(bid_amount) AS lowest_amount,
        MIN(CASE WHEN price_rank = 2 THEN bid_amount END) AS second_amount,
        MAX(bid_amount) AS highest_amount,
        AVG(bid_amount) AS mean_amount,
        STDDEV_SAMP(bid_amount) AS deviation_amount,
        STDDEV_SAMP(CASE WHEN price_rank > 1 THEN bid_amount END) AS losing_deviation_amount,
        MIN(CASE WHEN is_winning THEN bid_amount END) AS winning_amount,
        MIN(CASE WHEN is_winning THEN price_rank END) AS winning_rank,
        MIN(CASE WHEN is_winning THEN bidder_id END) AS winning_bidder_id,
        STRING_AGG(bidder_key, ' + ' ORDER BY bidder_key) AS bidder_set,
        -- Kolmogorov and Smirnov's distance of the bids from evenly spread ones.
        MAX(GREATEST(
            CAST(price_rank AS DOUBLE) / NULLIF(priced_count, 0) - price_position,
            price_position - CAST(price_rank - 1 AS DOUBLE) / NULLIF(priced_count, 0)
        )) AS uniform_distance
    FROM lot_prices
    GROUP BY lot_id
),

standardised AS (
    SELECT
        lot_prices.lot_id,
        (lot_prices.bid_amount - summed.mean_amount) / NULLIF(summed.deviation_amount, 0)
            AS distance
    FROM lot_prices
    INNER JOIN summed ON lot_prices.lot_id = summed.lot_id
    WHERE summed.priced_count >= 3
),

moments AS (
    SELECT
        standardised.lot_id,
        SUM(POWER(standardised.distance, 3)) AS third_moment,
        SUM(POWER(standardised.distance, 4)) AS fourth_moment
    FROM standardised
    GROUP BY standardised.lot_id
)

SELECT
    counted.lot_id,
    counted.bid_count,
    counted.bidder_count,
    counted.valid_bidder_count,
    counted.disqualified_bidder_count,
    counted.unnamed_bid_count,
    counted.unpriced_bid_count,
    counted.currency_count,
    counted.winning_bid_count,
    counted.last_bid_date,
    COALESCE(summed.priced_count, 0) AS priced_count,
    -- The set is known only where every price has its bidder.
    CASE WHEN summed.named_count = summed.priced_count THEN summed.bidder_set END AS bidder_set,
    summed.lowest_amount,
    summed.second_amount,
    summed.highest_amount,
    summed.mean_amount,
    summed.deviation_amount,
    summed.losing_deviation_amount,
    summed.winning_amount,
    summed.winning_bidder_id,
    summed.winning_rank,
    summed.winning_amount = summed.lowest_amount AS is_lowest_winning,
    (summed.second_amount - summed.lowest_amount) / NULLIF(summed.lowest_amount, 0) AS gap_share,
    summed.deviation_amount / NULLIF(summed.mean_amount, 0) AS variation,
    (summed.highest_amount - summed.lowest_amount) / NULLIF(summed.lowest_amount, 0)
        AS spread_share,
    CASE
        WHEN summed.priced_count >= 3
            THEN
                (summed.second_amount - summed.lowest_amount)
                / NULLIF(summed.losing_deviation_amount, 0)
    END AS relative_distance,
    CASE
        WHEN summed.priced_count >= 3
            THEN
                summed.priced_count * moments.third_moment
                / NULLIF((summed.priced_count - 1) * (summed.priced_count - 2), 0)
    END AS skewness,
    CASE
        WHEN summed.priced_count >= 4
            THEN
                summed.priced_count * (summed.priced_count + 1) * moments.fourth_moment
                / NULLIF(
                    (summed.priced_count - 1)
                    * (summed.priced_count - 2)
                    * (summed.priced_count - 3),
                    0
                )
                - 3 * POWER(summed.priced_count - 1, 2)
                / NULLIF((summed.priced_count - 2) * (summed.priced_count - 3), 0)
    END AS kurtosis,
    CASE WHEN summed.priced_count >= 3 THEN summed.uniform_distance END AS uniform_distance
FROM counted
LEFT JOIN summed ON counted.lot_id = summed.lot_id
LEFT JOIN moments ON counted.lot_id = moments.lot_id
