/* rollup
title  = "Entity outcomes: what each indicator found in each entity, and its points"
grain  = ["entity_kind", "entity_id", "code"]
limits = "Only indicators that score somebody. An unnamed currency is ''. Points are those of the largest flag: by severity, by what it rests on (rule, comparison, context) and by how many stand-ins its data needed. Amounts in several currencies are not added up."
*/
WITH

-- Of payments and invoices only what is not clear has rows; the clear ones are counted beside them.
only_counted AS (
    SELECT
        scoring_subjects.entity_kind,
        CASE scoring_subjects.entity_kind
            WHEN 'contract' THEN indicator_counts_by_contract.contract_id
            ELSE indicator_counts_by_contract.project_id
        END AS entity_id,
        indicator_counts_by_contract.code,
        indicator_counts_by_contract.n AS subject_count
    FROM indicator_counts_by_contract
    INNER JOIN indicator_definitions
        ON indicator_counts_by_contract.code = indicator_definitions.code
    INNER JOIN scoring_subjects
        ON
            indicator_definitions.subject_kind = scoring_subjects.subject_kind
            AND scoring_subjects.is_own
    WHERE
        NOT indicator_definitions.keeps_clear_rows
        AND indicator_counts_by_contract.outcome = 'clear'
        AND scoring_subjects.way IN ('contract', 'project')
),

together AS (
    SELECT
        entity_kind,
        entity_id,
        code,
        1 AS subject_count,
        outcome,
        CASE severity WHEN 'watch' THEN 1 WHEN 'high' THEN 2 WHEN 'critical' THEN 3 ELSE 0 END
            AS severity_rank,
        CASE
            WHEN COALESCE(fallback_count, 0) <= 0 THEN 0
            WHEN fallback_count = 1 THEN 1
            ELSE 2
        END AS fallback_rank,
        CASE WHEN outcome = 'flagged' THEN exposure_amount END AS exposure_amount,
        CASE
            WHEN outcome = 'flagged' AND exposure_amount IS NOT NULL THEN COALESCE(currency, '')
        END AS currency
    FROM subject_entities
    WHERE is_own
    UNION ALL
    SELECT
        entity_kind,
        entity_id,
        code,
        subject_count,
        'clear' AS outcome,
        0 AS severity_rank,
        0 AS fallback_rank,
        NULL AS exposure_amount,
        NULL AS currency
    FROM only_counted
    WHERE entity_id IS NOT NULL
),

-- Points grow with severity and fall with stand-ins, so the largest is among three.
added AS (
    SELECT
        entity_kind,
        entity_id,
        code,
        SUM(subject_count) AS subject_count,
        SUM(CASE WHEN outcome IN ('flagged', 'clear') THEN subject_count ELSE 0 END)
            AS judged_count,
        SUM(CASE WHEN outcome = 'flagged' THEN 1 ELSE 0 END) AS flagged_count,
        SUM(CASE WHEN outcome = 'insufficient' THEN 1 ELSE 0 END) AS insufficient_count,
        SUM(CASE WHEN outcome = 'contradictory' THEN 1 ELSE 0 END) AS contradictory_count,
        MAX(severity_rank) AS severity_rank,
        MAX(CASE WHEN fallback_rank = 0 THEN severity_rank ELSE 0 END) AS native_rank,
        MAX(CASE WHEN fallback_rank = 1 THEN severity_rank ELSE 0 END) AS one_fallback_rank,
        MAX(CASE WHEN fallback_rank = 2 THEN severity_rank ELSE 0 END) AS several_fallbacks_rank,
        SUM(exposure_amount) AS exposure_amount,
        MIN(currency) AS lowest_currency,
        MAX(currency) AS highest_currency
    FROM together
    GROUP BY entity_kind, entity_id, code
),

weighed AS (
    SELECT
        added.*,
        scoring_clusters.cluster,
        scoring_clusters.weight,
        scoring_clusters.money_group,
        indicator_definitions.evidence_class,
        indicator_definitions.is_core,
        CASE indicator_definitions.evidence_class
            WHEN 'R' THEN scoring_parameters.rule_factor
            WHEN 'S' THEN scoring_parameters.statistical_factor
            ELSE scoring_parameters.context_factor
        END AS evidence_factor,
        scoring_parameters.native_factor
        * CASE added.native_rank
            WHEN 1 THEN scoring_parameters.watch_points
            WHEN 2 THEN scoring_parameters.high_points
            WHEN 3 THEN scoring_parameters.critical_points
            ELSE 0
        END AS native_points,
        scoring_parameters.one_fallback_factor
        * CASE added.one_fallback_rank
            WHEN 1 THEN scoring_parameters.watch_points
            WHEN 2 THEN scoring_parameters.high_points
            WHEN 3 THEN scoring_parameters.critical_points
            ELSE 0
        END AS one_fallback_points,
        scoring_parameters.several_fallbacks_factor
        * CASE added.several_fallbacks_rank
            WHEN 1 THEN scoring_parameters.watch_points
            WHEN 2 THEN scoring_parameters.high_points
            WHEN 3 THEN scoring_parameters.critical_points
            ELSE 0
        END AS several_fallbacks_points
    FROM added
    INNER JOIN indicator_definitions ON added.code = indicator_definitions.code
    INNER JOIN scoring_clusters ON indicator_definitions.cluster = scoring_clusters.cluster
    CROSS JOIN scoring_parameters
)

SELECT
    entity_kind,
    entity_id,
    code,
    cluster,
    weight,
    money_group,
    evidence_class,
    is_core,
    subject_count,
    judged_count,
    flagged_count,
    insufficient_count,
    contradictory_count,
    CASE severity_rank WHEN 1 THEN 'watch' WHEN 2 THEN 'high' WHEN 3 THEN 'critical' END
        AS severity,
    severity_rank,
    -- Rounded once, so that the same product of factors compares as the same.
    ROUND(
        CAST(
            evidence_factor
            * GREATEST(native_points, one_fallback_points, several_fallbacks_points) AS DOUBLE
        ),
        6
    ) AS points,
    CASE WHEN lowest_currency = highest_currency THEN exposure_amount END AS exposure_amount,
    CASE WHEN lowest_currency = highest_currency THEN lowest_currency END AS currency
FROM weighed
