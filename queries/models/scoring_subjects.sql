/* model
title  = "Scoring subjects: whose flag it is, by what an indicator judges"
grain  = ["subject_kind", "entity_kind", "way"]
limits = "A kind of subject without a row scores nobody."
*/
SELECT
    subject_kind,
    entity_kind,
    way,
    is_own
FROM ref_subject_entities
