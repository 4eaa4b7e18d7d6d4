/* indicator
code           = "B10"
title          = "Frequent loser"
condition      = "A firm that bids often wins at most {watch} of its valid bids, and less than chance allows; watch also where it bids more than three quarters of all firms and its share of wins lies below the lower fence of its peers."
subject        = "bidder"
unit           = "share"
flag           = { when = "at_most", watch = 0.1, high = 0.1 }
also           = [{ column = "below_distance", when = "at_least", watch = 1.5 }]
false_discovery = { watch = 0.10, high = 0.05 }
hook           = "losing.rates"
formula        = "wins / valid bids; p = chance of that few wins if each bid won with the mean of 1 / bidders of its lots (binomial); for the fence, wins / valid bids drawn towards the mean of the trade (empirical Bayes)"
why            = "A firm that keeps bidding and does not win may be there to make another's bid look cheap."
innocent       = ["a new entrant", "a firm with high costs or far away", "bidding to stay on a list of approved firms"]
skips          = { insufficient = ["fewer than 10 bids", "winners not known"] }
source         = "Open Contracting Partnership, R025. The fence is Cardinal's, on shrunken shares; ten bids and a tenth of wins are house defaults. False discovery: Benjamini and Hochberg 1995."
verification   = "V2"
evidence_class = "S"
cluster        = "k16"
core           = false
needs          = ["lot_bids"]
params         = { peer_min_n = 20 }
limits         = "Valid bids on lots with two bidders or more whose winner is known. The members of a joint bid together are one bidder, apart from each alone. The binomial has a wider lower tail than the unequal chances of the lots, so p errs to the careful side. Without enough peers the fence is left out and chance alone decides."
maps           = { ocp = ["R025"], cardinal = ["R025"] }
sentence       = "The firm won {win_count} of {bid_count} valid bids in {category|all categories}, where {expected_win_count} would be expected if all bidders of a lot had equal chances."
worked         = "{win_count} / {bid_count} = {value}; p = {p_value}; drawn towards the mean of the trade: {shrunken_share}"
clears         = "Bids that were won elsewhere and are missing from the file, the rules of a list that asks firms to bid, or costs and distances that explain the prices."

[remedies]
"fewer than 10 bids" = "more cases"
"winners not known" = "awards.bid_id"
*/
WITH

offered AS (
    SELECT
        lot_bids.bidder_id,
        lot_bids.lot_id,
        MIN(lot_bids.party_id) AS party_id,
        MAX(lot_bids.bid_date) AS bid_date,
        MAX(CASE
            WHEN lot_bids.is_winning THEN 1
            WHEN NOT lot_bids.is_winning THEN 0
        END) AS won,
        MAX(tender_lots.category) AS category,
        MAX(CAST(1 AS DOUBLE) / NULLIF(lot_bid_statistics.valid_bidder_count, 0)) AS chance
    FROM lot_bids
    INNER JOIN tender_lots ON lot_bids.lot_id = tender_lots.lot_id
    INNER JOIN lot_bid_statistics ON lot_bids.lot_id = lot_bid_statistics.lot_id
    WHERE
        lot_bids.is_valid
        AND lot_bids.bidder_id IS NOT NULL
        AND lot_bid_statistics.valid_bidder_count >= 2
    GROUP BY lot_bids.bidder_id, lot_bids.lot_id
),

summed AS (
    SELECT
        bidder_id,
        MIN(party_id) AS party_id,
        COUNT(*) AS offered_count,
        COUNT(won) AS bid_count,
        SUM(won) AS win_count,
        SUM(CASE WHEN won IS NOT NULL THEN chance END) AS expected_win_count,
        MAX(bid_date) AS last_bid_date,
        MIN(bid_date) AS first_bid_date,
        MAX(category) AS category
    FROM offered
    GROUP BY bidder_id
)

SELECT
    -- Of several spellings the one that the bids have, so that it leads to a party.
    COALESCE(party_id, bidder_id) AS subject_id,
    CAST(NULL AS VARCHAR) AS project_id,
    CAST(win_count / NULLIF(CAST(bid_count AS DOUBLE), 0) AS DOUBLE) AS value,
    CASE
        WHEN bid_count < 10 AND offered_count >= 10 THEN 'winners not known'
        WHEN bid_count < 10 THEN 'fewer than 10 bids'
    END AS skip_reason,
    party_id,
    bidder_id,
    bid_count,
    CAST(win_count AS BIGINT) AS win_count,
    CAST(expected_win_count AS DOUBLE) AS expected_win_count,
    offered_count - bid_count AS undecided_count,
    first_bid_date,
    last_bid_date,
    category,
    COALESCE(last_bid_date, $as_of) AS peer_date,
    'category ' || category AS peer_group_1,
    'all bidders' AS peer_group_2
FROM summed
