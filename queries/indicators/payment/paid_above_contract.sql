/* indicator
code           = "P7"
title          = "Paid above contract value"
condition      = "The client has paid {high} or more above the current value of the contract; critical from {critical}."
subject        = "contract"
unit           = "ratio"
flag           = { when = "at_least", high = 0.005, critical = 0.05 }
formula        = "client payments without interest / current amount - 1"
why            = "More cannot be paid than was agreed, unless an amendment is missing from the file."
innocent       = ["payments with tax against a value without", "price adjustment paid before its amendment is registered", "exchange rates", "payments of another contract booked on this one"]
skips          = { insufficient = ["no payments supplied", "a payment's amount is not known", "no contract value"], contradictory = ["currencies differ"] }
source         = "High: arithmetic, with a tolerance of half a percent. Critical: house default."
verification   = "D"
evidence_class = "R"
cluster        = "k11"
core           = true
needs          = ["contracts", "payments"]
limits         = "Payments without a date count, because it is the sum that matters. Subcontracts are not compared. Nothing tells whether payments and value both are without tax."

[remedies]
"no payments supplied" = "payments.paid_amount"
"a payment's amount is not known" = "payments.paid_amount"
"no contract value" = "contracts.contract_amount"
*/
WITH

summed AS (
    SELECT
        contracts.contract_id,
        COUNT(payments.payment_id) AS payment_count,
        COUNT(payments.payment_id) - COUNT(payments.paid_amount) AS unknown_amount_count,
        COUNT(CASE WHEN payments.currency <> contracts.currency THEN payments.payment_id END)
            AS other_currency_count,
        COALESCE(SUM(payments.paid_amount), 0) AS paid_amount,
        COUNT(CASE WHEN payments.paid_date IS NULL THEN payments.payment_id END)
            AS undated_count,
        MAX(payments.paid_date) AS last_paid_date
    FROM contracts
    LEFT JOIN payments
        ON
            contracts.contract_id = payments.contract_id
            AND payments.tier = 'client_prime'
            AND COALESCE(payments.payment_type, '') <> 'interest'
    GROUP BY contracts.contract_id
)

SELECT
    contracts.contract_id AS subject_id,
    contracts.project_id,
    CAST(summed.paid_amount / NULLIF(contracts.current_amount, 0) - 1 AS DOUBLE) AS value,
    CASE
        WHEN payment_feeds.source IS NULL AND summed.payment_count = 0 THEN 'no payments supplied'
        WHEN COALESCE(contracts.current_amount, 0) <= 0 THEN 'no contract value'
        WHEN summed.other_currency_count > 0 THEN 'currencies differ'
        WHEN summed.unknown_amount_count > 0 THEN 'a payment''s amount is not known'
    END AS skip_reason,
    contracts.contract_id,
    summed.paid_amount,
    contracts.current_amount,
    summed.paid_amount - contracts.current_amount AS excess_amount,
    contracts.original_amount,
    summed.payment_count,
    summed.undated_count,
    summed.last_paid_date,
    contracts.currency,
    contracts.supplier_name
FROM contracts
INNER JOIN summed ON contracts.contract_id = summed.contract_id
INNER JOIN source_files ON contracts.source_file_id = source_files.source_file_id
LEFT JOIN payment_feeds
    ON
        payment_feeds.subject_kind = 'contract'
        AND payment_feeds.tier = 'client_prime'
        AND source_files.source = payment_feeds.source
-- A contract that was never signed, or was called off, matters here only if money went out on it.
WHERE
    COALESCE(contracts.status, 'active') NOT IN ('pending', 'cancelled')
    OR summed.payment_count > 0
