/* rollup
title  = "Data request queue: whose missing fields hide the most, and which fields these are"
grain  = ["entity_kind", "entity_id"]
limits = "Width of the score times contract value, both as computed; an entity without a contract value stands at the end. Only fields of core indicators are listed, because only these widen the score; what asks for more cases cannot be requested."
*/
WITH

fields AS (
    SELECT DISTINCT
        entity_kind,
        entity_id,
        CONCAT(
            CASE WHEN remedy = 'later publication' THEN 'later ' ELSE '' END,
            table_name,
            '.',
            column_name
        ) AS field
    FROM entity_missing_fields
    WHERE is_core AND remedy <> 'more cases'
),

listed AS (
    SELECT
        entity_kind,
        entity_id,
        COUNT(*) AS field_count,
        STRING_AGG(field, '; ' ORDER BY field) AS missing_fields
    FROM fields
    GROUP BY entity_kind, entity_id
),

weighed AS (
    SELECT
        entity_scores.entity_kind,
        entity_scores.entity_id,
        entity_scores.lowest_score,
        entity_scores.highest_score,
        entity_scores.coverage,
        entity_amounts.contract_amount,
        entity_amounts.currency,
        (entity_scores.highest_score - entity_scores.lowest_score)
        * CAST(entity_amounts.contract_amount AS DOUBLE) AS request_weight,
        COALESCE(listed.field_count, 0) AS field_count,
        listed.missing_fields
    FROM entity_scores
    LEFT JOIN entity_amounts
        ON
            entity_scores.entity_kind = entity_amounts.entity_kind
            AND entity_scores.entity_id = entity_amounts.entity_id
    LEFT JOIN listed
        ON
            entity_scores.entity_kind = listed.entity_kind
            AND entity_scores.entity_id = listed.entity_id
    WHERE entity_scores.highest_score > entity_scores.lowest_score
)

SELECT
    entity_kind,
    entity_id,
    ROW_NUMBER() OVER (
        PARTITION BY entity_kind
        ORDER BY
            request_weight DESC NULLS LAST,
            highest_score - lowest_score DESC,
            entity_id ASC
    ) AS queue_position,
    request_weight,
    lowest_score,
    highest_score,
    coverage,
    contract_amount,
    currency,
    field_count,
    missing_fields
FROM weighed
