/* view
title  = "Source freshness: the newest file of every source, and its age on the reporting date"
grain  = ["source"]
limits = "Boundaries are left out: they are not expected to change. A file newer than the reporting date has age 0."
*/
WITH

newest AS (
    SELECT
        source,
        MAX(title) AS title,
        MAX(published_date) AS published_date,
        COUNT(*) AS file_count,
        SUM(rows_loaded) AS row_count
    FROM source_files
    WHERE source_file_id NOT IN (SELECT neighbourhoods.source_file_id FROM neighbourhoods)
    GROUP BY source
)

SELECT
    source,
    title,
    published_date,
    file_count,
    row_count,
    CASE
        WHEN published_date > CAST($as_of AS DATE) THEN 0
        ELSE DATE_DIFF('day', published_date, CAST($as_of AS DATE))
    END AS age_days,
    COALESCE(DATE_DIFF('day', published_date, CAST($as_of AS DATE)) > 180, FALSE) AS is_stale
FROM newest
ORDER BY age_days DESC, source ASC
