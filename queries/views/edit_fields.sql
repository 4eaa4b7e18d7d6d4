/* view
title = "Edit fields: how many edits of which field went which way"
grain = ["field", "direction", "is_unexplained"]
*/
SELECT
    field,
    direction,
    is_unexplained,
    COUNT(*) AS edit_count,
    QUANTILE_CONT(days_after_fact, 0.5) AS median_days_after_fact
FROM edits_in_scope
GROUP BY field, direction, is_unexplained
ORDER BY is_unexplained DESC, edit_count DESC, field ASC, direction ASC
