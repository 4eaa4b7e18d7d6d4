/* rollup
title  = "Review queue: entities with a tier, in the order in which to look at them"
grain  = ["entity_kind", "entity_id"]
limits = "By tier, then by how many clusters a rule raised as high, then by the lower end of the score, then by the money tied to the flags. money_position orders the same entities by that money alone. Positions count within a kind of entity."
*/
SELECT
    entity_tiers.entity_kind,
    entity_tiers.entity_id,
    ROW_NUMBER() OVER (
        PARTITION BY entity_tiers.entity_kind
        ORDER BY
            entity_tiers.tier_rank DESC,
            entity_tiers.rule_cluster_count DESC,
            entity_tiers.lowest_score DESC,
            entity_exposures.exposure_amount DESC NULLS LAST,
            entity_tiers.entity_id ASC
    ) AS queue_position,
    ROW_NUMBER() OVER (
        PARTITION BY entity_tiers.entity_kind
        ORDER BY
            entity_exposures.exposure_amount DESC NULLS LAST,
            entity_tiers.tier_rank DESC,
            entity_tiers.lowest_score DESC,
            entity_tiers.entity_id ASC
    ) AS money_position,
    entity_tiers.tier,
    entity_tiers.tier_rank,
    entity_tiers.is_provisional,
    entity_tiers.rule_cluster_count,
    entity_tiers.lowest_score,
    entity_tiers.highest_score,
    entity_tiers.coverage,
    entity_exposures.exposure_amount,
    entity_exposures.currency AS exposure_currency,
    entity_tiers.deciding_codes,
    entity_tiers.reasons
FROM entity_tiers
LEFT JOIN entity_exposures
    ON
        entity_tiers.entity_kind = entity_exposures.entity_kind
        AND entity_tiers.entity_id = entity_exposures.entity_id
WHERE entity_tiers.tier_rank >= 2
