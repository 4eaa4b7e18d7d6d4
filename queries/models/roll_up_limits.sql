/* model
title  = "Roll-up limits: what the rates of payers, buyers, suppliers and markets are held against"
grain  = ["on_time_minimum_count"]
limits = "From the file of scoring parameters, house defaults but for the norms of the EU scoreboard; a rule of the jurisdiction in force on the reporting date, of the same name and for nobody in particular, goes before them."
*/
WITH

local AS (
    SELECT
        rule_name,
        number
    FROM jurisdiction_rules
    WHERE
        applies_to IS NULL
        AND COALESCE(valid_from_date, $as_of) <= $as_of
        AND COALESCE(valid_to_date, $as_of) >= $as_of
    QUALIFY
        ROW_NUMBER() OVER (
            PARTITION BY rule_name
            ORDER BY COALESCE(valid_from_date, DATE '0001-01-01') DESC, number
        ) = 1
),

in_force AS (
    SELECT
        ref_scoring.parameter,
        COALESCE(local.number, ref_scoring.number) AS number
    FROM ref_scoring
    LEFT JOIN local ON ref_scoring.parameter = local.rule_name
)

SELECT
    MAX(CASE WHEN parameter = 'on_time_minimum_count' THEN number END) AS on_time_minimum_count,
    MAX(CASE WHEN parameter = 'client_on_time_watch_share' THEN number END)
        AS client_on_time_watch_share,
    MAX(CASE WHEN parameter = 'client_on_time_high_share' THEN number END)
        AS client_on_time_high_share,
    MAX(CASE WHEN parameter = 'contractor_on_time_high_share' THEN number END)
        AS contractor_on_time_high_share,
    MAX(CASE WHEN parameter = 'rate_minimum_count' THEN number END) AS rate_minimum_count,
    MAX(CASE WHEN parameter = 'rate_minimum_supplier_count' THEN number END)
        AS rate_minimum_supplier_count,
    MAX(CASE WHEN parameter = 'rate_watch_q' THEN number END) AS rate_watch_q,
    MAX(CASE WHEN parameter = 'rate_high_q' THEN number END) AS rate_high_q,
    MAX(CASE WHEN parameter = 'single_bid_watch_share' THEN number END) AS single_bid_watch_share,
    MAX(CASE WHEN parameter = 'single_bid_high_share' THEN number END) AS single_bid_high_share,
    MAX(CASE WHEN parameter = 'non_open_watch_share' THEN number END) AS non_open_watch_share,
    MAX(CASE WHEN parameter = 'non_open_high_share' THEN number END) AS non_open_high_share,
    MAX(CASE WHEN parameter = 'rated_coverage' THEN number END) AS rated_coverage
FROM in_force
