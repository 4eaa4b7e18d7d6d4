/* indicator
code           = "B15"
title          = "Bid rotation"
condition      = "The same bidders met in six lots or more and took turns winning evenly, more often than shuffled winners do; high where their prices also lie close together. Watch also where two of them met in five lots or more and the same one always won, beyond chance."
subject        = "bidder_set"
unit           = "share"
flag           = { when = "at_least", watch = 0.5 }
also           = [{ column = "close_rotation_share", when = "at_least", high = 0.5 }, { column = "constant_win_share", when = "at_least", watch = 1 }]
false_discovery = { watch = 0.10 }
hook           = "rotation.turns"
formula        = "share of consecutive lots with another winner than the one before; tested where the evenness of wins, entropy / ln(bidders), is 0.9 or more: p = (1 + shuffles with at least that share) / (1 + 9,999). Constant winner: p = chance that one of the two wins every lot, each with 1 / bidders of the lot"
why            = "Firms that share a market take turns, or one of them bids so that the other may win."
innocent       = ["few local firms with little capacity, who bid for the next work when the last is done", "distance to the site", "one efficient firm"]
skips          = { insufficient = ["fewer than 6 lots together", "winners not known", "dates of lots not known"] }
source         = "Open Contracting Partnership, R053, R057 and R027; OECD guidelines on bid rigging; the Swiss road cases of Imhof. Permutation as in Phipson and Smyth 2010. Six lots, evenness, half, and variation under 0.06 as close: house defaults after the Canadian procurement department."
verification   = "V2"
evidence_class = "S"
cluster        = "k16"
core           = false
needs          = ["lot_bids"]
params         = { window_days = 1096, least_evenness = 0.9, least_alternation = 0.5, close_variation = 0.06, draw_count = 9999, constant_lots = 5 }
limits         = "In scope: pairs of bidders, and the full sets of bidders of a lot, that met in four lots or more within 36 months up to their last one, in one category. Of a pair only the lots count that one of the two won. Lots with more than 30 bidders are left out. Prices are close where half the lots or more have a variation under 0.06. p is set to 1 without a draw where fewer than half the winners change: it can only be larger than that of a rotation. Six lots of two firms cannot reach a small p; ten can."
maps           = { ocp = ["R053", "R057", "R027"] }
sentence       = "The {member_count} bidders of the set met on {met_count} lots ({category|all categories}) from {first_lot_date|a day not known} to {last_lot_date|a day not known}; winners in order: {winner_sequence|not known}."
worked         = "lots won by another member than the lot before = {value}; evenness of wins {evenness|not known}, p = {p_value|not tested}; one member wins every lot: p = {constant_p_value|not tested}; lots with close prices {close_count} of {priced_count}"
clears         = "The firms' order books and capacities in those months, distances to the sites, or bids that are missing from the file."

[remedies]
"fewer than 6 lots together" = "more cases"
"winners not known" = "awards.bid_id"
"dates of lots not known" = "bids.bid_date"
*/
WITH

-- Of several spellings the one that the bids have, so that it leads to a party.
named AS (
    SELECT
        *,
        COALESCE(MIN(party_id) OVER (PARTITION BY bidder_id), bidder_id) AS shown_id
    FROM lot_bids
    WHERE is_valid AND bidder_id IS NOT NULL
),

offered AS (
    SELECT
        named.lot_id,
        named.shown_id AS bidder_id,
        MIN(named.party_id) AS party_id,
        MAX(named.bid_date) AS bid_date,
        MAX(CASE
            WHEN named.is_winning THEN 1
            WHEN NOT named.is_winning THEN 0
        END) AS won
    FROM named
    GROUP BY named.lot_id, named.shown_id
),

lots_met AS (
    SELECT
        offered.lot_id,
        tender_lots.category,
        lot_bid_statistics.variation,
        CASE
            WHEN lot_bid_statistics.unnamed_bid_count = 0
                THEN STRING_AGG(offered.bidder_id, ' + ' ORDER BY offered.bidder_id)
        END AS bidder_set,
        COUNT(*) AS bidder_count,
        COALESCE(MAX(offered.bid_date), MAX(lot_awards.award_date)) AS lot_date,
        COUNT(offered.won) AS known_count,
        SUM(offered.won) AS winner_count,
        MAX(CASE WHEN offered.won = 1 THEN offered.bidder_id END) AS winner_id
    FROM offered
    INNER JOIN tender_lots ON offered.lot_id = tender_lots.lot_id
    INNER JOIN lot_bid_statistics ON offered.lot_id = lot_bid_statistics.lot_id
    LEFT JOIN lot_awards ON offered.lot_id = lot_awards.lot_id
    GROUP BY
        offered.lot_id,
        tender_lots.category,
        lot_bid_statistics.variation,
        lot_bid_statistics.unnamed_bid_count
    HAVING COUNT(*) BETWEEN 2 AND 30
),

