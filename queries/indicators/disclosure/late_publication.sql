/* indicator
code           = "Q4"
title          = "Published late"
condition      = "An award, contract, amendment or document was published later than the law allows (high); without a law, more than 30 days after its day (watch); or a contract after its works or payments had begun (high)."
subject        = "publication"
unit           = "days"
flag           = { when = "at_least" }
also           = [
  { column = "days_beyond_law", when = "at_least", high = 1 },
  { column = "days_beyond_default", when = "at_least", watch = 1 },
  { column = "days_begun_before", when = "at_least", high = 1 },
]
formula        = "days from the day of the award, signature, amendment or document to the day on which it was published"
why            = "What is published after the fact can be read, but no longer objected to."
innocent       = ["records moved to a new portal, which gave them all one day", "published elsewhere in time", "urgent works that the law lets begin at once", "day of a scan instead of the document's own"]
skips          = { insufficient = ["never published, or the day is not known", "the day of the event is not known", "published in bulk on one day"], contradictory = ["published before it happened"] }
source         = "The period is the jurisdiction's own (publication_days of its pack, with citation), 30 days where it has none: house default. Contracts published after they began: as counted by IMCO, a research institute in Mexico (2024, second hand). More than half of twenty rows on one day taken for a transfer: house default."
verification   = "V2"
evidence_class = "R"
cluster        = "k24"
core           = false
needs          = ["contracts"]
stored         = "findings"
limits         = "What was never published is the matter of disclosure completeness. Notices of tenders come before the event; short submission periods judge them. Progress reports that come late are judged by the integrity of reports. The start of works is the contract's, the first payment the client's."
maps           = { ocp = ["R063", "R005"], krai = ["KRAI18"], oc4ids = ["documents/datePublished", "tender/datePublished"] }
params         = { publication_default_days = 30 }
sentence       = "The {kind} of {event_date} was published on {notice_published_date}, {value} later; term by law: {allowed_days|none known}."
worked         = "days from {event_date} to {notice_published_date} = {value}; days beyond the law: {days_beyond_law:number|not compared}; days beyond the default: {days_beyond_default:number|not compared}; days from the start of works or payments to publication: {days_begun_before:number|not compared}"
clears         = "An earlier publication elsewhere, a day of migration to a new portal, or a law that lets urgent works begin at once."

[remedies]
"never published, or the day is not known" = "contracts.notice_published_date"
"the day of the event is not known" = "contracts.signed_date"
"published in bulk on one day" = "documents.notice_published_date"
*/
WITH

begun AS (
    SELECT
        contracts.contract_id,
        contracts.start_date,
        MIN(payments.paid_date) AS first_paid_date
    FROM contracts
    LEFT JOIN payments
        ON
            contracts.contract_id = payments.contract_id
            AND payments.tier = 'client_prime'
            AND payments.paid_amount > 0
    WHERE contracts.notice_published_date IS NOT NULL
    GROUP BY contracts.contract_id, contracts.start_date
)

SELECT
    publication_delays.publication_id AS subject_id,
    publication_delays.project_id,
    CAST(publication_delays.lag_days AS DOUBLE) AS value,
    CASE
        WHEN publication_delays.notice_published_date IS NULL
            THEN 'never published, or the day is not known'
        WHEN publication_delays.event_date IS NULL THEN 'the day of the event is not known'
        WHEN publication_delays.lag_days < 0 THEN 'published before it happened'
        WHEN publication_delays.is_bulk THEN 'published in bulk on one day'
    END AS skip_reason,
    publication_delays.contract_id,
    publication_delays.tender_id,
    publication_delays.buyer_id,
    publication_delays.kind,
    publication_delays.event_date,
    publication_delays.notice_published_date,
    publication_delays.allowed_days,
    publication_delays.citation,
    CAST(publication_delays.lag_days - publication_delays.allowed_days AS DOUBLE)
        AS days_beyond_law,
    CASE
        WHEN publication_delays.allowed_days IS NULL
            THEN CAST(publication_delays.lag_days - $publication_default_days AS DOUBLE)
    END AS days_beyond_default,
    CASE
        WHEN publication_delays.kind = 'contract'
            THEN CAST(
                DATE_DIFF(
                    'day',
                    LEAST(begun.start_date, begun.first_paid_date),
                    publication_delays.notice_published_date
                ) AS DOUBLE
            )
    END AS days_begun_before,
    begun.start_date,
    begun.first_paid_date,
    CASE WHEN publication_delays.allowed_days IS NULL THEN 1 ELSE 0 END AS fallback_count,
    publication_delays.source
FROM publication_delays
LEFT JOIN begun
    ON
        publication_delays.kind = 'contract'
        AND publication_delays.contract_id = begun.contract_id
