/* view
title  = "Review page: one kind of entity in the order of review, a page at a time"
grain  = ["entity_kind", "entity_id"]
limits = "Run when asked, in the order of tiers, or of money alone where $ranking is 'money'."
*/
SELECT
    review_queue.entity_kind,
    review_queue.entity_id,
    entity_names.entity_name,
    entity_names.project_id,
    review_queue.queue_position,
    review_queue.money_position,
    review_queue.tier,
    review_queue.is_provisional,
    review_queue.rule_cluster_count,
    review_queue.lowest_score,
    review_queue.highest_score,
    review_queue.coverage,
    review_queue.exposure_amount,
    review_queue.exposure_currency,
    review_queue.deciding_codes,
    review_queue.reasons
FROM review_queue
LEFT JOIN entity_names
    ON
        review_queue.entity_kind = entity_names.entity_kind
        AND review_queue.entity_id = entity_names.entity_id
WHERE review_queue.entity_kind = $entity_kind
ORDER BY
    CASE
        WHEN $ranking = 'money' THEN review_queue.money_position
        ELSE review_queue.queue_position
    END ASC
LIMIT CAST($page_size AS INTEGER) OFFSET CAST($page_start AS INTEGER)
