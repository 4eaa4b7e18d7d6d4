/* model
title  = "Works contracts: which contracts build, and which of them speaks for its project"
grain  = ["contract_id"]
limits = "A contract builds where its nature says construction, or, where it has none, its tender's category says works. is_works is NULL where neither is stated. Where the nature of no contract of a project is known and there is only one, that one speaks for the project."
*/
WITH

natured AS (
    SELECT
        contracts.contract_id,
        contracts.project_id,
        contracts.source_file_id,
        contracts.source_line,
        CASE
            WHEN contracts.nature IS NOT NULL
                THEN
                    LOWER(contracts.nature) LIKE '%construction%'
                    OR LOWER(contracts.nature) LIKE '%works%'
            WHEN tenders.category IS NOT NULL THEN LOWER(tenders.category) = 'works'
        END AS is_works
    FROM contracts
    LEFT JOIN tenders ON contracts.tender_id = tenders.tender_id
    WHERE COALESCE(contracts.status, 'active') NOT IN ('pending', 'cancelled')
),

counted AS (
    SELECT
        natured.*,
        SUM(CASE WHEN is_works THEN 1 ELSE 0 END) OVER (PARTITION BY project_id) AS works_count,
        COUNT(*) OVER (PARTITION BY project_id) AS contract_count
    FROM natured
)

SELECT
    contract_id,
    project_id,
    is_works,
    COALESCE(is_works AND works_count = 1, FALSE)
    OR (is_works IS NULL AND contract_count = 1) AS is_sole,
    source_file_id,
    source_line
FROM counted
