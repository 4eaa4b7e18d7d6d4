/* indicator
code           = "C1"
title          = "Contract price growth"
condition      = "The current or final contract value, price indexation taken out, exceeds the value at signature by {watch} or more."
subject        = "contract"
unit           = "ratio"
flag           = { when = "at_least", watch = 0.10, high = 0.15, critical = 0.50 }
formula        = "(final amount, else current amount, less amendments by the price index) / original amount - 1"
why            = "Competition sets the price once; what is added later nobody bid for."
innocent       = ["indexation paid without an amendment that says so", "scope ordered by the owner", "contract paid by measured quantity (out of scope where the source says so)", "change of tax"]
skips          = { insufficient = ["no value at signature", "no current value", "one publication only, so no earlier value to compare"], contradictory = ["currencies differ"] }
source         = "High: EU Directive 2014/24/EU art. 72(2) 15 % ceiling for works. Critical: art. 72(1) 50 % ceiling per modification. Watch: house default."
verification   = "V2"
evidence_class = "R"
cluster        = "k01"
core           = true
needs          = ["contracts"]
limits         = "Nominal money; real_growth_ratio is in prices of the year of signature, where the pack knows price indices. A contract paid by measured quantities has no fixed price to grow from and is out of scope: its amendments are judged by C5, its unit prices by C10. Where only publications can be compared, growth before the first of them is out of sight."
maps           = { ocp = ["R059", "R064", "R069"], opentender = ["INTEGRITY_COST_OVERRUN"], arachne = ["contract management"], oc4ids = ["contractingProcesses/summary/modifications", "contractingProcesses/summary/finalValue"], cost = ["Variation to contract price"] }
sentence       = "The contract was signed at {original_amount} and now stands at {latest_amount}: {value} more, indexation ({index_amount|none on record}) taken out."
worked         = "{latest_amount} - {original_amount} - indexation ({index_amount|none on record}) = {exposure_amount}; {exposure_amount} / {original_amount} = {value}"
clears         = "Amendments that say why the value changed, proof of indexation or of a change of tax, or the statement that the contract is paid by measured quantities."

[remedies]
"no value at signature" = "contracts.original_amount"
"no current value" = "contracts.contract_amount"
"one publication only, so no earlier value to compare" = "contracts.original_amount"
*/
WITH

indexed AS (
    SELECT
        contract_id,
        SUM(amount_change) AS index_amount
    FROM contract_amendments
    WHERE is_price_index
    GROUP BY contract_id
)

SELECT
    contracts.contract_id AS subject_id,
    contracts.project_id,
    CAST(
        (
            COALESCE(contracts.final_amount, contracts.current_amount)
            -- No amendment by the index means that nothing of the growth is known to be indexation.
            - COALESCE(indexed.index_amount, 0)
        ) / NULLIF(contracts.original_amount, 0) - 1 AS DOUBLE
    ) AS value,
    CASE
        WHEN contracts.original_amount IS NULL OR contracts.original_amount = 0
            THEN 'no value at signature'
        WHEN COALESCE(contracts.final_amount, contracts.current_amount) IS NULL
            THEN 'no current value'
        WHEN
            contracts.original_amount_basis = 'first seen'
            AND contracts.final_amount IS NULL
            AND contracts.amount_publication_count < 2
            THEN 'one publication only, so no earlier value to compare'
        WHEN contracts.currency <> projects.currency THEN 'currencies differ'
    END AS skip_reason,
    contracts.contract_id,
    contracts.original_amount,
    contracts.original_amount_basis,
    contracts.current_amount,
    contracts.final_amount,
    COALESCE(contracts.final_amount, contracts.current_amount) AS latest_amount,
    indexed.index_amount,
    CAST(
        COALESCE(contracts.final_amount, contracts.current_amount)
        / NULLIF(contracts.original_amount, 0) - 1 AS DOUBLE
    ) AS growth_with_indexation_ratio,
    CAST(
        COALESCE(contracts.final_amount, contracts.current_amount)
        / NULLIF(contracts.original_amount, 0) AS DOUBLE
    ) * signed_years.price_index / NULLIF(current_years.price_index, 0) - 1 AS real_growth_ratio,
    CASE
        WHEN
            COALESCE(contracts.final_amount, contracts.current_amount)
            - COALESCE(indexed.index_amount, 0) > contracts.original_amount
            THEN CAST(
                COALESCE(contracts.final_amount, contracts.current_amount)
                - COALESCE(indexed.index_amount, 0) - contracts.original_amount AS DOUBLE
            )
    END AS exposure_amount,
    -- What was first seen stands in for what was signed.
    CASE WHEN contracts.original_amount_basis = 'first seen' THEN 1 ELSE 0 END AS fallback_count,
    contracts.currency,
    contracts.signed_date,
    contracts.supplier_name
FROM contracts
LEFT JOIN indexed ON contracts.contract_id = indexed.contract_id
LEFT JOIN projects ON contracts.project_id = projects.project_id
LEFT JOIN price_indices AS signed_years
    ON EXTRACT(YEAR FROM contracts.signed_date) = signed_years.index_year
LEFT JOIN price_indices AS current_years
    ON EXTRACT(YEAR FROM CAST($as_of AS DATE)) = current_years.index_year
WHERE
    COALESCE(contracts.status, 'active') NOT IN ('pending', 'cancelled')
    AND NOT COALESCE(contracts.is_remeasured, FALSE)
