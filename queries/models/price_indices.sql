/* model
title  = "Price indices: the level of construction prices by calendar year"
grain  = ["index_year"]
limits = "Rows come from the jurisdiction pack (rule price_index). Without them every amount stays as it was stated, and whoever compares amounts of several years says so."
*/
SELECT
    CAST(EXTRACT(YEAR FROM valid_from_date) AS BIGINT) AS index_year,
    AVG(number) AS price_index
FROM jurisdiction_rules
WHERE rule_name = 'price_index' AND number > 0 AND valid_from_date IS NOT NULL
GROUP BY CAST(EXTRACT(YEAR FROM valid_from_date) AS BIGINT)
