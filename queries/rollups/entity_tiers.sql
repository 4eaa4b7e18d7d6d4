/* rollup
title  = "Entity tiers: the first rule that holds, in a sentence of its flags"
grain  = ["entity_kind", "entity_id"]
limits = "Only what could be judged makes a tier, so a gap can hide none and accuse nobody. Critical: a critical flag of a rule. High: a high flag of a rule and a high flag in another cluster, or high flags in three clusters, one of them more than context. Watch: any high flag, a watch flag of a rule, or watch flags in two clusters. A single watch flag that compares with others is a note. Without a tier and with fewer than half of the core checks possible: not rated. Below four fifths every tier is provisional."
*/
WITH

counted AS (
    SELECT
        entity_kind,
        entity_id,
        MAX(rule_rank) AS rule_rank,
        MAX(firm_rank) AS firm_rank,
        MAX(severity_rank) AS severity_rank,
        COUNT(*) FILTER (WHERE rule_rank >= 2) AS rule_cluster_count,
        COUNT(*) FILTER (WHERE severity_rank >= 2) AS high_cluster_count,
        COUNT(*) FILTER (WHERE severity_rank >= 1) AS watch_cluster_count
    FROM entity_cluster_points
    GROUP BY entity_kind, entity_id
),

ranked AS (
    SELECT
        counted.*,
        entity_scores.lowest_score,
        entity_scores.highest_score,
        entity_scores.coverage,
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
        END AS tier_rank,
        COALESCE(entity_scores.coverage, 0) < scoring_parameters.firm_coverage AS is_provisional
    FROM counted
    INNER JOIN entity_scores
        ON
            counted.entity_kind = entity_scores.entity_kind
            AND counted.entity_id = entity_scores.entity_id
    CROSS JOIN scoring_parameters
),

-- One part for each cluster that is raised, the strongest first.
parts AS (
    SELECT
        entity_cluster_points.entity_kind,
        entity_cluster_points.entity_id,
        STRING_AGG(
            CONCAT(
                indicator_definitions.title,
                ' (',
                indicator_definitions.code,
                CASE indicator_definitions.evidence_class
                    WHEN 'R' THEN ', rule)'
                    WHEN 'S' THEN ', comparison)'
                    ELSE ', context)'
                END
            ),
            '; '
            ORDER BY
                entity_cluster_points.lowest_points DESC, entity_cluster_points.deciding_code ASC
        ) AS reasons,
        STRING_AGG(
            entity_cluster_points.deciding_code,
            ' '
            ORDER BY
                entity_cluster_points.lowest_points DESC, entity_cluster_points.deciding_code ASC
        ) AS deciding_codes
    FROM entity_cluster_points
    INNER JOIN indicator_definitions
        ON entity_cluster_points.deciding_code = indicator_definitions.code
    GROUP BY entity_cluster_points.entity_kind, entity_cluster_points.entity_id
)

SELECT
    ranked.entity_kind,
    ranked.entity_id,
    CASE ranked.tier_rank
        WHEN 4 THEN 'critical'
        WHEN 3 THEN 'high'
        WHEN 2 THEN 'watch'
        WHEN 1 THEN 'no signal'
        ELSE 'not rated'
    END AS tier,
    ranked.tier_rank,
    ranked.is_provisional,
    ranked.coverage,
    ranked.lowest_score,
    ranked.highest_score,
    ranked.rule_cluster_count,
    ranked.high_cluster_count,
    ranked.watch_cluster_count,
    ranked.rule_rank,
    ranked.firm_rank,
    ranked.severity_rank,
    parts.deciding_codes,
    parts.reasons,
    -- One flag that only compares, in an entity without a tier.
    ranked.tier_rank < 2 AND ranked.severity_rank >= 1 AS has_note
FROM ranked
LEFT JOIN parts
    ON ranked.entity_kind = parts.entity_kind AND ranked.entity_id = parts.entity_id
