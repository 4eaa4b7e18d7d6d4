/* indicator
code           = "C4"
title          = "Contract against the award"
condition      = "The contracts signed on an award add up to {high} or more above it; critical where they differ from it by a tenth or more, either way."
subject        = "award"
unit           = "ratio"
flag           = { when = "at_least", high = 0.005, critical = 0.10 }
also           = [{ column = "shortfall_ratio", when = "at_most", critical = -0.10 }]
formula        = "sum of the original amounts of the contracts on the award / award amount - 1"
why            = "Bidders competed for the price that was awarded. If another one was signed, it is the price of no competition."
innocent       = ["value added tax in one of the two", "provisional sums", "award accepted in part", "options over several years"]
skips          = { insufficient = ["no award amount", "no value at signature", "contract names no award"], contradictory = ["currencies differ", "contracts with and without tax"] }
source         = "Any excess of the contracts over the awards raises indicator 17 of the Chamber of Accounts of Kyrgyzstan. The tolerance of 0.5 % and the limit of 10 % are house defaults."
verification   = "V"
evidence_class = "R"
cluster        = "k02"
core           = false
needs          = ["awards", "contracts"]
limits         = "A contract belongs to the award it names; one that names its tender only, to that tender's award if there is no other. Awards on which nothing was signed are out of scope, as are cancelled ones. A shortfall counts only where no further contract is waiting for signature and no framework is being called off. Where the value at signature is the first one published, that one stands in, unless an amendment came before it."
maps           = { ocp = ["R059"], krai = ["KRAI17"], opentender = ["ADMINISTRATIVE_NOTICE_AND_AWARD_DISCREPANCIES"], arachne = ["contract management"] }
sentence       = "Contracts over {signed_amount} were signed on an award of {award_amount}: a difference of {value}."
worked         = "{signed_amount} / {award_amount} - 1 = {value}"
clears         = "The award decision with options, provisional sums or tax spelt out, a part of the award that was not taken up, or a contract that is missing from the file."

[remedies]
"no award amount" = "awards.award_amount"
"no value at signature" = "contracts.original_amount"
"contract names no award" = "contracts.award_id"
*/
WITH

standing AS (
    SELECT
        awards.*,
        COUNT(*) OVER (PARTITION BY awards.tender_id) AS award_count
    FROM awards
    WHERE COALESCE(awards.status, 'active') NOT IN ('pending', 'cancelled', 'unsuccessful')
),

amended AS (
    SELECT
        contract_id,
        MIN(amendment_date) AS first_amendment_date
    FROM contract_amendments
    GROUP BY contract_id
),

-- One award for a contract, or every award of its tender where it cannot be told which.
paired AS (
    SELECT
        standing.award_id,
        contracts.contract_id,
        FALSE AS is_by_tender,
        FALSE AS is_unclear
    FROM contracts
    INNER JOIN standing ON contracts.award_id = standing.award_id
    UNION ALL
    SELECT
        standing.award_id,
        contracts.contract_id,
        TRUE AS is_by_tender,
        standing.award_count > 1 AS is_unclear
    FROM contracts
    INNER JOIN standing ON contracts.tender_id = standing.tender_id
    WHERE contracts.award_id IS NULL
),

linked AS (
    SELECT
        paired.award_id,
        contracts.contract_id,
        paired.is_by_tender,
        paired.is_unclear,
        COALESCE(contracts.status, 'active') = 'pending'
        OR COALESCE(contracts.signed_date > $as_of, FALSE) AS is_waiting,
        -- A value first seen after an amendment already contains it.
        CASE
            WHEN
                contracts.original_amount > 0
                AND NOT COALESCE(
                    contracts.original_amount_basis = 'first seen'
                    AND amended.first_amendment_date <= contracts.first_seen_date,
                    FALSE
                )
                THEN contracts.original_amount
        END AS original_amount,
        COALESCE(contracts.original_amount_basis = 'first seen', FALSE) AS is_first_seen,
        contracts.currency,
        contracts.is_tax_included,
        contracts.project_id,
        contracts.buyer_id,
        contracts.signed_date
    FROM paired
    INNER JOIN contracts ON paired.contract_id = contracts.contract_id
    LEFT JOIN amended ON paired.contract_id = amended.contract_id
    WHERE COALESCE(contracts.status, 'active') <> 'cancelled'
),

summed AS (
    SELECT
        award_id,
        COUNT(*) FILTER (WHERE NOT is_waiting) AS contract_count,
        COUNT(*) FILTER (WHERE is_waiting) AS waiting_count,
        COUNT(*) FILTER (WHERE NOT is_waiting AND original_amount IS NULL) AS unvalued_count,
        COUNT(*) FILTER (WHERE is_unclear) AS unclear_count,
        SUM(original_amount) FILTER (WHERE NOT is_waiting) AS signed_amount,
        MIN(currency) AS currency,
        COUNT(DISTINCT currency) AS currency_count,
        COUNT(DISTINCT is_tax_included) AS tax_count,
        MIN(contract_id) AS first_contract_id,
        MIN(project_id) AS project_id,
        MIN(buyer_id) AS buyer_id,
        MIN(signed_date) AS first_signed_date,
        MAX(CASE WHEN is_by_tender THEN 1 ELSE 0 END)
        + MAX(CASE WHEN is_first_seen THEN 1 ELSE 0 END) AS fallback_count
    FROM linked
    GROUP BY award_id
)

SELECT
    standing.award_id AS subject_id,
    COALESCE(summed.project_id, tenders.project_id) AS project_id,
    CAST(summed.signed_amount AS DOUBLE) / NULLIF(CAST(standing.award_amount AS DOUBLE), 0) - 1
        AS value,
    CASE
        WHEN summed.unclear_count > 0 THEN 'contract names no award'
        WHEN standing.award_amount IS NULL OR standing.award_amount <= 0 THEN 'no award amount'
        WHEN summed.unvalued_count > 0 THEN 'no value at signature'
        WHEN summed.currency_count > 1 OR summed.currency <> standing.currency
            THEN 'currencies differ'
        WHEN summed.tax_count > 1 THEN 'contracts with and without tax'
    END AS skip_reason,
    CASE
        WHEN summed.waiting_count = 0 AND NOT COALESCE(tenders.is_framework, FALSE)
            THEN
                CAST(summed.signed_amount AS DOUBLE)
                / NULLIF(CAST(standing.award_amount AS DOUBLE), 0) - 1
    END AS shortfall_ratio,
    standing.tender_id,
    CASE WHEN summed.contract_count = 1 THEN summed.first_contract_id END AS contract_id,
    summed.contract_count,
    summed.waiting_count,
    summed.signed_amount,
    standing.award_amount,
    CASE
        WHEN summed.signed_amount > standing.award_amount
            THEN summed.signed_amount - standing.award_amount
    END AS exposure_amount,
    standing.currency,
    standing.award_date,
    summed.first_signed_date,
    summed.buyer_id,
    summed.fallback_count
FROM standing
INNER JOIN summed ON standing.award_id = summed.award_id
LEFT JOIN tenders ON standing.tender_id = tenders.tender_id
WHERE summed.contract_count > 0
