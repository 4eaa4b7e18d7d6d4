/* rollup
title  = "Close bid rates: how often bids lay close together (B8) in each market's last year, beside its own past"
grain  = ["market"]
hook   = "compared_shares.binomial"
limits = "A market is a category and the first four characters of the item code. Its last year ends with its last lot, and the past is everything before. Bids are close more often the fewer there are, so a market with fewer bidders than before looks closer too: mean_bid_count and other_mean_bid_count say whether that is so. The p-value is the binomial probability of so many lots or more at the share of the past; q by Benjamini and Hochberg (1995) over all markets tested."
*/
WITH

judged AS (
    SELECT
        CONCAT(
            COALESCE(price_lots.category, ''),
            ' ',
            COALESCE(SUBSTRING(price_lots.item_code, 1, 4), '')
        ) AS market,
        price_lots.category,
        SUBSTRING(price_lots.item_code, 1, 4) AS item_group,
        price_lots.lot_date,
        price_lots.priced_count,
        results.outcome
    FROM indicator_results AS results
    INNER JOIN price_lots ON results.subject_id = price_lots.lot_id
    WHERE
        results.code = 'B8'
        AND COALESCE(price_lots.category, price_lots.item_code) IS NOT NULL
        AND price_lots.lot_date IS NOT NULL
),

last_lots AS (
    SELECT
        market,
        MAX(lot_date) AS last_date
    FROM judged
    WHERE outcome IN ('flagged', 'clear')
    GROUP BY market
),

placed AS (
    SELECT
        judged.*,
        last_lots.last_date,
        DATE_DIFF('day', judged.lot_date, last_lots.last_date) < 365 AS is_recent
    FROM judged
    INNER JOIN last_lots ON judged.market = last_lots.market
),

counted AS (
    SELECT
        market,
        MIN(category) AS category,
        MIN(item_group) AS item_group,
        MIN(last_date) AS last_date,
        COUNT(CASE WHEN is_recent AND outcome IN ('flagged', 'clear') THEN 1 END) AS judged_count,
        COUNT(CASE WHEN is_recent AND outcome = 'flagged' THEN 1 END) AS raised_count,
        COUNT(CASE WHEN is_recent AND outcome NOT IN ('flagged', 'clear') THEN 1 END)
            AS unjudged_count,
        COUNT(CASE WHEN NOT is_recent AND outcome IN ('flagged', 'clear') THEN 1 END)
            AS other_count,
        COUNT(CASE WHEN NOT is_recent AND outcome = 'flagged' THEN 1 END) AS other_raised_count,
        AVG(CASE WHEN is_recent AND outcome IN ('flagged', 'clear') THEN priced_count END)
            AS mean_bid_count,
        AVG(CASE WHEN NOT is_recent AND outcome IN ('flagged', 'clear') THEN priced_count END)
            AS other_mean_bid_count
    FROM placed
    GROUP BY market
)

SELECT
    counted.market,
    'market' AS test_group,
    counted.category,
    counted.item_group,
    counted.last_date,
    counted.judged_count,
    counted.raised_count,
    counted.unjudged_count,
    counted.other_count,
    counted.other_raised_count,
    counted.mean_bid_count,
    counted.other_mean_bid_count,
    CAST(roll_up_limits.rate_minimum_supplier_count AS BIGINT) AS minimum_count,
    CAST(roll_up_limits.rate_minimum_count AS BIGINT) AS minimum_other_count,
    roll_up_limits.rate_watch_q AS watch_limit,
    roll_up_limits.rate_high_q AS high_limit,
    roll_up_limits.rated_coverage
FROM counted
CROSS JOIN roll_up_limits
