/* view
title  = "Edits by publication: what each publication changed of what an earlier one had said"
grain  = ["source", "published_date"]
limits = "Explained edits are counted apart from the others."
*/
WITH

counted AS (
    SELECT
        source,
        published_date,
        COUNT(*) FILTER (WHERE is_unexplained) AS edit_count,
        COUNT(*) FILTER (WHERE NOT is_unexplained) AS explained_count,
        COUNT(DISTINCT project_id) FILTER (WHERE is_unexplained) AS project_count,
        COUNT(*) FILTER (WHERE is_unexplained AND value_kind = 'money') AS amount_count,
        COUNT(*) FILTER (WHERE is_unexplained AND value_kind = 'date') AS date_count,
        COUNT(*) FILTER (WHERE direction = 'backwards') AS backwards_count,
        COUNT(*) FILTER (WHERE direction = 'vanished') AS vanished_count,
        COUNT(*) FILTER (WHERE direction = 'reappeared') AS reappeared_count
    FROM edits_in_scope
    GROUP BY source, published_date
)

SELECT
    publications.source,
    publications.previous_published_date,
    publications.published_date,
    COALESCE(counted.edit_count, 0) AS edit_count,
    COALESCE(counted.project_count, 0) AS project_count,
    COALESCE(counted.amount_count, 0) AS amount_count,
    COALESCE(counted.date_count, 0) AS date_count,
    COALESCE(counted.backwards_count, 0) AS backwards_count,
    COALESCE(counted.vanished_count, 0) AS vanished_count,
    COALESCE(counted.reappeared_count, 0) AS reappeared_count,
    COALESCE(counted.explained_count, 0) AS explained_count
FROM publications
LEFT JOIN counted
    ON
        publications.source = counted.source
        AND publications.published_date = counted.published_date
WHERE
    publications.previous_published_date IS NOT NULL
    AND ($source IS NULL OR publications.source = $source)
    AND ($published_date IS NULL OR publications.published_date = $published_date)
ORDER BY publications.source, publications.published_date
