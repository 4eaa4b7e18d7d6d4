/* view
title  = "Company markets: how close bids lay in the markets in which one company bid"
grain  = ["market"]
limits = "See close_bid_rates. The rates are the market's, with everybody who bid in it; bid_count is how many lots the company itself bid on there."
*/
WITH

bid_on AS (
    SELECT DISTINCT competing_bidders.competition_id
    FROM competing_bidders
    INNER JOIN party_clusters ON competing_bidders.party_id = party_clusters.party_id
    WHERE party_clusters.cluster_id = $cluster_id
),

placed AS (
    SELECT
        CONCAT(
            COALESCE(price_lots.category, ''),
            ' ',
            COALESCE(SUBSTRING(price_lots.item_code, 1, 4), '')
        ) AS market
    FROM bid_on
    INNER JOIN price_lots ON bid_on.competition_id = price_lots.lot_id
),

markets AS (
    SELECT
        market,
        COUNT(*) AS bid_count
    FROM placed
    GROUP BY market
)

SELECT
    markets.market,
    markets.bid_count,
    close_bid_rates.judged_count,
    close_bid_rates.raised_count,
    close_bid_rates.raised_share,
    close_bid_rates.unjudged_count,
    close_bid_rates.other_count,
    close_bid_rates.other_share,
    close_bid_rates.mean_bid_count,
    close_bid_rates.other_mean_bid_count,
    close_bid_rates.last_date,
    close_bid_rates.q_value,
    close_bid_rates.minimum_count,
    close_bid_rates.standing,
    close_bid_rates.standing_reason
FROM markets
INNER JOIN close_bid_rates ON markets.market = close_bid_rates.market
ORDER BY markets.bid_count DESC, markets.market ASC
