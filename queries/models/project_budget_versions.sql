/* model
title  = "Budget versions: every approved budget, version 1 kept for ever"
grain  = ["project_id", "version_number"]
limits = "Number 1 is what a source first said: a later publication that dates another one as early, or says another value for it, does not replace it (see retroactive_edits). Equal amounts in a row are one version; a source without versions gives one per change between its publications. statement_count says how often a budget was stated, equal ones included: with one statement no change could show."
*/
WITH

dated AS (
    SELECT
        project_id,
        budget_date,
        budget_amount,
        currency,
        reason,
        -- A file that tells of earlier days keeps versions; one that speaks only for its own does not.
        CASE
            WHEN MIN(budget_date) OVER (PARTITION BY source_file_id) < published_date
                THEN 'stated version'
            ELSE 'publication'
        END AS basis,
        published_date,
        source_file_id,
        source_line
    FROM src_project_budgets
    WHERE budget_date <= $as_of
    UNION ALL
    SELECT
        src_project_costs.project_id,
        src_project_costs.published_date AS budget_date,
        SUM(src_project_costs.budget_amount) AS budget_amount,
        MIN(src_project_costs.currency) AS currency,
        NULL AS reason,
        'publication' AS basis,
        src_project_costs.published_date,
        MIN(src_project_costs.source_file_id) AS source_file_id,
        MIN(src_project_costs.source_line) AS source_line
    FROM src_project_costs
    LEFT JOIN src_project_budgets ON src_project_costs.project_id = src_project_budgets.project_id
    WHERE
        src_project_budgets.project_id IS NULL
        AND src_project_costs.published_date <= $as_of
    GROUP BY src_project_costs.project_id, src_project_costs.published_date
    HAVING SUM(src_project_costs.budget_amount) IS NOT NULL
),

sourced AS (
    SELECT
        dated.*,
        COALESCE(src_source_files.source, '') AS source
    FROM dated
    LEFT JOIN src_source_files ON dated.source_file_id = src_source_files.source_file_id
),

first_stated AS (
    SELECT
        *,
        FIRST_VALUE(budget_date) OVER first_of_source AS first_date,
        FIRST_VALUE(budget_amount) OVER first_of_source AS first_value,
        FIRST_VALUE(published_date) OVER first_of_source AS first_published_date
    FROM sourced
    WINDOW
        first_of_source AS (
            PARTITION BY project_id, source
            ORDER BY published_date, budget_date, source_file_id, source_line
        )
),

-- A later publication of a source may not put another first version in place of its own.
kept AS (
    SELECT * FROM first_stated
    WHERE
        published_date = first_published_date
        OR budget_date > first_date
        OR (budget_date = first_date AND budget_amount = first_value)
),

compared AS (
    SELECT
        kept.*,
        COUNT(*) OVER (PARTITION BY kept.project_id) AS statement_count,
        LAG(kept.budget_amount) OVER (
            PARTITION BY kept.project_id
            ORDER BY
                kept.budget_date,
                kept.published_date,
                kept.source_file_id,
                kept.source_line
        ) AS budget_amount_before
    FROM kept
)

SELECT
    project_id,
    ROW_NUMBER() OVER (
        PARTITION BY project_id
        ORDER BY budget_date, published_date, source_file_id, source_line
    ) AS version_number,
    budget_date,
    budget_amount,
    currency,
    reason,
    basis,
    statement_count,
    source_file_id,
    source_line
FROM compared
WHERE budget_amount_before IS NULL OR budget_amount_before <> budget_amount
