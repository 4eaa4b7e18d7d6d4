/* indicator
code           = "B8"
title          = "Bids close together"
condition      = "The bids vary by {watch} of their mean or less; high where the same bidders met in five lots or more and that happened more often than chance has it."
subject        = "lot"
unit           = "ratio"
flag           = { when = "at_most", watch = 0.06 }
also           = [{ column = "close_set_q_value", when = "at_most", high = 0.05 }]
hook           = "bid_screens.close_bids"
params         = { close_variation = 0.06, set_min_lots = 5 }
formula        = "standard deviation of the valid bids (n - 1) / their mean; for the set of bidders, the binomial probability of so many lots with close bids, given how often other lots with as many bids have them"
why            = "Bids that were agreed on need little room; independent ones spread."
innocent       = ["published unit rates", "homogeneous goods", "few bids, which are close by chance", "all bidders buy from one supplier"]
skips          = { insufficient = ["fewer than three priced bids"], contradictory = ["currencies differ"] }
source         = "Below 0.06: screening guide of Canada's procurement department (0.04 to 0.06). Variance screen: Abrantes-Metz et al. 2006; Imhof 2017; Huber and Imhof 2019. The test of the set, and q of 0.05 or less: Benjamini and Hochberg 1995."
verification   = "V"
evidence_class = "S"
cluster        = "k15"
core           = false
needs          = ["tenders", "bids"]
null_share     = 0.1
maps           = { ocp = ["R022", "R028"] }
limits         = "One lot with close bids is never more than watch: independent bids that truly vary by 12 % are so close in 22, 14 and 6 of 100 lots with three, four and six bids. Chance is the share among other bidders' lots with as many bids; where these are fewer than 20 it is drawn from a normal distribution with their middle variation. Sets are exactly the same bidders within 36 months of their last lot. Lots judged by quality as well, direct awards and lots with fewer than two valid bidders are out of scope; where the source does not say how the winner is chosen, price is assumed, which counts as one stand-in. The share raised by chance is that of lots with three to five bids whose true variation is 12 to 20 %: 14, 7 and 4 of 100."
sentence       = "The {priced_count} valid bids lie between {lowest_amount} and {highest_amount} and vary by {value} of their mean; lots on which the same bidders met: {set_lot_count|not counted}, as close: {set_close_count|not counted}."
worked         = "{deviation_amount} / {mean_amount} = {value}; for the bidders together: chance of a close lot {set_chance:share|not tested}, p = {set_p_value|not tested}"
clears         = "Published unit rates or one supplier behind all bids, or the bidders' own calculations."

[remedies]
"fewer than three priced bids" = "bids.bid_amount"
*/
WITH

marked AS (
    SELECT
        *,
        ROUND(variation, 6) <= $close_variation AS is_close,
        COALESCE(category, '') || ' ' || COALESCE(SUBSTRING(item_code, 1, 4), '') AS market
    FROM price_lots
),

sets AS (
    SELECT
        bidder_set,
        COUNT(*) AS lot_count,
        COUNT(CASE WHEN is_close THEN 1 END) AS close_count,
        COUNT(CASE WHEN is_recent_of_set THEN 1 END) AS recent_lot_count,
        COUNT(CASE WHEN is_recent_of_set AND is_close THEN 1 END) AS recent_close_count
    FROM marked
    WHERE bidder_set IS NOT NULL
    GROUP BY bidder_set
),

counts AS (
    SELECT
        priced_count,
        COUNT(*) AS lot_count,
        COUNT(CASE WHEN is_close THEN 1 END) AS close_count
    FROM marked
    WHERE variation IS NOT NULL
    GROUP BY priced_count
),

markets AS (
    SELECT
        market,
        COUNT(*) AS lot_count,
        COUNT(CASE WHEN is_close THEN 1 END) AS close_count
    FROM marked
    WHERE variation IS NOT NULL
    GROUP BY market
),

usual AS (
    SELECT QUANTILE_CONT(variation, 0.5) AS variation
    FROM marked
)

SELECT
    marked.lot_id AS subject_id,
    marked.project_id,
    CAST(marked.variation AS DOUBLE) AS value,
    CASE
        WHEN marked.currency_count > 1 THEN 'currencies differ'
        WHEN marked.priced_count < 3 THEN 'fewer than three priced bids'
    END AS skip_reason,
    marked.is_close,
    marked.tender_id,
    marked.contract_id,
    marked.party_id,
    marked.buyer_id,
    marked.priced_count,
    marked.unpriced_bid_count,
    marked.lowest_amount,
    marked.highest_amount,
    marked.mean_amount,
    marked.deviation_amount,
    marked.currency,
    marked.spread_share,
    marked.skewness,
    marked.kurtosis,
    marked.bidder_set,
    sets.recent_lot_count AS set_lot_count,
    sets.recent_close_count AS set_close_count,
    counts.lot_count - COALESCE(sets.lot_count, 0) AS other_lot_count,
    counts.close_count - COALESCE(sets.close_count, 0) AS other_close_count,
    usual.variation AS usual_variation,
    markets.lot_count AS market_lot_count,
    CAST(markets.close_count AS DOUBLE) / NULLIF(markets.lot_count, 0) AS market_close_share,
    marked.lot_date,
    CASE WHEN marked.is_price_assumed THEN 1 ELSE 0 END AS fallback_count
FROM marked
CROSS JOIN usual
LEFT JOIN sets ON marked.bidder_set = sets.bidder_set
LEFT JOIN counts ON marked.priced_count = counts.priced_count
LEFT JOIN markets ON marked.market = markets.market
