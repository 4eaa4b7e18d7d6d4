/* view
title  = "Entity flags: the flags of one entity, and those it is only linked with, for their cards"
grain  = ["code", "subject_id", "is_own"]
limits = "Run when asked. is_own is false for what is shown beside the entity and scores it nothing. is_deciding marks the indicator that counts for its cluster. Numbers of the formula and rows stand in the indicator's own relation, under its name and the subject."
*/
SELECT
    subject_entities.code,
    indicator_definitions.name,
    indicator_definitions.title,
    indicator_definitions.condition,
    indicator_definitions.unit,
    indicator_definitions.evidence_class,
    indicator_definitions.verification,
    indicator_definitions.cluster,
    scoring_clusters.cluster_title,
    subject_entities.is_own,
    subject_entities.subject_kind,
    subject_entities.subject_id,
    subject_entities.severity,
    CASE subject_entities.severity WHEN 'watch' THEN 1 WHEN 'high' THEN 2 ELSE 3 END
        AS severity_rank,
    subject_entities.value,
    subject_entities.measure,
    subject_entities.threshold,
    subject_entities.exposure_amount,
    subject_entities.currency,
    subject_entities.fallback_count,
    CASE WHEN subject_entities.is_own THEN entity_code_outcomes.points END AS points,
    subject_entities.is_own
    AND COALESCE(entity_cluster_points.deciding_code = subject_entities.code, FALSE) AS is_deciding
FROM subject_entities
INNER JOIN indicator_definitions ON subject_entities.code = indicator_definitions.code
LEFT JOIN scoring_clusters ON indicator_definitions.cluster = scoring_clusters.cluster
LEFT JOIN entity_code_outcomes
    ON
        subject_entities.entity_kind = entity_code_outcomes.entity_kind
        AND subject_entities.entity_id = entity_code_outcomes.entity_id
        AND subject_entities.code = entity_code_outcomes.code
LEFT JOIN entity_cluster_points
    ON
        subject_entities.entity_kind = entity_cluster_points.entity_kind
        AND subject_entities.entity_id = entity_cluster_points.entity_id
        AND indicator_definitions.cluster = entity_cluster_points.cluster
WHERE
    subject_entities.entity_kind = $entity_kind
    AND subject_entities.entity_id = $entity_id
    AND subject_entities.outcome = 'flagged'
ORDER BY
    subject_entities.is_own DESC,
    severity_rank DESC,
    points DESC NULLS LAST,
    subject_entities.code ASC,
    subject_entities.exposure_amount DESC NULLS LAST,
    subject_entities.subject_id ASC
