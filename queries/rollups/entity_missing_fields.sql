/* rollup
title  = "Entity missing fields: what would have to be supplied so that each entity can be judged"
grain  = ["entity_kind", "entity_id", "code", "skip_reason"]
limits = "Only what is insufficient; what is contradictory has to be put right, not supplied. is_core says whether it widens the entity's score."
*/
SELECT
    subject_entities.entity_kind,
    subject_entities.entity_id,
    subject_entities.code,
    subject_entities.skip_reason,
    indicator_fields.remedy,
    indicator_fields.table_name,
    indicator_fields.column_name,
    indicator_definitions.is_core,
    COUNT(*) AS subject_count
FROM subject_entities
INNER JOIN indicator_definitions ON subject_entities.code = indicator_definitions.code
INNER JOIN scoring_clusters ON indicator_definitions.cluster = scoring_clusters.cluster
LEFT JOIN indicator_fields
    ON
        subject_entities.code = indicator_fields.code
        AND subject_entities.skip_reason = indicator_fields.skip_reason
WHERE subject_entities.is_own AND subject_entities.outcome = 'insufficient'
GROUP BY ALL
