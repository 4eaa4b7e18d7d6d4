/* indicator
code           = "B9"
title          = "Winner apart, losers bunched"
condition      = "The same bidders met in five lots or more within 36 months, and the winner stood apart from bunched losers more often than chance has it; high where their bids were also close together more often than chance has it."
subject        = "bidder_set"
unit           = "share"
flag           = { when = "at_least", watch = 0 }
also           = [{ column = "supported_q_value", when = "at_most", high = 0.05 }]
false_discovery = { watch = 0.10 }
hook           = "bid_screens.cover_shapes"
params         = { apart_distance = 1, close_variation = 0.06, set_min_lots = 5, support_q = 0.05 }
formula        = "share of the set's lots with (second lowest - lowest) / standard deviation of the losing bids above 1, less the share that independent bids of the same number would have"
why            = "Cover bids stay safely above the agreed winner, and near one another."
innocent       = ["one firm is more efficient than the others", "one firm is already on site", "few bids, which look like that by chance"]
skips          = { insufficient = ["the bidders met in fewer than 5 lots"] }
source         = "Relative distance: Imhof, Karagoek and Rutz 2018; Huber and Imhof 2019. Chance: 40,000 draws of independent normal bids. Rates of false flags: Benjamini and Hochberg 1995."
verification   = "V"
evidence_class = "S"
cluster        = "k15"
core           = false
needs          = ["tenders", "bids"]
null_share     = 0.01
maps           = { ocp = ["R022", "R023", "R024", "R053"] }
limits         = "A single lot is not judged: with independent bids the mark is met in 59, 47 and 35 of 100 lots with three, four and six bids. In scope: sets of three bidders or more, exactly the same in each lot, that met twice or more on price. Lots whose losing bids are all the same count for none, see B7. Taking turns, which would support it as well, is judged by B15. Where an agreement covers some of the bidders only, the mark is diluted."
sentence       = "The same bidders met on {set_lot_count} lots, and on {apart_count} of them the winner stood apart from losing bids that lay close together."
worked         = "{apart_count} / {set_lot_count} - {chance_share} by chance = {value}; p = {p_value}; bids close together as well: q = {close_set_q_value|not tested}"
clears         = "Calculations, a site already set up or a method that explains why one firm was cheaper each time."

[remedies]
"the bidders met in fewer than 5 lots" = "more cases"
*/
WITH

marked AS (
    SELECT
        *,
        ROUND(variation, 6) <= $close_variation AS is_close,
        ROUND(relative_distance, 6) > $apart_distance AS is_apart
    FROM price_lots
    WHERE variation IS NOT NULL
),

sets AS (
    SELECT
        bidder_set,
        MIN(priced_count) AS priced_count,
        COUNT(*) AS lot_count,
        COUNT(CASE WHEN is_close THEN 1 END) AS close_count,
        COUNT(CASE WHEN is_recent_of_set THEN 1 END) AS set_lot_count,
        COUNT(CASE WHEN is_recent_of_set AND is_close THEN 1 END) AS set_close_count,
        COUNT(CASE WHEN is_recent_of_set AND is_apart THEN 1 END) AS apart_count,
        COUNT(CASE WHEN is_recent_of_set AND relative_distance IS NULL THEN 1 END)
            AS equal_loser_count,
        AVG(CASE WHEN is_recent_of_set THEN relative_distance END) AS mean_relative_distance,
        AVG(CASE WHEN is_recent_of_set THEN skewness END) AS mean_skewness,
        AVG(CASE WHEN is_recent_of_set THEN variation END) AS mean_variation,
        COUNT(DISTINCT CASE WHEN is_recent_of_set THEN winning_bidder_id END) AS winner_count,
        MIN(CASE WHEN is_recent_of_set THEN lot_date END) AS first_lot_date,
        MAX(lot_date) AS last_lot_date
    FROM marked
    WHERE bidder_set IS NOT NULL
    GROUP BY bidder_set
    HAVING COUNT(*) >= 2
),

positions AS (
    SELECT
        marked.bidder_set,
        LIST(lot_prices.price_position) AS price_positions
    FROM marked
    INNER JOIN lot_prices ON marked.lot_id = lot_prices.lot_id
    WHERE
        marked.is_recent_of_set
        AND lot_prices.price_rank > 1
        AND lot_prices.price_rank < lot_prices.priced_count
        AND lot_prices.price_position IS NOT NULL
    GROUP BY marked.bidder_set
),

counts AS (
    SELECT
        priced_count,
        COUNT(*) AS lot_count,
        COUNT(CASE WHEN is_close THEN 1 END) AS close_count
    FROM marked
    GROUP BY priced_count
),

usual AS (
    SELECT QUANTILE_CONT(variation, 0.5) AS variation
    FROM marked
)

SELECT
    sets.bidder_set AS subject_id,
    CAST(NULL AS VARCHAR) AS project_id,
    CAST(NULL AS DOUBLE) AS value,
    CASE
        WHEN sets.set_lot_count - sets.equal_loser_count < $set_min_lots
            THEN 'the bidders met in fewer than 5 lots'
    END AS skip_reason,
    sets.bidder_set,
    sets.priced_count,
    sets.set_lot_count - sets.equal_loser_count AS set_lot_count,
    sets.equal_loser_count,
    sets.apart_count,
    CAST(sets.apart_count AS DOUBLE)
    / NULLIF(sets.set_lot_count - sets.equal_loser_count, 0) AS apart_share,
    sets.set_close_count,
    counts.lot_count - sets.lot_count AS other_lot_count,
    counts.close_count - sets.close_count AS other_close_count,
    usual.variation AS usual_variation,
    sets.mean_relative_distance,
    sets.mean_skewness,
    sets.mean_variation,
    sets.winner_count,
    sets.first_lot_date,
    sets.last_lot_date,
    positions.price_positions
FROM sets
CROSS JOIN usual
INNER JOIN counts ON sets.priced_count = counts.priced_count
LEFT JOIN positions ON sets.bidder_set = positions.bidder_set
