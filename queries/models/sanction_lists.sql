/* model
title  = "Sanction lists: how old each list of sanctions is"
grain  = ["list_name"]
limits = "A list is as old as its latest publication; one that was loaded and holds no entry at all is not seen."
*/
SELECT
    src_sanctions.list_name,
    MAX(src_sanctions.published_date) AS published_date,
    COUNT(DISTINCT src_sanctions.sanction_id) AS entry_count
FROM src_sanctions
GROUP BY src_sanctions.list_name
