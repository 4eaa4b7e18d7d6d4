/* indicator
code           = "B14"
title          = "Late bid won"
condition      = "Every valid bid of the winner came in after the deadline; critical from {critical} hours late."
subject        = "lot"
unit           = "hours"
flag           = { when = "at_least", high = 0.0002, critical = 24 }
formula        = "hours from the deadline to the first valid bid of the winner; below zero where it came in time"
why            = "Who bids after the others were opened may know their prices."
innocent       = ["an extension of the deadline that was not recorded", "times in two time zones", "a portal that was down"]
skips          = { insufficient = ["no submission deadline", "no time of submission", "time of day not known", "winner not known"] }
source         = "High: Open Contracting Partnership, R030, as Cardinal computes it; one second is late. Critical: house default."
verification   = "V2"
evidence_class = "R"
cluster        = "k14"
core           = true
needs          = ["tender_lots", "lot_bids"]
limits         = "In scope: lots with an award or a winning bid. A time of midnight is read as a day without a time: another day decides, with the least number of hours that it can be, the same day does not."
maps           = { ocp = ["R030"], cardinal = ["R030"] }
sentence       = "The winner's first valid bid is stamped {first_submitted}, where the deadline was {submission_deadline}: {value} hours later."
worked         = "hours from {submission_deadline} to {first_submitted} = {value}; valid bids of the winner: {winning_bid_count}"
clears         = "The decision that extended the deadline, the portal's log of a failure, or the time zone of both stamps."

[remedies]
"no submission deadline" = "tenders.submission_deadline"
"no time of submission" = "bids.submitted"
"time of day not known" = "bids.submitted"
"winner not known" = "awards.bid_id"
*/
WITH

-- A day without a time may be any moment of it.
timed AS (
    SELECT
        lot_bids.lot_id,
        COALESCE(lot_bids.bidder_id, lot_bids.bid_id) AS bidder_key,
        lot_bids.party_id,
        lot_bids.bid_id,
        lot_bids.is_winning,
        COALESCE(lot_bids.submitted, CAST(lot_bids.bid_date AS TIMESTAMP)) AS earliest,
        lot_bids.submitted IS NULL
        OR lot_bids.submitted = CAST(CAST(lot_bids.submitted AS DATE) AS TIMESTAMP)
            AS is_day_only
    FROM lot_bids
    WHERE lot_bids.is_valid
),

winners AS (
    SELECT
        lot_id,
        bidder_key
    FROM timed
    WHERE is_winning
    GROUP BY lot_id, bidder_key
),

ordered AS (
    SELECT
        timed.lot_id,
        timed.bidder_key,
        timed.party_id,
        timed.bid_id,
        timed.earliest,
        timed.is_day_only,
        COUNT(*) OVER (PARTITION BY timed.lot_id) AS winning_bid_count,
        COUNT(timed.earliest) OVER (PARTITION BY timed.lot_id) AS timed_count,
        ROW_NUMBER() OVER (
            PARTITION BY timed.lot_id ORDER BY timed.earliest, timed.bid_id
        ) AS bid_number
    FROM timed
    INNER JOIN winners
        ON timed.lot_id = winners.lot_id AND timed.bidder_key = winners.bidder_key
),

compared AS (
    SELECT
        tender_lots.lot_id,
        tender_lots.project_id,
        tender_lots.tender_id,
        tender_lots.contract_id,
        tender_lots.buyer_id,
        tender_lots.buyer_name,
        tender_lots.submission_deadline,
        tender_lots.submission_deadline
        = CAST(CAST(tender_lots.submission_deadline AS DATE) AS TIMESTAMP)
            AS is_deadline_day_only,
        ordered.bidder_key,
        ordered.party_id,
        ordered.bid_id,
        ordered.earliest,
        ordered.is_day_only,
        ordered.winning_bid_count,
        ordered.timed_count,
        86400 * DATE_DIFF(
            'day', CAST(tender_lots.submission_deadline AS DATE), CAST(ordered.earliest AS DATE)
        )
        + 3600 * (HOUR(ordered.earliest) - HOUR(tender_lots.submission_deadline))
        + 60 * (MINUTE(ordered.earliest) - MINUTE(tender_lots.submission_deadline))
        + SECOND(ordered.earliest) - SECOND(tender_lots.submission_deadline) AS lead_seconds
    FROM tender_lots
    LEFT JOIN ordered ON tender_lots.lot_id = ordered.lot_id AND ordered.bid_number = 1
    LEFT JOIN lot_awards ON tender_lots.lot_id = lot_awards.lot_id
    WHERE lot_awards.lot_id IS NOT NULL OR ordered.lot_id IS NOT NULL
),

-- The least and the most that the bid can be late, a day ending a second before midnight.
bounded AS (
    SELECT
        *,
        lead_seconds - CASE WHEN is_deadline_day_only THEN 86399 ELSE 0 END AS least_seconds,
        lead_seconds + CASE WHEN is_day_only THEN 86399 ELSE 0 END AS most_seconds
    FROM compared
)

SELECT
    lot_id AS subject_id,
    project_id,
    CAST(CASE WHEN least_seconds > 0 THEN least_seconds ELSE most_seconds END AS DOUBLE) / 3600
        AS value,
    CASE
        WHEN bidder_key IS NULL THEN 'winner not known'
        WHEN submission_deadline IS NULL THEN 'no submission deadline'
        WHEN timed_count < winning_bid_count THEN 'no time of submission'
        WHEN least_seconds <= 0 AND most_seconds > 0 THEN 'time of day not known'
    END AS skip_reason,
    tender_id,
    contract_id,
    buyer_id,
    buyer_name,
    party_id,
    bid_id,
    earliest AS first_submitted,
    submission_deadline,
    winning_bid_count,
    CASE WHEN is_day_only OR is_deadline_day_only THEN 1 ELSE 0 END AS fallback_count
FROM bounded
