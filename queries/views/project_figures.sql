/* view
title  = "Project figures: what the project list searches and ranks, one row a project"
grain  = ["project_id"]
limits = "Slip is that of S1, left out where its dates contradict each other. Past due is NULL where no invoice has both a known state and a due date. The search text is name and id, lower case and without accents."
*/
SELECT
    projects.project_id,
    TRANSLATE(
        LOWER(CONCAT(projects.project_name, ' ', projects.project_id)),
        letter_folding.accented_letters,
        letter_folding.plain_letters
    ) AS search_text,
    schedule_slippage.end_date,
    schedule_slippage.end_source,
    CASE
        WHEN schedule_slippage.outcome <> 'contradictory' THEN schedule_slippage.slip_days
    END AS slip_days,
    project_dues.past_due_amount,
    project_dues.past_due_count
FROM projects
LEFT JOIN schedule_slippage ON projects.project_id = schedule_slippage.project_id
LEFT JOIN project_dues ON projects.project_id = project_dues.project_id
CROSS JOIN letter_folding
ORDER BY projects.project_id
