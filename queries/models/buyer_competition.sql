/* model
title  = "Buyer competition: how often a buyer's procedures of a year drew one bid, or were not open"
grain  = ["buyer_id", "tender_year"]
limits = "The year is that of the notice, else of the deadline. Shares are over procedures whose method, and number of bidders, is known; the share by value over those whose estimate is known too, in the buyer's most frequent currency alone."
*/
WITH

dated AS (
    SELECT
        tender_lots.buyer_id,
        tender_lots.lot_id,
        tender_lots.tender_id,
        CAST(EXTRACT(YEAR FROM COALESCE(
            tender_lots.notice_published_date,
            tender_lots.submission_start_date,
            CAST(tender_lots.submission_deadline AS DATE)
        )) AS BIGINT) AS tender_year,
        tender_lots.procurement_method,
        tender_lots.estimate_amount,
        tender_lots.currency,
        COALESCE(lot_bid_statistics.bidder_count, tender_lots.tenderer_count) AS bidder_count
    FROM tender_lots
    LEFT JOIN lot_bid_statistics ON tender_lots.lot_id = lot_bid_statistics.lot_id
    WHERE
        tender_lots.buyer_id IS NOT NULL
        AND NOT COALESCE(tender_lots.is_framework, FALSE)
        AND COALESCE(tender_lots.status, 'active') NOT IN ('cancelled', 'unsuccessful', 'withdrawn')
),

usual AS (
    SELECT
        buyer_id,
        MODE(currency) AS currency
    FROM dated
    GROUP BY buyer_id
),

counted AS (
    SELECT
        dated.buyer_id,
        dated.tender_year,
        COUNT(
            CASE
                WHEN
                    dated.procurement_method IN ('open', 'selective') AND dated.bidder_count >= 1
                    THEN dated.lot_id
            END
        ) AS called_lot_count,
        COUNT(
            CASE
                WHEN
                    dated.procurement_method IN ('open', 'selective') AND dated.bidder_count = 1
                    THEN dated.lot_id
            END
        ) AS single_bid_count,
        COUNT(DISTINCT CASE WHEN dated.procurement_method IS NOT NULL THEN dated.tender_id END)
            AS tender_count,
        COUNT(
            DISTINCT
            CASE WHEN dated.procurement_method IN ('limited', 'direct') THEN dated.tender_id END
        ) AS non_open_count,
        SUM(
            CASE
                WHEN dated.procurement_method IS NOT NULL AND dated.currency = usual.currency
                    THEN dated.estimate_amount
            END
        ) AS tender_amount,
        SUM(
            CASE
                WHEN
                    dated.procurement_method IN ('limited', 'direct')
                    AND dated.currency = usual.currency
                    THEN dated.estimate_amount
            END
        ) AS non_open_amount
    FROM dated
    INNER JOIN usual ON dated.buyer_id = usual.buyer_id
    WHERE dated.tender_year IS NOT NULL
    GROUP BY dated.buyer_id, dated.tender_year
)

SELECT
    buyer_id,
    tender_year,
    called_lot_count,
    single_bid_count,
    CAST(single_bid_count AS DOUBLE) / NULLIF(called_lot_count, 0) AS single_bid_share,
    tender_count,
    non_open_count,
    CAST(non_open_count AS DOUBLE) / NULLIF(tender_count, 0) AS non_open_share,
    CASE
        WHEN tender_amount > 0
            THEN COALESCE(CAST(non_open_amount AS DOUBLE), 0.0) / NULLIF(tender_amount, 0)
    END AS non_open_value_share
FROM counted
