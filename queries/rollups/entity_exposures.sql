/* rollup
title  = "Entity exposures: the money tied to the rows that raised the flags"
grain  = ["entity_kind", "entity_id"]
limits = "What was overpaid, is overdue or was added to a price; never the size of a contract. Several indicators may mean the same money: within one money group only the indicator with the largest sum counts. NULL where no flag has an amount, or amounts stand in several currencies."
*/
WITH

largest AS (
    SELECT
        entity_kind,
        entity_id,
        money_group,
        MAX(exposure_amount) AS exposure_amount,
        MIN(currency) AS lowest_currency,
        MAX(currency) AS highest_currency
    FROM entity_code_outcomes
    WHERE exposure_amount IS NOT NULL
    GROUP BY entity_kind, entity_id, money_group
)

SELECT
    entity_kind,
    entity_id,
    CASE WHEN MIN(lowest_currency) = MAX(highest_currency) THEN SUM(exposure_amount) END
        AS exposure_amount,
    CASE
        WHEN MIN(lowest_currency) = MAX(highest_currency) THEN NULLIF(MIN(lowest_currency), '')
    END AS currency
FROM largest
GROUP BY entity_kind, entity_id
