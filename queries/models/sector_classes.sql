/* model
title  = "Sector classes: which kind of works a publisher's sector belongs to, and what is published of that kind"
grain  = ["sector"]
limits = "Told from words in the sector's name, in English and Spanish; a sector without one of them has no class. The published figures are of large, mostly transport projects: they give a sense of scale and judge nobody. Upper and lower ratios are the optimism that a British review found at the start of planning and under the best management; means and standard deviations are of 258 transport projects worldwide."
*/
WITH

named AS (
    SELECT DISTINCT
        sector,
        LOWER(sector) AS word
    FROM projects
    WHERE sector IS NOT NULL
),

classed AS (
    SELECT
        sector,
        CASE
            WHEN
                word LIKE '%bridge%' OR word LIKE '%tunnel%' OR word LIKE '%puente%'
                OR word LIKE '%viaduct%' THEN 'bridges and tunnels'
            WHEN
                word LIKE '%rail%' OR word LIKE '%tram%' OR word LIKE '%metro%'
                OR word LIKE '%subway%' THEN 'rail'
            WHEN
                word LIKE '%water%' OR word LIKE '%sewer%' OR word LIKE '%drain%'
                OR word LIKE '%flood%' OR word LIKE '%pump%' OR word LIKE '%park%'
                OR word LIKE '%playground%' OR word LIKE '%agua%' OR word LIKE '%hidr%'
                THEN 'civil works'
            WHEN
                word LIKE '%road%' OR word LIKE '%street%' OR word LIKE '%footway%'
                OR word LIKE '%highway%' OR word LIKE '%bus lane%' OR word LIKE '%pavement%'
                OR word LIKE '%transporte%' OR word LIKE '%vial%' THEN 'roads'
            WHEN
                word LIKE '%school%' OR word LIKE '%hospital%' OR word LIKE '%clinic%'
                OR word LIKE '%housing%' OR word LIKE '%building%' OR word LIKE '%library%'
                OR word LIKE '%hall%' OR word LIKE '%station%' OR word LIKE '%escuela%'
                OR word LIKE '%vivienda%' OR word LIKE '%arquitectura%' OR word LIKE '%salud%'
                THEN 'buildings'
        END AS works_class
    FROM named
),

published (
    works_class, mean_overrun_ratio, overrun_deviation, upper_overrun_ratio, lower_overrun_ratio
) AS (
    VALUES
    ('roads', 0.20, 0.30, 0.44, 0.03),
    ('bridges and tunnels', 0.34, 0.62, 0.66, 0.06),
    ('rail', 0.45, 0.38, 0.66, 0.06),
    ('civil works', NULL, NULL, 0.44, 0.03),
    ('buildings', NULL, NULL, 0.24, 0.02)
)

SELECT
    classed.sector,
    classed.works_class,
    CAST(published.mean_overrun_ratio AS DOUBLE) AS published_mean_overrun_ratio,
    CAST(published.overrun_deviation AS DOUBLE) AS published_overrun_deviation,
    CAST(published.upper_overrun_ratio AS DOUBLE) AS published_upper_overrun_ratio,
    CAST(published.lower_overrun_ratio AS DOUBLE) AS published_lower_overrun_ratio
FROM classed
LEFT JOIN published ON classed.works_class = published.works_class
