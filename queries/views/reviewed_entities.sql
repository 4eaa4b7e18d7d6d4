/* view
title  = "Reviewed entities: those of one kind in the review queue that the reader's filters leave"
grain  = ["entity_kind", "entity_id"]
limits = "Run when asked. Filters on projects reach contracts, tenders and projects; companies and buyers work on many, so they stay whatever the filters are. $tier and $code let everything through where they are NULL; $code is one of the indicators that make the tier."
*/
SELECT
    review_queue.entity_kind,
    review_queue.entity_id,
    entity_names.entity_name,
    entity_names.project_id,
    review_queue.queue_position,
    review_queue.money_position,
    review_queue.tier,
    review_queue.tier_rank,
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
WHERE
    review_queue.entity_kind = $entity_kind
    AND ($tier IS NULL OR review_queue.tier = $tier)
    AND (
        $code IS NULL
        OR CONCAT(' ', review_queue.deciding_codes, ' ') LIKE CONCAT('% ', $code, ' %')
    )
    AND (
        review_queue.entity_kind IN ('party', 'buyer')
        OR ($agency IS NULL AND $sector IS NULL AND $status IS NULL AND $neighbourhood_id IS NULL)
        OR entity_names.project_id IN (SELECT scoped_projects.project_id FROM scoped_projects)
    )
