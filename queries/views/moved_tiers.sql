/* view
title  = "Moved tiers: the entities of one indicator, before and after a threshold of it is moved"
grain  = ["entity_kind", "entity_id"]
limits = "Run when asked, as moved_flags. The rules are those of entity_tiers; a test holds both equal. Coverage does not move with a threshold."
*/
WITH

clustered AS (
    SELECT
        entity_kind,
        entity_id,
        cluster,
        weight,
        MAX(points) AS lowest_points,
        CASE
            WHEN COUNT(*) FILTER (WHERE is_core AND judged_count < subject_count) > 0
                THEN CAST(100 AS DOUBLE)
            ELSE MAX(points)
        END AS highest_points,
        MAX(CASE WHEN evidence_class = 'R' THEN severity_rank ELSE 0 END) AS rule_rank,
        MAX(CASE WHEN evidence_class = 'X' THEN 0 ELSE severity_rank END) AS firm_rank,
        MAX(severity_rank) AS severity_rank
    FROM moved_entity_codes
    GROUP BY entity_kind, entity_id, cluster, weight
),

counted AS (
    SELECT
        entity_kind,
        entity_id,
        MAX(rule_rank) AS rule_rank,
        MAX(firm_rank) AS firm_rank,
        MAX(severity_rank) AS severity_rank,
        COUNT(*) FILTER (WHERE rule_rank >= 2) AS rule_cluster_count,
        COUNT(*) FILTER (WHERE severity_rank >= 2) AS high_cluster_count,
        COUNT(*) FILTER (WHERE severity_rank >= 1) AS watch_cluster_count,
        ROUND(SUM(weight * lowest_points) / NULLIF(SUM(weight), 0), 6) AS lowest_score,
        ROUND(SUM(weight * highest_points) / NULLIF(SUM(weight), 0), 6) AS highest_score
    FROM clustered
    GROUP BY entity_kind, entity_id
),

ranked AS (
    SELECT
        counted.entity_kind,
        counted.entity_id,
        counted.lowest_score,
        counted.highest_score,
        CASE
            WHEN counted.rule_rank >= 3 THEN 4
            WHEN counted.rule_cluster_count >= 1 AND counted.high_cluster_count >= 2 THEN 3
            WHEN
                counted.high_cluster_count >= scoring_parameters.high_cluster_count
                AND counted.firm_rank >= 2
                THEN 3
            WHEN
                counted.severity_rank >= 2
                OR counted.rule_rank >= 1
                OR counted.watch_cluster_count >= scoring_parameters.watch_cluster_count
                THEN 2
            WHEN entity_scores.coverage >= scoring_parameters.rated_coverage THEN 1
            ELSE 0
        END AS tier_rank
    FROM counted
    INNER JOIN entity_scores
        ON
            counted.entity_kind = entity_scores.entity_kind
            AND counted.entity_id = entity_scores.entity_id
    CROSS JOIN scoring_parameters
)

SELECT
    entity_tiers.entity_kind,
    entity_tiers.entity_id,
    entity_names.entity_name,
    entity_tiers.tier AS tier_before,
    CASE ranked.tier_rank
        WHEN 4 THEN 'critical'
        WHEN 3 THEN 'high'
        WHEN 2 THEN 'watch'
        WHEN 1 THEN 'no signal'
        ELSE 'not rated'
    END AS tier_after,
    entity_tiers.tier_rank AS tier_rank_before,
    ranked.tier_rank AS tier_rank_after,
    entity_tiers.lowest_score AS lowest_score_before,
    ranked.lowest_score AS lowest_score_after,
    entity_tiers.highest_score AS highest_score_before,
    ranked.highest_score AS highest_score_after,
    -- Into the queue, or out of it.
    CASE
        WHEN entity_tiers.tier_rank < 2 AND ranked.tier_rank >= 2 THEN 'comes'
        WHEN entity_tiers.tier_rank >= 2 AND ranked.tier_rank < 2 THEN 'goes'
        WHEN entity_tiers.tier_rank < ranked.tier_rank THEN 'rises'
        WHEN entity_tiers.tier_rank > ranked.tier_rank THEN 'falls'
        ELSE 'stays'
    END AS movement
FROM ranked
INNER JOIN entity_tiers
    ON
        ranked.entity_kind = entity_tiers.entity_kind
        AND ranked.entity_id = entity_tiers.entity_id
LEFT JOIN entity_names
    ON
        ranked.entity_kind = entity_names.entity_kind
        AND ranked.entity_id = entity_names.entity_id
