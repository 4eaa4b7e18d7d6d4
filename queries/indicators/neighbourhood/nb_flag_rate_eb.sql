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
hook           = "worst_places.ranks"
null_share     = 0.025
limits         = "Beside the rate stands the ratio of raised projects to those expected from sector, size and age (indirect standardisation); a high rate with a ratio near 1 is the mix of projects. Ranks are intervals from 2,000 draws. Describes a place, never the people in it. Whether the raw share lies outside the limits decides; the shrunken share is for display and order. Areas without a judged project are out of scope."
sentence       = "Of {judged_project_count} judged projects in the area, which count as {base_count} by their shares, {event_count} were raised as high or critical: {raw_rate}, where chance explains up to {alert_high_rate}."
worked         = "{event_count} / {base_count} = {raw_rate}; drawn towards the rate of all areas ({group_rate|not known}): {value}; 95 % limit {alert_high_rate}, 99.8 % limit {alarm_high_rate}; raised / expected from the kinds of projects {standardised_ratio:number|not known}"
clears         = "What clears the single flags, or a mix of projects or records that sets the area apart: a ratio to the expected number near 1 says so."

[remedies]
"fewer than five projects could be judged" = "more cases"
"too few areas or events to judge" = "more cases"
*/
WITH

expected AS (
    SELECT
        project_areas.neighbourhood_id,
        SUM(project_expectations.expected_share * project_areas.neighbourhood_share)
            AS expected_count
    FROM project_expectations
    INNER JOIN project_areas ON project_expectations.project_id = project_areas.project_id
    GROUP BY project_areas.neighbourhood_id
)

SELECT
    neighbourhood_rates.neighbourhood_id AS subject_id,
    CAST(NULL AS VARCHAR) AS project_id,
    neighbourhood_rates.shrunken_rate AS value,
    CASE
        WHEN neighbourhood_rates.judged_project_count < 5
            THEN 'fewer than five projects could be judged'
        WHEN NOT neighbourhood_rates.is_judged THEN 'too few areas or events to judge'
    END AS skip_reason,
    neighbourhood_rates.raw_rate > neighbourhood_rates.alert_high_rate AS is_above_alert,
    neighbourhood_rates.raw_rate > neighbourhood_rates.alarm_high_rate AS is_above_alarm,
    neighbourhood_rates.neighbourhood_name,
    neighbourhood_rates.level,
    neighbourhood_rates.event_count,
    neighbourhood_rates.base_count,
    neighbourhood_rates.judged_project_count,
    neighbourhood_rates.project_count,
    neighbourhood_rates.raw_rate,
    neighbourhood_rates.interval_low_rate,
    neighbourhood_rates.interval_high_rate,
    neighbourhood_rates.group_rate,
    neighbourhood_rates.alert_low_rate,
    neighbourhood_rates.alert_high_rate,
    neighbourhood_rates.alarm_low_rate,
    neighbourhood_rates.alarm_high_rate,
    neighbourhood_rates.above_probability,
    neighbourhood_rates.dispersion,
    expected.expected_count,
    neighbourhood_rates.event_count / NULLIF(expected.expected_count, 0) AS standardised_ratio
FROM neighbourhood_rates
LEFT JOIN expected ON neighbourhood_rates.neighbourhood_id = expected.neighbourhood_id
WHERE neighbourhood_rates.code = 'ANY' AND neighbourhood_rates.base_count > 0
