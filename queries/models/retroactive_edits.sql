/* model
title  = "Retroactive edits: values of the past that a later publication changed"
grain  = ["edit_id"]
limits = "What an amendment or a version dated between the two publications states is explained, and so is the price of another contractor; it is listed apart. That a project vanished or came back is told only where publications are full lists. Which of several files of one day was first is not known."
*/
WITH

numbered AS (
    SELECT
        *,
        CONCAT_WS(
            ' ', source, entity_kind, entity_id, field, shape, published_date, source_file_id
        ) AS edit_id
    FROM statement_changes
),

amended AS (
    SELECT
        numbered.edit_id,
        'amendment' AS explanation
    FROM numbered
    INNER JOIN contract_amendments
        ON
            numbered.entity_id = contract_amendments.contract_id
            AND numbered.published_date_before < contract_amendments.amendment_date
            AND numbered.published_date >= contract_amendments.amendment_date
    WHERE numbered.entity_kind = 'contract' AND numbered.field = 'contract_amount'
    GROUP BY numbered.edit_id
    HAVING
        ABS(
            MAX(numbered.measure_after) - MAX(numbered.measure_before)
            - SUM(CAST(contract_amendments.amount_change AS DOUBLE))
        ) < 1
        OR MIN(
            ABS(numbered.measure_after - CAST(contract_amendments.amount_after AS DOUBLE))
        ) < 1
),

replanned AS (
    SELECT DISTINCT
        numbered.edit_id,
        'new version' AS explanation
    FROM numbered
    INNER JOIN version_statements
        ON
            numbered.project_id = version_statements.project_id
            AND numbered.published_date_before < version_statements.fact_date
            AND numbered.published_date >= version_statements.fact_date
            AND ABS(numbered.measure_after - version_statements.measure) < 1
    WHERE
        numbered.entity_kind = 'project'
        AND (
            (numbered.field = 'planned_end_date' AND version_statements.field = 'completion_date')
            OR (numbered.field = 'budget_amount' AND version_statements.field = 'budget_amount')
        )
),

explained AS (
    SELECT
        edit_id,
        MIN(explanation) AS explanation
    FROM (
        SELECT * FROM amended
        UNION ALL
        SELECT * FROM replanned
        UNION ALL
        SELECT
            edit_id,
            'another contractor' AS explanation
        FROM numbered
        WHERE is_another_contractor
    ) AS reasons
    GROUP BY edit_id
),

values_changed AS (
    SELECT
        numbered.edit_id,
        numbered.source,
        numbered.entity_kind,
        numbered.entity_id,
        numbered.project_id,
        numbered.contract_id,
        numbered.field,
        numbered.value_kind,
        NULLIF(numbered.currency, '') AS currency,
        numbered.direction,
        CASE numbered.value_kind
            WHEN 'date'
                THEN CAST(
                    CAST(DATE '1970-01-01' + CAST(numbered.measure_before AS INT) AS DATE)
                    AS VARCHAR
                )
            WHEN 'status' THEN numbered.text_before
            WHEN 'money' THEN CAST(CAST(numbered.measure_before AS DECIMAL(18, 2)) AS VARCHAR)
            ELSE
                CONCAT(CAST(CAST(100 * numbered.measure_before AS DECIMAL(18, 2)) AS VARCHAR), ' %')
        END AS value_before,
        CASE numbered.value_kind
            WHEN 'date'
                THEN CAST(
                    CAST(DATE '1970-01-01' + CAST(numbered.measure_after AS INT) AS DATE)
                    AS VARCHAR
                )
            WHEN 'status' THEN numbered.text_after
            WHEN 'money' THEN CAST(CAST(numbered.measure_after AS DECIMAL(18, 2)) AS VARCHAR)
            ELSE CONCAT(CAST(CAST(100 * numbered.measure_after AS DECIMAL(18, 2)) AS VARCHAR), ' %')
        END AS value_after,
        CASE
            WHEN numbered.value_kind <> 'status'
                THEN numbered.measure_after - numbered.measure_before
        END AS change_size,
        CASE
            WHEN numbered.value_kind = 'money'
                THEN
                    (numbered.measure_after - numbered.measure_before)
                    / NULLIF(ABS(numbered.measure_before), 0)
        END AS change_share,
        explained.explanation,
        numbered.published_date_before,
        numbered.published_date,
        numbered.fact_date,
        numbered.source_file_id_before,
        numbered.source_line_before,
        numbered.source_file_id,
        numbered.source_line
    FROM numbered
    LEFT JOIN explained ON numbered.edit_id = explained.edit_id
),