pairs AS (
    SELECT
        first_bidders.bidder_id || ' + ' || second_bidders.bidder_id AS set_id,
        first_bidders.lot_id,
        first_bidders.party_id,
        second_bidders.party_id AS other_party_id,
        2 AS member_count,
        first_bidders.won + second_bidders.won AS won_count,
        CASE
            WHEN first_bidders.won = 1 AND second_bidders.won = 0 THEN 1
            WHEN second_bidders.won = 1 AND first_bidders.won = 0 THEN 2
        END AS winner_number
    FROM offered AS first_bidders
    INNER JOIN offered AS second_bidders
        ON
            first_bidders.lot_id = second_bidders.lot_id
            AND first_bidders.bidder_id < second_bidders.bidder_id
),

whole_sets AS (
    SELECT
        bidder_set AS set_id,
        lot_id,
        CAST(NULL AS VARCHAR) AS party_id,
        CAST(NULL AS VARCHAR) AS other_party_id,
        bidder_count AS member_count,
        winner_count AS won_count,
        CASE
            WHEN winner_count = 1
                THEN DENSE_RANK() OVER (PARTITION BY bidder_set ORDER BY winner_id)
        END AS winner_number
    FROM lots_met
    WHERE bidder_count >= 3 AND bidder_set IS NOT NULL
),

together AS (
    SELECT * FROM pairs
    UNION ALL
    SELECT * FROM whole_sets
),

met AS (
    SELECT
        together.*,
        lots_met.category,
        lots_met.variation,
        lots_met.bidder_count,
        lots_met.known_count,
        lots_met.lot_date,
        MAX(lots_met.lot_date) OVER (PARTITION BY together.set_id, lots_met.category)
            AS last_lot_date
    FROM together
    INNER JOIN lots_met ON together.lot_id = lots_met.lot_id
),

recent AS (
    SELECT
        *,
        winner_number IS NOT NULL AND lot_date IS NOT NULL AS is_used
    FROM met
    WHERE
        lot_date IS NULL
        OR DATE_DIFF('day', lot_date, last_lot_date) <= $window_days
),

summed AS (
    SELECT
        set_id,
        category,
        MIN(party_id) AS party_id,
        MIN(other_party_id) AS other_party_id,
        MAX(member_count) AS member_count,
        COUNT(*) AS met_count,
        COUNT(CASE WHEN is_used THEN lot_id END) AS lot_count,
        COUNT(CASE WHEN lot_date IS NULL THEN lot_id END) AS undated_count,
        COUNT(CASE WHEN known_count = 0 THEN lot_id END) AS undecided_count,
        MIN(CASE WHEN is_used THEN lot_date END) AS first_lot_date,
        MAX(CASE WHEN is_used THEN lot_date END) AS last_lot_date,
        STRING_AGG(
            CASE WHEN is_used THEN CAST(winner_number AS VARCHAR) END, ','
            ORDER BY lot_date, lot_id
        ) AS winner_sequence,
        COUNT(CASE WHEN winner_number = 1 THEN lot_id END) AS first_win_count,
        COUNT(CASE WHEN winner_number = 2 THEN lot_id END) AS second_win_count,
        COUNT(CASE WHEN known_count > 0 THEN lot_id END) AS decided_count,
        SUM(CASE WHEN known_count > 0 THEN LN(CAST(1 AS DOUBLE) / NULLIF(bidder_count, 0)) END)
            AS log_chance,
        COUNT(variation) AS priced_count,
        COUNT(CASE WHEN variation < $close_variation THEN lot_id END) AS close_count
    FROM recent
    GROUP BY set_id, category
    HAVING COUNT(*) >= 4
)

SELECT
    set_id || CASE
        WHEN COUNT(*) OVER (PARTITION BY set_id) > 1
            THEN ' (' || COALESCE(category, 'no category') || ')'
        ELSE ''
    END AS subject_id,
    CAST(NULL AS VARCHAR) AS project_id,
    CAST(NULL AS DOUBLE) AS value,
    CASE
        WHEN member_count = 2 AND decided_count >= $constant_lots THEN NULL
        WHEN lot_count >= 6 THEN NULL
        WHEN lot_count + undecided_count >= 6 THEN 'winners not known'
        WHEN lot_count + undated_count >= 6 THEN 'dates of lots not known'
        ELSE 'fewer than 6 lots together'
    END AS skip_reason,
    party_id,
    other_party_id,
    set_id,
    category,
    member_count,
    met_count,
    lot_count,
    decided_count,
    undated_count,
    undecided_count,
    first_lot_date,
    last_lot_date,
    winner_sequence,
    first_win_count,
    second_win_count,
    log_chance,
    priced_count,
    close_count
FROM summed
