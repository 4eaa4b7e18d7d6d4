/* view
title  = "Test expectations: of each indicator the tests run, the false flags that chance alone makes, and the flags raised"
grain  = ["code"]
limits = "basis: by false discovery (the share allowed among the flags raised), by chance (the share of clear subjects that chance raises, times the subjects judged), or none: a rule or a comparison for which no such share is stated. Expected are flags of the mildest severity and above."
*/
WITH

counted AS (
    SELECT
        code,
        COALESCE(SUM(n) FILTER (WHERE outcome = 'flagged'), 0) AS flagged_count,
        COALESCE(SUM(n) FILTER (WHERE outcome IN ('flagged', 'clear')), 0) AS test_count
    FROM indicator_counts
    GROUP BY code
)

SELECT
    indicator_definitions.code,
    indicator_definitions.name,
    indicator_definitions.title,
    indicator_definitions.evidence_class,
    counted.test_count,
    counted.flagged_count,
    CASE
        WHEN indicator_definitions.false_discovery_share IS NOT NULL THEN 'by false discovery'
        WHEN indicator_definitions.null_share IS NOT NULL THEN 'by chance'
        ELSE 'none'
    END AS basis,
    COALESCE(indicator_definitions.false_discovery_share, indicator_definitions.null_share)
        AS stated_share,
    CASE
        WHEN indicator_definitions.false_discovery_share IS NOT NULL
            THEN indicator_definitions.false_discovery_share * counted.flagged_count
        ELSE indicator_definitions.null_share * counted.test_count
    END AS expected_false_count,
    CAST(counted.flagged_count AS DOUBLE) / NULLIF(counted.test_count, 0) AS flagged_share
FROM indicator_definitions
INNER JOIN counted ON indicator_definitions.code = counted.code
