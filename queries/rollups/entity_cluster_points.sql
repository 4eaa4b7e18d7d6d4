/* rollup
title  = "Entity cluster points: the largest member of each cluster, and the worst it could be"
grain  = ["entity_kind", "entity_id", "cluster"]
limits = "A cluster applies where any of its members returned the entity. highest_points is 100 where a core member could not judge all that is in its scope, else the same as lowest_points. A stand-in lowers both."
*/
WITH

-- Few members raise anything: what is said of them in words is worked out for these alone.
raised AS (
    SELECT
        entity_kind,
        entity_id,
        cluster,
        -- The member that counts; among equals a rule before a comparison, then by code.
        ARG_MIN(
            code,
            CONCAT(
                LPAD(CAST(CAST(ROUND((1000 - points) * 1000) AS BIGINT) AS VARCHAR), 9, '0'),
                CASE evidence_class WHEN 'R' THEN '1' WHEN 'S' THEN '2' ELSE '3' END,
                code
            )
        ) AS deciding_code,
        STRING_AGG(code, ' ' ORDER BY code) AS flagged_codes
    FROM entity_code_outcomes
    WHERE severity_rank > 0
    GROUP BY entity_kind, entity_id, cluster
),

added AS (
    SELECT
        entity_kind,
        entity_id,
        cluster,
        MIN(weight) AS weight,
        MIN(money_group) AS money_group,
        MAX(points) AS lowest_points,
        MAX(CASE WHEN evidence_class = 'R' THEN severity_rank ELSE 0 END) AS rule_rank,
        MAX(CASE WHEN evidence_class = 'X' THEN 0 ELSE severity_rank END) AS firm_rank,
        MAX(severity_rank) AS severity_rank,
        COUNT(*) AS member_count,
        COUNT(*) FILTER (WHERE is_core) AS core_count,
        COUNT(*) FILTER (WHERE is_core AND judged_count < subject_count) AS unjudged_core_count
    FROM entity_code_outcomes
    GROUP BY entity_kind, entity_id, cluster
)

SELECT
    added.entity_kind,
    added.entity_id,
    added.cluster,
    added.weight,
    added.money_group,
    added.lowest_points,
    CASE WHEN added.unjudged_core_count > 0 THEN CAST(100 AS DOUBLE) ELSE added.lowest_points END
        AS highest_points,
    added.rule_rank,
    added.firm_rank,
    added.severity_rank,
    raised.deciding_code,
    raised.flagged_codes,
    added.member_count,
    added.core_count,
    added.unjudged_core_count
FROM added
LEFT JOIN raised
    ON
        added.entity_kind = raised.entity_kind
        AND added.entity_id = raised.entity_id
        AND added.cluster = raised.cluster
