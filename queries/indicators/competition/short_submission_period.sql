/* indicator
code           = "B3"
title          = "Short time to bid"
condition      = "Bidders had {watch} day or more less than the period for the procedure; high where that period is the law's."
subject        = "tender"
unit           = "days"
flag           = { when = "at_least", watch = 1 }
also           = [{ column = "legal_shortfall_days", when = "at_least", high = 1 }]
params         = { usual_submission_days = 15 }
formula        = "period for the method (the law's, else the usual one) - whole days from the start of submission to the deadline"
why            = "Who knew beforehand needs no time; who did not cannot bid. Single bids are more frequent after short notices."
innocent       = ["a tender repeated after the first one failed", "urgency that was declared", "a prior notice that shortens the period by law", "minor works"]
skips          = { insufficient = ["procedure not known", "start or deadline not known"], contradictory = ["deadline before start"] }
source         = "Periods: the jurisdiction's rules; EU open procedure 35 days, restricted 30: Directive 2014/24/EU art. 27 and 28. Without a rule 15 whole days: default of Cardinal's R003."
verification   = "V"
evidence_class = "R"
cluster        = "k13"
core           = true
needs          = ["tenders"]
maps           = { ocp = ["R003", "R014"], cardinal = ["R003"], opentender = ["INTEGRITY_ADVERTISEMENT_PERIOD"] }
limits         = "The start of submission is the day stated, else the day of the notice, which counts as one stand-in. Out of scope: direct awards, call-offs from a framework, and tenders called off. The law's shorter periods after a prior notice or for urgency are not known to the file, so such a tender is flagged and its reason has to be read."
sentence       = "Bids could be handed in from {start_date} to {deadline_date}, for {submission_days}, where the period for the procedure ({procurement_method}) is {required_days} ({citation|house default})."
worked         = "{required_days} - {submission_days} = {value} short"
clears         = "A prior notice or a declared urgency that shortens the period by law, an extended deadline that is missing from the file, or the day on which the notice came out first."

[remedies]
"procedure not known" = "tenders.procurement_method"
"start or deadline not known" = "tenders.submission_deadline"
*/
WITH

in_scope AS (
    SELECT
        *,
        COALESCE(submission_start_date, notice_published_date) AS start_date,
        CAST(submission_deadline AS DATE) AS deadline_date
    FROM tenders
    WHERE
        COALESCE(procurement_method, 'open') <> 'direct'
        AND NOT COALESCE(is_framework, FALSE)
        AND COALESCE(status, 'active') NOT IN ('cancelled', 'unsuccessful', 'withdrawn', 'planned')
),

-- The rule for this method goes before the one for all; of two in force the newer.
periods AS (
    SELECT
        in_scope.tender_id,
        jurisdiction_rules.number,
        jurisdiction_rules.citation
    FROM in_scope
    INNER JOIN jurisdiction_rules
        ON
            jurisdiction_rules.rule_name = 'submission_period_days'
            AND COALESCE(jurisdiction_rules.applies_to, in_scope.procurement_method)
            = in_scope.procurement_method
            AND COALESCE(jurisdiction_rules.valid_from_date, DATE '0001-01-01')
            <= in_scope.start_date
            AND COALESCE(jurisdiction_rules.valid_to_date, DATE '9999-12-31')
            >= in_scope.start_date
    QUALIFY
        ROW_NUMBER() OVER (
            PARTITION BY in_scope.tender_id
            ORDER BY
                CASE WHEN jurisdiction_rules.applies_to IS NULL THEN 1 ELSE 0 END,
                COALESCE(jurisdiction_rules.valid_from_date, DATE '0001-01-01') DESC,
                jurisdiction_rules.number
        ) = 1
),

measured AS (
    SELECT
        in_scope.*,
        DATE_DIFF('day', in_scope.start_date, in_scope.deadline_date) AS submission_days,
        COALESCE(periods.number, $usual_submission_days) AS required_days,
        periods.number AS legal_days,
        periods.citation
    FROM in_scope
    LEFT JOIN periods ON in_scope.tender_id = periods.tender_id
),

decided AS (
    SELECT
        tender_lots.tender_id,
        CASE
            WHEN COUNT(DISTINCT tender_lots.project_id) = 1 THEN MIN(tender_lots.project_id)
        END AS project_id,
        MAX(COALESCE(lot_bid_statistics.bidder_count, tender_lots.tenderer_count))
            AS most_bidder_count
    FROM tender_lots
    LEFT JOIN lot_bid_statistics ON tender_lots.lot_id = lot_bid_statistics.lot_id
    GROUP BY tender_lots.tender_id
)

SELECT
    measured.tender_id AS subject_id,
    COALESCE(measured.project_id, decided.project_id) AS project_id,
    CAST(measured.required_days - measured.submission_days AS DOUBLE) AS value,
    CASE
        WHEN measured.start_date IS NULL OR measured.deadline_date IS NULL
            THEN 'start or deadline not known'
        WHEN measured.deadline_date < measured.start_date THEN 'deadline before start'
        WHEN measured.procurement_method IN ('open', 'selective', 'limited') THEN NULL
        ELSE 'procedure not known'
    END AS skip_reason,
    CAST(measured.legal_days - measured.submission_days AS DOUBLE) AS legal_shortfall_days,
    measured.tender_id,
    measured.buyer_id,
    measured.procurement_method,
    measured.start_date,
    measured.deadline_date,
    measured.submission_days,
    CAST(measured.required_days AS DOUBLE) AS required_days,
    measured.citation,
    CASE WHEN measured.submission_start_date IS NULL THEN 1 ELSE 0 END
    + CASE WHEN measured.legal_days IS NULL THEN 1 ELSE 0 END AS fallback_count,
    decided.most_bidder_count
FROM measured
LEFT JOIN decided ON measured.tender_id = decided.tender_id
