/* indicator
code           = "A2"
title          = "Share of projects raised"
condition      = "The share of judged projects raised as high or critical lies above the range that chance explains: above the 95 % limit (watch) or the 99.8 % limit (high) of its level."
subject        = "neighbourhood"
unit           = "share"
flag           = { when = "at_least" }
also           = [
  { column = "is_above_alert", when = "at_least", watch = 1 },
  { column = "is_above_alarm", when = "at_least", high = 1 },
]
formula        = "weight × projects raised / projects judged + (1 - weight) × rate of all areas; the weight grows with the number judged (Marshall's global empirical-Bayes estimator)"
why            = "Raw shares are led by the smallest areas, where one project more or less changes everything."
innocent       = ["mix of sectors and sizes of projects", "better data, so that more can be raised", "one large programme with one contractor"]
skips          = { insufficient = ["fewer than five projects could be judged", "too few areas or events to judge"] }
source         = "Estimator: Marshall 1991, between-area variance held at zero from below. Limits: exact binomial funnel limits at 95 and 99.8 %, widened where areas differ beyond chance (Spiegelhalter 2005). Fewest areas (10), events (20) and projects (5): house defaults."
verification   = "V"
evidence_class = "S"
cluster        = "places"
core           = false
needs          = ["project_neighbourhoods"]
limits         = "Describes a place, never the people in it. Whether the raw share lies outside the limits decides; the shrunken share is for display and order. Areas without a judged project are out of scope."

[remedies]
"fewer than five projects could be judged" = "more cases"
"too few areas or events to judge" = "more cases"
*/
SELECT
    neighbourhood_id AS subject_id,
    CAST(NULL AS VARCHAR) AS project_id,
    shrunken_rate AS value,
    CASE
        WHEN judged_project_count < 5 THEN 'fewer than five projects could be judged'
        WHEN NOT is_judged THEN 'too few areas or events to judge'
    END AS skip_reason,
    raw_rate > alert_high_rate AS is_above_alert,
    raw_rate > alarm_high_rate AS is_above_alarm,
    neighbourhood_name,
    level,
    event_count,
    base_count,
    judged_project_count,
    project_count,
    raw_rate,
    interval_low_rate,
    interval_high_rate,
    group_rate,
    alert_low_rate,
    alert_high_rate,
    alarm_low_rate,
    alarm_high_rate,
    above_probability,
    dispersion
FROM neighbourhood_rates
WHERE code = 'ANY' AND base_count > 0
