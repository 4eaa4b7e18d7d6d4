/* view
title  = "Entity tier: what is said of one entity, whether or not anything could be judged"
grain  = ["entity_kind", "entity_id"]
limits = "Run when asked. An entity that no indicator returned is not rated, with no interval and no coverage."
*/
SELECT
    entity_names.entity_kind,
    entity_names.entity_id,
    entity_names.entity_name,
    entity_names.project_id,
    COALESCE(entity_tiers.tier, 'not rated') AS tier,
    COALESCE(entity_tiers.tier_rank, 0) AS tier_rank,
    COALESCE(entity_tiers.is_provisional, TRUE) AS is_provisional,
    entity_tiers.lowest_score,
    entity_tiers.highest_score,
    entity_tiers.coverage,
    entity_tiers.rule_cluster_count,
    entity_tiers.high_cluster_count,
    entity_tiers.watch_cluster_count,
    entity_tiers.deciding_codes,
    entity_tiers.reasons,
    COALESCE(entity_tiers.has_note, FALSE) AS has_note,
    entity_scores.cluster_count,
    entity_scores.indicator_count,
    entity_scores.core_count,
    entity_scores.judged_core_count,
    entity_scores.flagged_count,
    entity_exposures.exposure_amount,
    entity_exposures.currency AS exposure_currency,
    entity_amounts.contract_amount,
    entity_amounts.contract_count,
    entity_amounts.currency AS contract_currency,
    review_queue.queue_position,
    review_queue.money_position,
    data_request_queue.queue_position AS request_position,
    data_request_queue.missing_fields
FROM entity_names
LEFT JOIN entity_tiers
    ON
        entity_names.entity_kind = entity_tiers.entity_kind
        AND entity_names.entity_id = entity_tiers.entity_id
LEFT JOIN entity_scores
    ON
        entity_names.entity_kind = entity_scores.entity_kind
        AND entity_names.entity_id = entity_scores.entity_id
LEFT JOIN entity_exposures
    ON
        entity_names.entity_kind = entity_exposures.entity_kind
        AND entity_names.entity_id = entity_exposures.entity_id
LEFT JOIN entity_amounts
    ON
        entity_names.entity_kind = entity_amounts.entity_kind
        AND entity_names.entity_id = entity_amounts.entity_id
LEFT JOIN review_queue
    ON
        entity_names.entity_kind = review_queue.entity_kind
        AND entity_names.entity_id = review_queue.entity_id
LEFT JOIN data_request_queue
    ON
        entity_names.entity_kind = data_request_queue.entity_kind
        AND entity_names.entity_id = data_request_queue.entity_id
WHERE entity_names.entity_kind = $entity_kind AND entity_names.entity_id = $entity_id
