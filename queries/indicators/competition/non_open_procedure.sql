/* indicator
code           = "B2"
title          = "Not openly tendered"
condition      = "The procedure was limited or direct ({watch}); high where no reason is given although the source gives reasons, or where a direct award reaches its ceiling."
subject        = "tender"
unit           = "count"
flag           = { when = "at_least", watch = 1 }
also           = [
    { column = "unreasoned", when = "at_least", high = 1 },
    { column = "ceiling_share", when = "at_least", high = 1 },
]
formula        = "1 for a limited or direct procedure, 0 for an open or selective one; estimate, else award, divided by the ceiling for direct awards"
why            = "Whoever chooses whom to ask can choose who wins."
innocent       = ["emergency works", "one firm owns the network or the right", "bodies of the same authority", "a first tender drew no bids", "small amounts for which the law asks no call"]
skips          = { insufficient = ["procedure not known"] }
source         = "OCP 2024 R010; norms for a buyer's share without a call, 0.05 and 0.10: EU Single Market Scoreboard 2015; the ceiling is that of the jurisdiction."
verification   = "V2"
evidence_class = "R"
cluster        = "k13"
core           = true
needs          = ["tenders"]
maps           = { ocp = ["R010", "R012", "R013", "R049"], opentender = ["INTEGRITY_PROCEDURE_TYPE", "INTEGRITY_CALL_FOR_TENDER_PUBLICATION"], sasu = ["sas24-3-11"], krai = ["KRAI9", "KRAI10", "KRAI13", "KRAI20", "KRAI26"] }
limits         = "Out of scope: tenders called off, and call-offs from a framework, whose competition lies with the framework. A missing reason counts only where the same source gives reasons for other procedures. Without a ceiling in the jurisdiction's rules, or in another currency, only method and reason are judged. The buyer's share of such procedures in the same year is shown by number and by value and not judged."
sentence       = "The procedure was {procurement_method}; reason on record: {procurement_method_rationale|none}."
worked         = "procedure {procurement_method} = {value}; estimate {estimate_amount|not known}, else award {award_amount|not known}, / ceiling for direct awards {ceiling_amount|not known} = {ceiling_share|not compared}"
clears         = "The decision that names the legal ground, such as an emergency, an exclusive right or a first call without bids."

[remedies]
"procedure not known" = "tenders.procurement_method"
*/
WITH

in_scope AS (
    SELECT
        tenders.*,
        source_files.source,
        tenders.procurement_method IN ('limited', 'direct') AS is_non_open,
        COALESCE(
            tenders.notice_published_date,
            tenders.submission_start_date,
            CAST(tenders.submission_deadline AS DATE)
        ) AS tender_date
    FROM tenders
    INNER JOIN source_files ON tenders.source_file_id = source_files.source_file_id
    WHERE
        NOT COALESCE(tenders.is_framework, FALSE)
        AND COALESCE(tenders.status, 'active') NOT IN (
            'cancelled', 'unsuccessful', 'withdrawn', 'planned'
        )
),

reasoning AS (
    SELECT DISTINCT source
    FROM in_scope
    WHERE procurement_method_rationale IS NOT NULL
),

decided AS (
    SELECT
        tender_lots.tender_id,
        MIN(tender_lots.project_id) AS project_id,
        COUNT(DISTINCT tender_lots.project_id) AS project_count,
        MIN(lot_awards.award_date) AS award_date,
        CASE WHEN COUNT(lot_awards.award_amount) = COUNT(*) THEN SUM(lot_awards.award_amount) END
            AS award_amount,
        CASE WHEN COUNT(*) = 1 THEN MIN(lot_awards.party_id) END AS party_id,
        CASE WHEN COUNT(*) = 1 THEN MIN(tender_lots.contract_id) END AS contract_id
    FROM tender_lots
    LEFT JOIN lot_awards ON tender_lots.lot_id = lot_awards.lot_id
    GROUP BY tender_lots.tender_id
),

-- The rule for this category goes before the one for all; of two in force the newer.
ceilings AS (
    SELECT
        in_scope.tender_id,
        jurisdiction_rules.number,
        jurisdiction_rules.currency,
        jurisdiction_rules.citation
    FROM in_scope
    LEFT JOIN decided ON in_scope.tender_id = decided.tender_id
    INNER JOIN jurisdiction_rules
        ON
            jurisdiction_rules.rule_name = 'direct_award_limit'
            AND COALESCE(jurisdiction_rules.applies_to, in_scope.category, '')
            = COALESCE(in_scope.category, '')
            AND COALESCE(jurisdiction_rules.currency, in_scope.currency) = in_scope.currency
            AND COALESCE(jurisdiction_rules.valid_from_date, DATE '0001-01-01')
            <= COALESCE(in_scope.tender_date, decided.award_date, $as_of)
            AND COALESCE(jurisdiction_rules.valid_to_date, DATE '9999-12-31')
            >= COALESCE(in_scope.tender_date, decided.award_date, $as_of)
    WHERE in_scope.procurement_method = 'direct'
    QUALIFY
        ROW_NUMBER() OVER (
            PARTITION BY in_scope.tender_id
            ORDER BY
                CASE WHEN jurisdiction_rules.applies_to IS NULL THEN 1 ELSE 0 END,
                COALESCE(jurisdiction_rules.valid_from_date, DATE '0001-01-01') DESC,
                jurisdiction_rules.number
        ) = 1
)

SELECT
    in_scope.tender_id AS subject_id,
    COALESCE(in_scope.project_id, CASE WHEN decided.project_count = 1 THEN decided.project_id END)
        AS project_id,
    CAST(CASE WHEN in_scope.is_non_open THEN 1 ELSE 0 END AS DOUBLE) AS value,
    CASE
        WHEN in_scope.procurement_method IN ('open', 'selective', 'limited', 'direct') THEN NULL
        ELSE 'procedure not known'
    END AS skip_reason,
    CAST(
        CASE
            WHEN
                in_scope.is_non_open
                AND in_scope.procurement_method_rationale IS NULL
                AND reasoning.source IS NOT NULL
                THEN 1
        END AS DOUBLE
    ) AS unreasoned,
    CAST(
        COALESCE(in_scope.estimate_amount, decided.award_amount)
        / NULLIF(ceilings.number, 0) AS DOUBLE
    ) AS ceiling_share,
    in_scope.tender_id,
    decided.contract_id,
    decided.party_id,
    in_scope.buyer_id,
    in_scope.procurement_method,
    in_scope.procurement_method_details,
    in_scope.procurement_method_rationale,
    in_scope.estimate_amount,
    decided.award_amount,
    ceilings.number AS ceiling_amount,
    ceilings.citation AS ceiling_citation,
    in_scope.currency,
    in_scope.tender_date,
    CASE
        WHEN in_scope.estimate_amount IS NULL AND ceilings.number IS NOT NULL THEN 1 ELSE 0
    END AS fallback_count,
    buyer_competition.tender_count AS buyer_tender_count,
    buyer_competition.non_open_count AS buyer_non_open_count,
    buyer_competition.non_open_share AS buyer_non_open_share,
    buyer_competition.non_open_value_share AS buyer_non_open_value_share
FROM in_scope
LEFT JOIN reasoning ON in_scope.source = reasoning.source
LEFT JOIN decided ON in_scope.tender_id = decided.tender_id
LEFT JOIN ceilings ON in_scope.tender_id = ceilings.tender_id
LEFT JOIN buyer_competition
    ON
        in_scope.buyer_id = buyer_competition.buyer_id
        AND buyer_competition.tender_year = EXTRACT(YEAR FROM in_scope.tender_date)
