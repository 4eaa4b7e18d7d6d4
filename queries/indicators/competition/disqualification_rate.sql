/* indicator
code           = "B13"
title          = "High share of disqualified bids"
condition      = "The share of bids disqualified by a buyer, or of a bidder, lies 1.5 or more interquartile ranges above the upper quartile of its peers, and chance alone hardly explains it."
subject        = "party"
unit           = "share"
flag           = { when = "at_least" }
also           = [{ column = "raised_distance", when = "at_least", watch = 1.5 }]
hook           = "shrunken.fences"
null_share     = 0.0035
formula        = "disqualified bids / bids with a status; the distance is that of the share drawn towards the mean of all buyers or all bidders (empirical Bayes), counted where the chance of so many at the common share has q of at most 0.10"
why            = "A buyer that rules out many bids may be choosing by other means than price; a bidder that is often ruled out may not mean to win."
innocent       = ["a complex technical trade", "a new electronic form that many get wrong", "a strict but even-handed evaluation"]
skips          = { insufficient = ["status of bids not known", "fewer than 10 tenders", "fewer than 5 bids", "fewer than 20 peers", "peers do not differ"] }
source         = "Open Contracting Partnership, R038, as Cardinal computes it, on shrunken shares and with higher minimums: house defaults. q: Benjamini and Hochberg 1995."
verification   = "V2"
evidence_class = "S"
cluster        = "k17"
core           = false
needs          = ["lot_bids"]
params         = { peer_min_n = 20 }
limits         = "Buyers need ten tenders, bidders five bids. Cardinal compares its minimum with bids where its page says processes, so its results differ. Bids that are pending, or without a status, count for nobody. A party that both buys and bids is judged as a bidder under its id followed by (bidder). Where shares differ no more than by chance nobody is compared."
maps           = { ocp = ["R038"], cardinal = ["R038"] }
sentence       = "{event_count} of {base_count} bids with a status were disqualified (the party as {role}), where {group_share} is the share of all of that role together."
worked         = "{event_count} / {base_count} = {value}; drawn towards the mean: {shrunken_share}; p = {chance_p_value}; beyond the third quartile of the peers by {raised_distance} interquartile ranges"
clears         = "The records of evaluation with a reason for each bid, or a change of forms or rules that hit all bidders alike."

[remedies]
"status of bids not known" = "bids.status"
"fewer than 10 tenders" = "more cases"
"fewer than 5 bids" = "more cases"
"fewer than 20 peers" = "more cases"
"peers do not differ" = "more cases"
*/
WITH

judged AS (
    SELECT
        lot_bids.bid_id,
        lot_bids.tender_id,
        lot_bids.bidder_id,
        lot_bids.party_id,
        lot_bids.bid_date,
        tender_lots.buyer_id,
        tender_lots.buyer_name,
        CASE
            WHEN lot_bids.status = 'disqualified' THEN 1
            WHEN COALESCE(lot_bids.status, 'pending') <> 'pending' THEN 0
        END AS is_disqualified
    FROM lot_bids
    INNER JOIN tender_lots ON lot_bids.lot_id = tender_lots.lot_id
),

buying AS (
    SELECT
        buyer_id AS subject_id,
        'buyer' AS role,
        buyer_id,
        CAST(NULL AS VARCHAR) AS party_id,
        MAX(buyer_name) AS buyer_name,
        COUNT(*) AS submitted_count,
        COUNT(is_disqualified) AS base_count,
        SUM(is_disqualified) AS event_count,
        COUNT(DISTINCT CASE WHEN is_disqualified IS NOT NULL THEN tender_id END) AS tender_count,
        MAX(bid_date) AS last_bid_date
    FROM judged
    WHERE buyer_id IS NOT NULL
    GROUP BY buyer_id
),

bidding AS (
    SELECT
        COALESCE(MIN(judged.party_id), judged.bidder_id)
        || CASE WHEN MAX(buying.subject_id) IS NULL THEN '' ELSE ' (bidder)' END AS subject_id,
        'bidder' AS role,
        CAST(NULL AS VARCHAR) AS buyer_id,
        MIN(judged.party_id) AS party_id,
        CAST(NULL AS VARCHAR) AS buyer_name,
        COUNT(*) AS submitted_count,
        COUNT(judged.is_disqualified) AS base_count,
        SUM(judged.is_disqualified) AS event_count,
        COUNT(DISTINCT CASE WHEN judged.is_disqualified IS NOT NULL THEN judged.tender_id END)
            AS tender_count,
        MAX(judged.bid_date) AS last_bid_date
    FROM judged
    LEFT JOIN buying ON COALESCE(judged.party_id, judged.bidder_id) = buying.subject_id
    WHERE judged.bidder_id IS NOT NULL
    GROUP BY judged.bidder_id
),

together AS (
    SELECT * FROM buying
    UNION ALL
    SELECT * FROM bidding
)

SELECT
    subject_id,
    CAST(NULL AS VARCHAR) AS project_id,
    CAST(event_count / NULLIF(CAST(base_count AS DOUBLE), 0) AS DOUBLE) AS value,
    CASE
        WHEN base_count = 0 THEN 'status of bids not known'
        WHEN role = 'buyer' AND tender_count < 10 THEN 'fewer than 10 tenders'
        WHEN role = 'bidder' AND base_count < 5 THEN 'fewer than 5 bids'
    END AS skip_reason,
    role,
    buyer_id,
    buyer_name,
    party_id,
    CAST(COALESCE(event_count, 0) AS BIGINT) AS event_count,
    base_count,
    submitted_count,
    tender_count,
    last_bid_date,
    role AS rate_group,
    COALESCE(last_bid_date, $as_of) AS peer_date,
    'role ' || role AS peer_group_1
FROM together
