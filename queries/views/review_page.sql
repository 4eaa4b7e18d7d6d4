/* view
title  = "Review page: the review queue in the reader's scope, a page at a time"
grain  = ["entity_kind", "entity_id"]
limits = "Run when asked, in the order of tiers, or of money alone where $ranking is 'money'."
*/
SELECT
    entity_kind,
    entity_id,
    entity_name,
    project_id,
    queue_position,
    money_position,
    tier,
    is_provisional,
    rule_cluster_count,
    lowest_score,
    highest_score,
    coverage,
    exposure_amount,
    exposure_currency,
    deciding_codes,
    reasons
FROM reviewed_entities
ORDER BY
    CASE
        WHEN $ranking = 'money' THEN money_position
        ELSE queue_position
    END ASC
LIMIT CAST($page_size AS INTEGER) OFFSET CAST($page_start AS INTEGER)
