/* view
title  = "Matching projects: those that the filters, the search and the flag leave, with what ranks them"
grain  = ["project_id"]
limits = "A project matches a search when its name or id holds every one of the first six words. A flag filter asks for one indicator, or any, at a severity or above. Narrow on purpose: whoever shows a page of it joins the columns of that page alone."
*/
WITH

searched AS (
    SELECT
        TRANSLATE(
            LOWER(CAST($search AS VARCHAR)),
            letter_folding.accented_letters,
            letter_folding.plain_letters
        ) AS words
    FROM letter_folding
),

raised AS (
    SELECT DISTINCT project_id
    FROM project_outcomes
    WHERE
        ($flag IS NULL OR code = $flag)
        AND CASE COALESCE($severity, 'watch')
            WHEN 'critical' THEN critical_count
            WHEN 'high' THEN high_count
            ELSE flagged_count
        END > 0
),

found AS (
    SELECT project_figures.project_id
    FROM project_figures
    CROSS JOIN searched
    WHERE
        CONTAINS(project_figures.search_text, SPLIT_PART(searched.words, ' ', 1))
        AND CONTAINS(project_figures.search_text, SPLIT_PART(searched.words, ' ', 2))
        AND CONTAINS(project_figures.search_text, SPLIT_PART(searched.words, ' ', 3))
        AND CONTAINS(project_figures.search_text, SPLIT_PART(searched.words, ' ', 4))
        AND CONTAINS(project_figures.search_text, SPLIT_PART(searched.words, ' ', 5))
        AND CONTAINS(project_figures.search_text, SPLIT_PART(searched.words, ' ', 6))
)

SELECT
    scoped_projects.project_id,
    scoped_projects.currency,
    scoped_projects.critical_count,
    scoped_projects.high_count,
    scoped_projects.flagged_count,
    CAST(
        CASE $ranking
            WHEN 'cost_growth' THEN scoped_projects.cost_growth_amount
            WHEN 'flags' THEN scoped_projects.flagged_count
            WHEN 'slip' THEN project_figures.slip_days
            WHEN 'stalled' THEN scoped_projects.stalled_days
            WHEN 'overdue' THEN project_figures.past_due_amount
        END AS DOUBLE
    ) AS ranked_value
FROM scoped_projects
INNER JOIN project_figures ON scoped_projects.project_id = project_figures.project_id
WHERE
    ($search IS NULL OR scoped_projects.project_id IN (SELECT found.project_id FROM found))
    AND (
        ($flag IS NULL AND $severity IS NULL)
        OR scoped_projects.project_id IN (SELECT raised.project_id FROM raised)
    )
