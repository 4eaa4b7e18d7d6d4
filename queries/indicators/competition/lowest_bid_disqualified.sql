/* indicator
code           = "B12"
title          = "Lowest bid disqualified"
condition      = "The lowest bid was disqualified where price alone decides; high where the award costs a twentieth or more of its value above it, or no reason is given."
subject        = "lot"
unit           = "count"
flag           = { when = "at_least", watch = 1 }
also           = [{ column = "cost_share", when = "at_least", high = 0.05 }, { column = "is_without_reason", when = "at_least", high = 1 }]
formula        = "1 where the lowest amount of all bids is of a disqualified one and of no valid one, else 0; cost share = (award - lowest) / award"
why            = "The public pays the difference between the award and the bid that was set aside."
innocent       = ["rules against abnormally low bids", "a bid that left out part of the works", "documents missing that the law requires"]
skips          = { insufficient = ["award criteria not known", "fewer than two amounts", "no valid bid has an amount", "status of the lowest bid not known"], contradictory = ["currencies differ"] }
source         = "Open Contracting Partnership, R036 and R037, as Cardinal computes R036. High: house default."
verification   = "V2"
evidence_class = "R"
cluster        = "k17"
core           = true
needs          = ["tender_lots", "lot_bids", "lot_awards"]
limits         = "In scope: lots with an award and two bids or more, where the lowest price wins. Where the criteria are not stated nothing is assumed; where quality counts, or the bid nearest to an average wins, the lot is out of scope. Bids without an amount are left out and counted. Where the award has no amount the winning bid stands in for it."
maps           = { ocp = ["R036", "R037"], cardinal = ["R036"] }
sentence       = "The lowest of {bid_count} bids, {lowest_amount}, was disqualified (reason: {disqualification_reason|none on record}), and the award was made at {award_amount|an amount not known}."
worked         = "({award_amount|award not known} - {lowest_amount}) / {award_amount|award not known} = {cost_share|not compared}"
clears         = "The record of evaluation with the reason, such as an abnormally low price that was asked about, or documents that the law requires and that were missing."

[remedies]
"award criteria not known" = "tenders.award_criteria"
"fewer than two amounts" = "bids.bid_amount"
"no valid bid has an amount" = "bids.bid_amount"
"status of the lowest bid not known" = "bids.status"
*/
WITH

offered AS (
    SELECT
        lot_bids.lot_id,
        lot_bids.bid_id,
        lot_bids.bidder_id,
        lot_bids.party_id,
        lot_bids.bid_amount,
        lot_bids.currency,
        lot_bids.status,
        lot_bids.is_valid,
        lot_bids.is_winning,
        bids.disqualification_reason,
        ROW_NUMBER() OVER (
            PARTITION BY lot_bids.lot_id
            ORDER BY
                CASE WHEN lot_bids.bid_amount IS NULL THEN 1 ELSE 0 END,
                lot_bids.bid_amount,
                -- A valid bid of the same amount was there for the taking.
                CASE WHEN lot_bids.status = 'disqualified' THEN 1 ELSE 0 END,
                lot_bids.bid_id
        ) AS price_rank
    FROM lot_bids
    INNER JOIN bids ON lot_bids.bid_id = bids.bid_id
),

counted AS (
    SELECT
        lot_id,
        COUNT(*) AS bid_count,
        COUNT(bid_amount) AS amount_count,
        COUNT(DISTINCT CASE WHEN bid_amount IS NOT NULL THEN currency END) AS currency_count,
        COUNT(CASE WHEN is_valid THEN bid_amount END) AS valid_amount_count,
        MIN(CASE WHEN is_valid THEN bid_amount END) AS lowest_valid_amount,
        MIN(CASE WHEN is_winning THEN bid_amount END) AS winning_amount,
        MIN(CASE WHEN price_rank = 1 THEN bid_amount END) AS lowest_amount,
        MIN(CASE WHEN price_rank = 1 THEN bid_id END) AS lowest_bid_id,
        MIN(CASE WHEN price_rank = 1 THEN status END) AS lowest_status,
        MIN(CASE WHEN price_rank = 1 THEN party_id END) AS lowest_party_id,
        MIN(CASE WHEN price_rank = 1 THEN disqualification_reason END) AS disqualification_reason,
        MIN(currency) AS currency
    FROM offered
    GROUP BY lot_id
),

compared AS (
    SELECT
        tender_lots.project_id,
        tender_lots.tender_id,
        tender_lots.contract_id,
        tender_lots.buyer_id,
        tender_lots.buyer_name,
        tender_lots.award_criteria,
        tender_lots.is_price_decisive,
        counted.*,
        lot_awards.award_date,
        lot_awards.currency AS award_currency,
        lot_awards.party_id AS supplier_id,
        lot_awards.award_amount IS NULL AS is_award_amount_missing,
        COALESCE(lot_awards.award_amount, counted.winning_amount) AS award_amount,
        COALESCE(counted.lowest_status = 'disqualified', FALSE) AS is_lowest_out
    FROM counted
    INNER JOIN tender_lots ON counted.lot_id = tender_lots.lot_id
    INNER JOIN lot_awards ON counted.lot_id = lot_awards.lot_id
    WHERE
        counted.bid_count >= 2
        AND COALESCE(tender_lots.is_price_decisive, TRUE)
        AND COALESCE(tender_lots.award_criteria, '') <> 'average bid'
)

SELECT
    lot_id AS subject_id,
    project_id,
    CAST(CASE WHEN is_lowest_out THEN 1 ELSE 0 END AS DOUBLE) AS value,
    CASE
        WHEN is_price_decisive IS NULL THEN 'award criteria not known'
        WHEN currency_count > 1 OR award_currency <> currency THEN 'currencies differ'
        WHEN amount_count < 2 THEN 'fewer than two amounts'
        WHEN COALESCE(lowest_status, 'pending') = 'pending'
            THEN 'status of the lowest bid not known'
        WHEN valid_amount_count = 0 THEN 'no valid bid has an amount'
    END AS skip_reason,
    CAST(
        CASE WHEN is_lowest_out THEN (award_amount - lowest_amount) / NULLIF(award_amount, 0) END
        AS DOUBLE
    ) AS cost_share,
    CAST(
        CASE WHEN is_lowest_out AND disqualification_reason IS NULL THEN 1 ELSE 0 END AS DOUBLE
    ) AS is_without_reason,
    tender_id,
    contract_id,
    buyer_id,
    buyer_name,
    supplier_id AS party_id,
    CASE WHEN is_lowest_out THEN lowest_party_id END AS other_party_id,
    lowest_bid_id,
    lowest_status,
    lowest_amount,
    lowest_valid_amount,
    award_amount,
    CAST(
        CASE
            WHEN is_lowest_out AND award_amount > lowest_amount THEN award_amount - lowest_amount
        END AS DOUBLE
    ) AS exposure_amount,
    currency,
    disqualification_reason,
    bid_count,
    bid_count - amount_count AS unpriced_count,
    award_criteria,
    award_date,
    CASE WHEN is_award_amount_missing THEN 1 ELSE 0 END AS fallback_count
FROM compared
