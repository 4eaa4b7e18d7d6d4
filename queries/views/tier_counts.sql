/* view
title  = "Tier counts: how many entities of each kind stand in each tier"
grain  = ["entity_kind", "tier"]
limits = "Entities that some indicator returned. Shares are of these; a rule that fires on nearly a third is a finding about policy and screens nobody."
*/
SELECT
    entity_kind,
    tier,
    tier_rank,
    COUNT(*) AS entity_count,
    COUNT(*) FILTER (WHERE is_provisional) AS provisional_count,
    COUNT(*) FILTER (WHERE has_note) AS note_count,
    CAST(COUNT(*) AS DOUBLE) / NULLIF(SUM(COUNT(*)) OVER (PARTITION BY entity_kind), 0)
        AS entity_share
FROM entity_tiers
GROUP BY entity_kind, tier, tier_rank
