/* view
title  = "Source timeliness: when each source was last heard, and how long it was silent in between"
grain  = ["source"]
limits = "Days up to the reporting date. expected_days is what the manifest's own words allow, some days added; NULL where it states no rhythm, and then nothing is late. Boundaries are left out."
*/
WITH

heard AS (
    SELECT DISTINCT
        source,
        published_date
    FROM source_files
    WHERE source_file_id NOT IN (SELECT neighbourhoods.source_file_id FROM neighbourhoods)
),

followed AS (
    SELECT
        source,
        published_date,
        DATE_DIFF(
            'day',
            LAG(published_date) OVER (PARTITION BY source ORDER BY published_date),
            published_date
        ) AS gap_days
    FROM heard
),

counted AS (
    SELECT
        source,
        COUNT(*) AS publication_count,
        MIN(published_date) AS first_published_date,
        MAX(published_date) AS last_published_date,
        MAX(gap_days) AS longest_gap_days,
        CASE
            WHEN MAX(published_date) > CAST($as_of AS DATE) THEN 0
            ELSE DATE_DIFF('day', MAX(published_date), CAST($as_of AS DATE))
        END AS silent_days
    FROM followed
    GROUP BY source
)

SELECT
    counted.source,
    counted.publication_count,
    counted.first_published_date,
    counted.last_published_date,
    counted.longest_gap_days,
    counted.silent_days,
    source_cadences.cadence,
    source_cadences.expected_days,
    CASE
        WHEN source_cadences.expected_days IS NULL THEN 'no rhythm stated'
        WHEN counted.silent_days > source_cadences.expected_days THEN 'late'
        ELSE 'in time'
    END AS state
FROM counted
LEFT JOIN source_cadences ON counted.source = source_cadences.source
ORDER BY counted.silent_days DESC, counted.source ASC
