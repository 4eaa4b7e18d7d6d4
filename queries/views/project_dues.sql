/* view
title  = "Project dues: what stands open past its due date in each project"
grain  = ["project_id"]
limits = "Only projects with at least one invoice whose state and due date are known; for the others nobody can say that nothing is past due."
*/
SELECT
    project_id,
    COUNT(*) AS judged_count,
    COUNT(CASE WHEN overdue_days > 0 THEN invoice_id END) AS past_due_count,
    COALESCE(SUM(CASE WHEN overdue_days > 0 THEN open_amount END), 0) AS past_due_amount
FROM invoice_states
WHERE late_days IS NOT NULL OR overdue_days IS NOT NULL
GROUP BY project_id
