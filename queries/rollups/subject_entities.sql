/* rollup
title  = "Subject entities: whose flag each result is, and with whom it is only linked"
grain  = ["code", "subject_id", "entity_kind", "entity_id", "is_own"]
stored = "as view"
limits = "A flag scores the entity it is about (is_own) and nobody else; what is only linked is shown and never scored. What an indicator finds in an invoice or a payment is its contract's and its project's; in a procedure also the contract's, if it led to one only. Where clear rows are not kept, neither are they here: entity_code_outcomes counts them."
*/
WITH

single_contracts AS (
    SELECT
        tender_id,
        MIN(contract_id) AS contract_id
    FROM contracts
    WHERE tender_id IS NOT NULL
    GROUP BY tender_id
    HAVING COUNT(*) = 1
),

direct AS (
    SELECT
        indicator_results.*,
        scoring_subjects.entity_kind,
        scoring_subjects.is_own,
        CASE scoring_subjects.way
            WHEN 'subject' THEN indicator_results.subject_id
            WHEN 'project' THEN indicator_results.project_id
            WHEN 'contract' THEN indicator_results.contract_id
            WHEN 'tender' THEN indicator_results.tender_id
            WHEN 'party' THEN indicator_results.party_id
            WHEN 'named party'
                THEN COALESCE(indicator_results.party_id, indicator_results.subject_id)
            WHEN 'named payer'
                THEN COALESCE(
                    indicator_results.buyer_id,
                    indicator_results.party_id,
                    indicator_results.subject_id
                )
            WHEN 'named buyer'
                THEN COALESCE(
                    indicator_results.buyer_id, SPLIT_PART(indicator_results.subject_id, ' > ', 1)
                )
        END AS reached_id
    FROM indicator_results
    INNER JOIN scoring_subjects ON indicator_results.subject_kind = scoring_subjects.subject_kind
    WHERE
        scoring_subjects.way IN (
            'subject',
            'project',
            'contract',
            'tender',
            'party',
            'named party',
            'named payer',
            'named buyer'
        )
),

through_tenders AS (
    SELECT
        indicator_results.*,
        scoring_subjects.entity_kind,
        scoring_subjects.is_own,
        CASE scoring_subjects.way
            WHEN 'single contract' THEN single_contracts.contract_id
            ELSE tenders.buyer_id
        END AS reached_id
    FROM indicator_results
    INNER JOIN scoring_subjects ON indicator_results.subject_kind = scoring_subjects.subject_kind
    LEFT JOIN tenders
        ON
            CASE
                WHEN indicator_results.subject_kind = 'tender' THEN indicator_results.subject_id
                ELSE indicator_results.tender_id
            END = tenders.tender_id
    LEFT JOIN single_contracts ON tenders.tender_id = single_contracts.tender_id
    WHERE scoring_subjects.way IN ('single contract', 'tender buyer')
),

through_contracts AS (
    SELECT
        indicator_results.*,
        scoring_subjects.entity_kind,
        scoring_subjects.is_own,
        CASE scoring_subjects.way
            WHEN 'contract supplier' THEN contracts.supplier_id
            ELSE contracts.buyer_id
        END AS reached_id
    FROM indicator_results
    INNER JOIN scoring_subjects ON indicator_results.subject_kind = scoring_subjects.subject_kind
    INNER JOIN contracts
        ON
            CASE
                WHEN indicator_results.subject_kind = 'contract' THEN indicator_results.subject_id
                ELSE indicator_results.contract_id
            END = contracts.contract_id
    WHERE scoring_subjects.way IN ('contract supplier', 'contract buyer')
),

-- Taken apart before anything is joined: DuckDB 2.0.0 fails on a list that is unnested after a join.
listed AS (
    SELECT
        indicator_results.*,
        UNNEST(
            STRING_SPLIT(
                CASE
                    WHEN
                        indicator_results.party_id IS NOT NULL
                        AND indicator_results.other_party_id IS NOT NULL
                        THEN CONCAT(
                            indicator_results.party_id, ' + ', indicator_results.other_party_id
                        )
                    ELSE indicator_results.subject_id
                END,
                ' + '
            )
        ) AS reached_id
    FROM indicator_results
    WHERE
        indicator_results.subject_kind IN (
            SELECT scoring_subjects.subject_kind FROM scoring_subjects
            WHERE scoring_subjects.way = 'members'
        )
),

-- Two members of a set may be spellings of one firm, which then has the flag once.
members AS (
    SELECT DISTINCT
        listed.* EXCLUDE (reached_id),
        scoring_subjects.entity_kind,
        scoring_subjects.is_own,
        COALESCE(party_clusters.cluster_id, listed.reached_id) AS reached_id
    FROM listed
    INNER JOIN scoring_subjects
        ON listed.subject_kind = scoring_subjects.subject_kind AND scoring_subjects.way = 'members'
    LEFT JOIN party_clusters ON listed.reached_id = party_clusters.party_id
),

reached AS (
    SELECT * FROM direct
    UNION ALL
    SELECT * FROM through_tenders
    UNION ALL
    SELECT * FROM through_contracts
    UNION ALL
    SELECT * FROM members
)

SELECT
    reached.code,
    reached.subject_kind,
    reached.subject_id,
    reached.entity_kind,
    CASE
        WHEN reached.entity_kind IN ('party', 'buyer')
            THEN COALESCE(party_clusters.cluster_id, reached.reached_id)
        ELSE reached.reached_id
    END AS entity_id,
    reached.is_own,
    reached.outcome,
    reached.severity,
    reached.skip_reason,
    reached.value,
    reached.measure,
    reached.threshold,
    reached.exposure_amount,
    reached.currency,
    reached.fallback_count
FROM reached
LEFT JOIN party_clusters
    ON
        reached.entity_kind IN ('party', 'buyer')
        AND reached.reached_id = party_clusters.party_id
WHERE reached.reached_id IS NOT NULL
