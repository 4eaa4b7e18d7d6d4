/* model
title  = "Competing bidders: every bidder of a lot, with its bid"
grain  = ["competition_id", "bid_id", "party_id"]
limits = "A bid that names no lot stands for the whole tender. Who was invited only is no bidder. A tender with more than a hundred bidders, such as a list of approved firms, is left out."
*/
WITH

offered AS (
    SELECT
        bids.tender_id,
        bids.lot_id,
        COALESCE(bids.lot_id, bids.tender_id) AS competition_id,
        bids.bid_id,
        bid_parties.party_id,
        bids.status,
        bids.is_winner,
        COALESCE(bids.bid_date, CAST(bids.submitted AS DATE)) AS bid_date
    FROM bids
    INNER JOIN bid_parties ON bids.bid_id = bid_parties.bid_id
    WHERE COALESCE(bids.status, 'valid') <> 'invited'
),

with_bids AS (
    SELECT DISTINCT tender_id
    FROM offered
),

-- Some sources list the tenderers and no bids.
listed AS (
    SELECT
        tenders.tender_id,
        CAST(NULL AS VARCHAR) AS lot_id,
        tenders.tender_id AS competition_id,
        party_roles.party_id AS bid_id,
        party_roles.party_id,
        CAST(NULL AS VARCHAR) AS status,
        CAST(NULL AS BOOLEAN) AS is_winner,
        CAST(tenders.submission_deadline AS DATE) AS bid_date
    FROM party_roles
    INNER JOIN tenders ON party_roles.entity_id = tenders.tender_id
    LEFT JOIN with_bids ON tenders.tender_id = with_bids.tender_id
    WHERE
        party_roles.role = 'tenderer'
        AND party_roles.entity_kind = 'tender'
        AND with_bids.tender_id IS NULL
),

together AS (
    SELECT * FROM offered
    UNION ALL
    SELECT * FROM listed
)

SELECT
    together.tender_id,
    together.lot_id,
    together.competition_id,
    together.bid_id,
    together.party_id,
    together.status,
    together.is_winner,
    together.bid_date,
    tenders.project_id,
    tenders.buyer_id
FROM together
LEFT JOIN tenders ON together.tender_id = tenders.tender_id
QUALIFY COUNT(*) OVER (PARTITION BY together.competition_id) <= 100