-- Each project's last word of a publication, to say what vanished; and a file of that day.
last_words AS (
    SELECT
        src_source_files.source,
        src_projects.project_id,
        src_projects.published_date,
        MIN_BY(src_projects.status, src_projects.source_line) AS status,
        MIN(src_projects.source_file_id) AS source_file_id,
        MIN_BY(src_projects.source_line, src_projects.source_file_id) AS source_line
    FROM src_projects
    INNER JOIN src_source_files ON src_projects.source_file_id = src_source_files.source_file_id
    INNER JOIN publications
        ON
            src_source_files.source = publications.source
            AND src_projects.published_date = publications.published_date
    WHERE publications.publication_count > 1
    GROUP BY src_source_files.source, src_projects.project_id, src_projects.published_date
),

days AS (
    SELECT
        source,
        published_date,
        MIN(source_file_id) AS source_file_id
    FROM last_words
    GROUP BY source, published_date
),

come_and_gone AS (
    SELECT
        src_project_links.source,
        src_project_links.project_id,
        CASE
            WHEN src_project_links.status = 'vanished' THEN 'vanished' ELSE 'reappeared'
        END AS direction,
        src_project_links.previous_published_date AS published_date_before,
        src_project_links.published_date
    FROM src_project_links
    INNER JOIN publications
        ON
            src_project_links.source = publications.source
            AND src_project_links.published_date = publications.published_date
    WHERE
        src_project_links.status = 'vanished'
        OR (
            src_project_links.status = 'matched'
            AND src_project_links.previous_published_date < publications.previous_published_date
        )
),

presence_changed AS (
    SELECT
        CONCAT_WS(
            ' ',
            come_and_gone.source,
            'project',
            come_and_gone.project_id,
            come_and_gone.direction,
            come_and_gone.published_date
        ) AS edit_id,
        come_and_gone.source,
        'project' AS entity_kind,
        come_and_gone.project_id AS entity_id,
        come_and_gone.project_id,
        NULL AS contract_id,
        'presence' AS field,
        'status' AS value_kind,
        NULL AS currency,
        come_and_gone.direction,
        before.status AS value_before,
        after.status AS value_after,
        NULL AS change_size,
        NULL AS change_share,
        NULL AS explanation,
        come_and_gone.published_date_before,
        come_and_gone.published_date,
        NULL AS fact_date,
        before.source_file_id AS source_file_id_before,
        before.source_line AS source_line_before,
        days.source_file_id,
        after.source_line
    FROM come_and_gone
    LEFT JOIN days
        ON
            come_and_gone.source = days.source
            AND come_and_gone.published_date = days.published_date
    LEFT JOIN last_words AS before
        ON
            come_and_gone.source = before.source
            AND come_and_gone.project_id = before.project_id
            AND come_and_gone.published_date_before = before.published_date
    LEFT JOIN last_words AS after
        ON
            come_and_gone.source = after.source
            AND come_and_gone.project_id = after.project_id
            AND come_and_gone.published_date = after.published_date
),

edits AS (
    SELECT * FROM values_changed
    UNION ALL
    SELECT * FROM presence_changed
),

reviews AS (
    SELECT
        edits.edit_id,
        MIN(COALESCE(milestones.actual_date, milestones.baseline_date)) AS review_date
    FROM edits
    INNER JOIN milestones
        ON
            edits.project_id = milestones.project_id
            AND COALESCE(milestones.actual_date, milestones.baseline_date) >= edits.published_date
    WHERE LOWER(milestones.milestone_type) IN ('review', 'approval', 'assessment')
    GROUP BY edits.edit_id
)

SELECT
    edits.edit_id,
    edits.source,
    edits.entity_kind,
    edits.entity_id,
    edits.project_id,
    edits.contract_id,
    edits.field,
    edits.value_kind,
    edits.currency,
    edits.direction,
    edits.value_before,
    edits.value_after,
    edits.change_size,
    edits.change_share,
    edits.explanation,
    edits.explanation IS NULL AS is_unexplained,
    edits.published_date_before,
    edits.published_date,
    edits.fact_date,
    CASE
        WHEN edits.fact_date <= edits.published_date
            THEN DATE_DIFF('day', edits.fact_date, edits.published_date)
    END AS days_after_fact,
    DATE_DIFF('day', edits.published_date, reviews.review_date) AS days_to_review,
    edits.source_file_id_before,
    edits.source_line_before,
    edits.source_file_id,
    edits.source_line
FROM edits
LEFT JOIN reviews ON edits.edit_id = reviews.edit_id
