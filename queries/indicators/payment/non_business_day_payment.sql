/* indicator
code           = "P16"
title          = "Payments on days off"
condition      = "The share of a payer's payments that were paid or approved on a day without business lies {watch} interquartile ranges or more above the third quartile of its peers; high where such an approval came from the person who asked for the payment."
subject        = "payer"
unit           = "share"
flag           = { when = "at_least", column = "above_distance", watch = 1.5 }
also           = [{ column = "approved_off_by_requester_count", when = "at_least", high = 1 }]
formula        = "payments paid or approved on a weekend or holiday / payments with a day that the calendar knows"
why            = "What is approved when the office is closed was often seen by one person only."
innocent       = ["automatic bank runs", "value dates of the bank", "another weekend in that region", "year-end closing by order"]
skips          = { insufficient = ["no calendar of business days", "fewer than 30 dated payments", "fewer than 20 peers", "peers do not differ"] }
source         = "Known from forensic practice, without a text to cite; 30 payments and all thresholds are house defaults. Fence: Tukey, 1.5 interquartile ranges."
verification   = "M"
evidence_class = "X"
cluster        = "k12"
core           = false
needs          = ["payments"]
params         = { peer_min_n = 20 }
hook           = "peers_beside_rules.fences"
null_share     = 0.0035
limits         = "Days are taken as the source states them: it says no time of day, so a transfer around midnight may count as the day before or after. Peers are payers of the same tier, else all."
sentence       = "{off_count} of {calendar_count} payments were paid or approved on a weekend or holiday: {value}; approved on such a day by the person who asked for them: {approved_off_by_requester_count}."
worked         = "{off_count} / {calendar_count} = {value}; beyond the third quartile of the peers by {above_distance|not compared} interquartile ranges"
clears         = "The schedule of automatic bank runs, the bank's value dates, an order for work at the end of the year, or the calendar of the region."

[remedies]
"no calendar of business days" = "payments.paid_date"
"fewer than 30 dated payments" = "more cases"
"fewer than 20 peers" = "more cases"
"peers do not differ" = "more cases"
*/
SELECT
    payer_id AS subject_id,
    CAST(NULL AS VARCHAR) AS project_id,
    CAST(off_count AS DOUBLE) / NULLIF(calendar_count, 0) AS value,
    CASE
        WHEN dated_count > 0 AND calendar_count = 0 THEN 'no calendar of business days'
        WHEN calendar_count < 30 THEN 'fewer than 30 dated payments'
    END AS skip_reason,
    payer_id AS party_id,
    off_count,
    calendar_count,
    paid_off_count,
    approved_off_count,
    approved_count,
    approved_off_by_requester_count,
    -- One such approval is enough, whatever others do.
    approved_off_by_requester_count > 0 AS stands_alone,
    CAST(off_count AS DOUBLE) / NULLIF(calendar_count, 0) AS compared,
    last_paid_date AS peer_date,
    'payers of ' || only_tier AS peer_group_1,
    'all payers' AS peer_group_2
FROM payer_profiles
