/* indicator
code           = "B1"
title          = "Single bid"
condition      = "A procedure that was open to competition drew one bidder ({high})."
subject        = "lot"
unit           = "count"
flag           = { when = "at_most", high = 1 }
formula        = "bidders on the lot whose bid is pending, valid or disqualified, the members of one bid counted once; where no bid is listed, the number of tenderers that the source gives"
why            = "Without a second bid no price was tested. A single bid is the plainest and best-tested sign of weak competition."
innocent       = ["one firm alone can do the work", "remote site", "very small lot", "too little time to bid: see B3", "a slump or a boom in the market"]
skips          = { insufficient = ["procedure not known", "number of bids not known"] }
source         = "Single bid as an indicator of risk: Fazekas and Kocsis 2020; OCP 2024 R018. Norms for a buyer's share, 0.10 and 0.20: EU Single Market Scoreboard 2015; the EU average was 0.28 in 2024."
verification   = "V2"
evidence_class = "R"
cluster        = "k13"
core           = true
needs          = ["tenders"]
maps           = { ocp = ["R018"], cardinal = ["R018"], opentender = ["INTEGRITY_SINGLE_BID"], krai = ["NEW8"] }
limits         = "In scope: open and selective procedures whose deadline has passed and that were not called off, with at least one bidder: none at all is a failed tender. Two bids of which one was disqualified are two: is_single_valid shows it, and B11 judges it. The buyer's share of single bids in the same year, beside the middle of all buyers, is shown and not judged."
sentence       = "The {procurement_method} procedure drew {value} bidder; time to hand in bids: {submission_days|not known}; single bids of the same buyer that year: {buyer_single_bid_share|not known}, of the middle buyer {all_buyers_single_bid_share|not known}."
worked         = "bidders with a pending, valid or disqualified bid, or stated where no bid is listed = {value}"
clears         = "The list of bids with a second bidder, a call that was published elsewhere, or a market report that shows one capable firm."

[remedies]
"procedure not known" = "tenders.procurement_method"
"number of bids not known" = "bids.bid_id"
*/
WITH

called AS (
    SELECT *
    FROM tender_lots
    WHERE
        COALESCE(procurement_method, 'open') IN ('open', 'selective')
        AND NOT COALESCE(is_framework, FALSE)
        AND COALESCE(status, 'active') NOT IN ('cancelled', 'unsuccessful', 'withdrawn', 'planned')
        AND COALESCE(CAST(submission_deadline AS DATE), $as_of) <= $as_of
),

-- Where the bids on a tender are listed by lot, a lot without one drew none.
listed AS (
    SELECT DISTINCT tender_id
    FROM lot_bids
),

sole AS (
    SELECT
        lot_id,
        MIN(bidder_id) AS bidder_id,
        MIN(party_id) AS party_id,
        MIN(bid_amount) AS bid_amount
    FROM lot_bids
    GROUP BY lot_id
    HAVING COUNT(DISTINCT COALESCE(bidder_id, bid_id)) = 1
),

middle AS (
    SELECT
        tender_year,
        QUANTILE_CONT(single_bid_share, 0.5) AS single_bid_share
    FROM buyer_competition
    GROUP BY tender_year
),

counted AS (
    SELECT
        called.*,
        COALESCE(
            lot_bid_statistics.bidder_count,
            CASE WHEN listed.tender_id IS NOT NULL THEN 0 END,
            called.tenderer_count
        ) AS bidder_count,
        lot_bid_statistics.valid_bidder_count,
        lot_bid_statistics.bidder_count IS NULL AS is_reported_count,
        CAST(EXTRACT(YEAR FROM COALESCE(
            called.notice_published_date,
            called.submission_start_date,
            CAST(called.submission_deadline AS DATE)
        )) AS BIGINT) AS tender_year
    FROM called
    LEFT JOIN lot_bid_statistics ON called.lot_id = lot_bid_statistics.lot_id
    LEFT JOIN listed ON called.tender_id = listed.tender_id
)

SELECT
    counted.lot_id AS subject_id,
    counted.project_id,
    CAST(counted.bidder_count AS DOUBLE) AS value,
    CASE
        WHEN counted.procurement_method IS NULL THEN 'procedure not known'
        WHEN counted.bidder_count IS NULL THEN 'number of bids not known'
    END AS skip_reason,
    counted.tender_id,
    counted.contract_id,
    sole.party_id,
    sole.bidder_id,
    counted.buyer_id,
    counted.procurement_method,
    counted.valid_bidder_count,
    counted.valid_bidder_count = 1 AS is_single_valid,
    CASE WHEN counted.is_reported_count THEN 1 ELSE 0 END AS fallback_count,
    sole.bid_amount,
    counted.estimate_amount,
    counted.currency,
    DATE_DIFF(
        'day', counted.submission_start_date, CAST(counted.submission_deadline AS DATE)
    ) AS submission_days,
    counted.tender_year,
    buyer_competition.called_lot_count AS buyer_lot_count,
    buyer_competition.single_bid_count AS buyer_single_bid_count,
    buyer_competition.single_bid_share AS buyer_single_bid_share,
    middle.single_bid_share AS all_buyers_single_bid_share
FROM counted
LEFT JOIN sole ON counted.lot_id = sole.lot_id
LEFT JOIN buyer_competition
    ON
        counted.buyer_id = buyer_competition.buyer_id
        AND counted.tender_year = buyer_competition.tender_year
LEFT JOIN middle ON counted.tender_year = middle.tender_year
WHERE counted.bidder_count IS NULL OR counted.bidder_count >= 1
