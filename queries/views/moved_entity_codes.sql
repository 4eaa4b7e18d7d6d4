/* view
title  = "Moved entity outcomes: what every indicator found in the entities of one, with its threshold moved"
grain  = ["entity_kind", "entity_id", "code"]
limits = "Run when asked, as moved_flags, from which it reads. Only entities that the indicator judged."
*/
WITH

own AS (
    SELECT
        subject_entities.entity_kind,
        subject_entities.entity_id,
        MAX(COALESCE(moved_flags.rank_after, 0)) AS severity_rank,
        MAX(
            CASE moved_flags.rank_after
                WHEN 1 THEN scoring_parameters.watch_points
                WHEN 2 THEN scoring_parameters.high_points
                WHEN 3 THEN scoring_parameters.critical_points
                ELSE 0
            END
            * CASE indicator_definitions.evidence_class
                WHEN 'R' THEN scoring_parameters.rule_factor
                WHEN 'S' THEN scoring_parameters.statistical_factor
                ELSE scoring_parameters.context_factor
            END
            * CASE
                WHEN COALESCE(moved_flags.fallback_count, 0) <= 0
                    THEN scoring_parameters.native_factor
                WHEN moved_flags.fallback_count = 1 THEN scoring_parameters.one_fallback_factor
                ELSE scoring_parameters.several_fallbacks_factor
            END
        ) AS points
    FROM subject_entities
    INNER JOIN indicator_definitions ON subject_entities.code = indicator_definitions.code
    CROSS JOIN scoring_parameters
    LEFT JOIN moved_flags ON subject_entities.subject_id = moved_flags.subject_id
    WHERE subject_entities.code = $code AND subject_entities.is_own
    GROUP BY subject_entities.entity_kind, subject_entities.entity_id
)

SELECT
    entity_code_outcomes.entity_kind,
    entity_code_outcomes.entity_id,
    entity_code_outcomes.code,
    entity_code_outcomes.cluster,
    entity_code_outcomes.weight,
    entity_code_outcomes.evidence_class,
    entity_code_outcomes.is_core,
    entity_code_outcomes.subject_count,
    entity_code_outcomes.judged_count,
    CASE
        WHEN entity_code_outcomes.code = $code THEN own.severity_rank
        ELSE entity_code_outcomes.severity_rank
    END AS severity_rank,
    CASE
        WHEN entity_code_outcomes.code = $code THEN ROUND(CAST(own.points AS DOUBLE), 6)
        ELSE entity_code_outcomes.points
    END AS points
FROM entity_code_outcomes
INNER JOIN own
    ON
        entity_code_outcomes.entity_kind = own.entity_kind
        AND entity_code_outcomes.entity_id = own.entity_id
