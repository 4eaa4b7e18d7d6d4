/* indicator
code           = "A3"
title          = "Overdue money by place"
condition      = "Wages are overdue on works in the area (high), or a larger share of its invoices is overdue than in other areas of the level, after shrinkage (watch)."
subject        = "neighbourhood"
unit           = "money"
flag           = { when = "at_least" }
also           = [
  { column = "wage_overdue_count", when = "at_least", high = 0.000001 },
  { column = "above_distance", when = "at_least", watch = 1.5 },
]
formula        = "open amounts of overdue invoices × the project's share in the area, all tiers; share = overdue invoices / (invoices certified in the last 12 months and those overdue)"
why            = "Where the money stops, works stop next, and the smallest firms and their people wait first."
innocent       = ["one large dispute", "payments recorded with a delay", "works of one agency in one area", "invoices sent back for correction"]
skips          = { insufficient = ["payments known for less than half of the invoices", "fewer than five projects with invoices", "fewer than 20 peers", "peers do not differ"], contradictory = ["invoices in several currencies"] }
source         = "Overdue by the clock of the jurisdiction, else the agreed term, as for single invoices. Shrinkage: Marshall 1991. Upper fence (third quartile + 1.5 interquartile ranges) on the shrunken share, and any wage overdue as high: house defaults, as are the half and the five projects."
verification   = "D"
evidence_class = "S"
cluster        = "places"
core           = false
needs          = ["invoices", "payments", "project_neighbourhoods"]
limits         = "overdue_share is of money and shown; what is compared is the share of invoices, so that one large dispute does not decide, and share_without_largest leaves the largest invoice out. Wages overdue raise an area whatever else is not known of it. coverage says for how much of the invoices payments are known. Interval of the median: 2,000 bootstrap draws."
hook           = "arrears.by_area"
null_share     = 0.0035
sentence       = "Overdue invoices for works in the area: {overdue_count} of {invoice_count}, with {value} open; overdue wages: {wage_overdue_count|none} ({wage_overdue_amount|no amount})."
worked         = "{client_overdue_amount|0} owed by the client + {subcontract_overdue_amount|0} to subcontractors + {wage_overdue_amount|0} of wages + supplies = {value}; share of invoices overdue, after shrinkage: {shrunken_rate|not compared}"
clears         = "Payment records that are missing from the file, one large dispute, or invoices that were sent back for correction."

[remedies]
"payments known for less than half of the invoices" = "payments.paid_amount"
"fewer than five projects with invoices" = "more cases"
"fewer than 20 peers" = "more cases"
"peers do not differ" = "more cases"
*/
WITH

by_area AS (
    SELECT
        project_areas.neighbourhood_id,
        COUNT(DISTINCT project_arrears.project_id) AS project_count,
        SUM(project_arrears.recent_amount * project_areas.neighbourhood_share) AS recent_amount,
        SUM(project_arrears.invoice_count * project_areas.neighbourhood_share) AS invoice_count,
        SUM(project_arrears.known_invoice_count * project_areas.neighbourhood_share)
            AS known_invoice_count,
        SUM(project_arrears.overdue_count * project_areas.neighbourhood_share) AS overdue_count,
        SUM(project_arrears.overdue_amount * project_areas.neighbourhood_share)
            AS overdue_amount,
        MAX(project_arrears.largest_overdue_amount * project_areas.neighbourhood_share)
            AS largest_overdue_amount,
        SUM(
            CASE
                WHEN project_arrears.tier = 'client_prime'
                    THEN project_arrears.overdue_amount * project_areas.neighbourhood_share
            END
        ) AS client_overdue_amount,
        SUM(
            CASE
                WHEN project_arrears.tier IN ('prime_sub', 'sub_sub')
                    THEN project_arrears.overdue_amount * project_areas.neighbourhood_share
            END
        ) AS subcontract_overdue_amount,
        SUM(
            CASE
                WHEN project_arrears.tier = 'wage'
                    THEN project_arrears.overdue_amount * project_areas.neighbourhood_share
            END
        ) AS wage_overdue_amount,
        SUM(
            CASE
                WHEN project_arrears.tier = 'wage'
                    THEN project_arrears.overdue_count * project_areas.neighbourhood_share
            END
        ) AS wage_overdue_count,
        MIN(project_arrears.lowest_currency) AS lowest_currency,
        MAX(project_arrears.highest_currency) AS highest_currency
    FROM project_arrears
    INNER JOIN project_areas ON project_arrears.project_id = project_areas.project_id
    WHERE project_arrears.invoice_count > 0
    GROUP BY project_areas.neighbourhood_id
),

delays AS (
    SELECT
        neighbourhood_id,
        ARRAY_AGG(CONCAT(late_days, ':', invoice_count)) AS late_days
    FROM neighbourhood_late_days
    GROUP BY neighbourhood_id
)

SELECT
    neighbourhoods.neighbourhood_id AS subject_id,
    CAST(NULL AS VARCHAR) AS project_id,
    CAST(by_area.overdue_amount AS DOUBLE) AS value,
    CASE
        WHEN by_area.lowest_currency <> by_area.highest_currency
            THEN 'invoices in several currencies'
        WHEN by_area.known_invoice_count * 2 < by_area.invoice_count
            THEN 'payments known for less than half of the invoices'
        WHEN by_area.project_count < 5 THEN 'fewer than five projects with invoices'
    END AS skip_reason,
    neighbourhoods.neighbourhood_name,
    neighbourhoods.level,
    by_area.project_count,
    CAST(by_area.invoice_count AS DOUBLE) AS invoice_count,
    CAST(by_area.overdue_count AS DOUBLE) AS overdue_count,
    CAST(by_area.known_invoice_count / NULLIF(by_area.invoice_count, 0) AS DOUBLE) AS coverage,
    CAST(by_area.recent_amount AS DOUBLE) AS recent_amount,
    CAST(by_area.overdue_amount AS DOUBLE) / NULLIF(CAST(by_area.recent_amount AS DOUBLE), 0)
        AS overdue_share,
    CAST(by_area.overdue_amount - by_area.largest_overdue_amount AS DOUBLE)
    / NULLIF(CAST(by_area.recent_amount AS DOUBLE), 0) AS share_without_largest,
    CASE
        WHEN neighbourhoods.population >= 1000
            THEN CAST(by_area.overdue_amount AS DOUBLE) / NULLIF(neighbourhoods.population, 0)
    END AS overdue_per_resident,
    CAST(by_area.client_overdue_amount AS DOUBLE) AS client_overdue_amount,
    CAST(by_area.subcontract_overdue_amount AS DOUBLE) AS subcontract_overdue_amount,
    CAST(by_area.wage_overdue_amount AS DOUBLE) AS wage_overdue_amount,
    CAST(by_area.wage_overdue_count AS DOUBLE) AS wage_overdue_count,
    CAST(by_area.overdue_amount AS DOUBLE) AS exposure_amount,
    by_area.lowest_currency AS currency,
    delays.late_days
FROM by_area
INNER JOIN neighbourhoods ON by_area.neighbourhood_id = neighbourhoods.neighbourhood_id
LEFT JOIN delays ON by_area.neighbourhood_id = delays.neighbourhood_id
