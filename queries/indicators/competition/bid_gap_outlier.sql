/* indicator
code           = "B6"
title          = "Odd gap below runner-up"
condition      = "The second bid lies {watch} or less above the winning one, or the gap is far outside that of peers."
subject        = "lot"
unit           = "ratio"
flag           = { when = "at_most", watch = 0.01 }
also           = [
    { column = "above_distance", when = "at_least", watch = 1.5, high = 3 },
    { column = "below_distance", when = "at_least", watch = 1.5 },
]
hook           = "peers.fences"
params         = { peer_min_n = 20 }
formula        = "(second lowest valid bid - lowest) / lowest; compared with peers as ln(1 + gap)"
why            = "A rival just above the winner may have known its price. A winner far below everybody may have known that nobody would come near, or mean to earn on changes."
innocent       = ["works whose prices everybody knows", "a method that saves money", "a firm that is already on site", "a mistake in the winner's bid"]
skips          = { insufficient = ["fewer than two priced bids", "winner not known", "fewer than 20 peers", "peers do not differ"], contradictory = ["currencies differ"] }
source         = "Both tails of one number: OCP 2024 R024 and R058, as in Cardinal. Fences: Tukey 1977, the outer ones for high; a gap of one percent: house default."
verification   = "V"
evidence_class = "S"
cluster        = "k15"
core           = false
needs          = ["tenders", "bids"]
null_share     = 0.09
maps           = { ocp = ["R024", "R058"], cardinal = ["R024", "R058"], krai = ["NEW7"], arachne = ["procurement"] }
limits         = "In scope: lots of open, selective or limited procedures with one award, at least two valid bidders, and the lowest valid bid winning; a tie is left to B7, and lots judged by quality as well are out of scope. Where the source does not say how the winner is chosen, price is assumed, which counts as one stand-in. The share raised by chance is that of independent bids with a usual spread of 12 to 20 % and two to seven bidders: one gap in fifteen is below one percent."
sentence       = "The lowest of {priced_count} bids was {lowest_amount} and the next {second_amount}, {value} above it."
worked         = "({second_amount} - {lowest_amount}) / {lowest_amount} = {value}"
clears         = "The bids with their calculations, a method or a site already set up that explains the price, or a mistake in a bid that was put on record."

[remedies]
"fewer than two priced bids" = "bids.bid_amount"
"winner not known" = "bids.is_winner"
"fewer than 20 peers" = "more cases"
"peers do not differ" = "more cases"
*/
WITH

gaps AS (
    SELECT
        *,
        CASE
            WHEN priced_count >= 6 THEN '6 or more'
            WHEN priced_count >= 4 THEN '4 or 5'
            ELSE CAST(priced_count AS VARCHAR)
        END AS number_of_bids
    FROM price_lots
    WHERE
        (award_count = 1 OR (award_count = 0 AND winning_bid_count > 0))
        AND COALESCE(is_lowest_winning, TRUE)
        AND COALESCE(gap_share, 1) > 0
)

SELECT
    lot_id AS subject_id,
    project_id,
    CAST(gap_share AS DOUBLE) AS value,
    CASE
        WHEN currency_count > 1 THEN 'currencies differ'
        WHEN priced_count < 2 THEN 'fewer than two priced bids'
        WHEN winning_amount IS NULL THEN 'winner not known'
    END AS skip_reason,
    LN(1 + gap_share) AS compared,
    lot_date AS peer_date,
    category || ', ' || number_of_bids || ' bids' AS peer_group_1,
    number_of_bids || ' bids' AS peer_group_2,
    'all lots' AS peer_group_3,
    tender_id,
    contract_id,
    party_id,
    buyer_id,
    winning_bidder_id,
    lowest_amount,
    second_amount,
    currency,
    priced_count,
    unpriced_bid_count,
    lot_date,
    award_criteria,
    CASE WHEN is_price_assumed THEN 1 ELSE 0 END AS fallback_count
FROM gaps
