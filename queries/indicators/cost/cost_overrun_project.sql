/* indicator
code           = "C2"
title          = "Project cost overrun"
condition      = "What the project will have cost exceeds its first budget by {high} or more, or the latest approved one by 15 % or more."
subject        = "project"
unit           = "ratio"
flag           = { when = "at_least", high = 0.30, critical = 0.50 }
also           = [{ column = "value_against_latest", when = "at_least", high = 0.15, critical = 0.25 }]
formula        = "outturn / first budget - 1, and outturn / latest budget - 1. Outturn: the forecast, else the sum of the contracts, else (where a source keeps budget versions and no outturn) the latest budget."
why            = "Growth that is split over several contracts and direct costs shows only against the budget of the whole."
innocent       = ["scope added by decision", "rise of prices", "first budget was a placeholder", "works merged into this project"]
skips          = { insufficient = ["no first budget", "first budget is zero or below", "no forecast, contract value or later budget", "outturn is zero or below", "contracts so far stay within the budget, and there is no forecast"], contradictory = ["currencies differ"] }
source         = "Both pairs of thresholds are the tiers of the US Nunn-McCurdy law: 15 % and 25 % over the current baseline, 30 % and 50 % over the original one, which was added so that a new baseline cannot hide growth. The law speaks of unit costs of major programmes; applying the tiers to whole projects is the house's choice."
verification   = "V"
evidence_class = "R"
cluster        = "k01"
core           = true
needs          = ["projects", "project_budget_versions"]
limits         = "Nominal money. The sum of contracts is a lower bound while a project runs: it can raise a flag, never clear one. Where the latest budget stands in for the outturn, the growth is that of the approved budget. Where the budget was stated once only, the latest approved one is not known and nothing is compared with it. Cancelled projects are out of scope."
maps           = { arachne = ["performance"], oc4ids = ["budget/amount", "completion/finalValue"], cost = ["Project budget", "Project completion cost", "Reasons for project changes"] }
sentence       = "The project is put at {outturn_amount} ({outturn_source}), where its first budget was {first_budget_amount} and its latest approved one {latest_budget_amount|not stated apart}."
worked         = "{outturn_amount} / {first_budget_amount} - 1 = {value}; {outturn_amount} / {latest_budget_amount|no later budget} - 1 = {value_against_latest:share|not compared}"
clears         = "A decision that adds scope, an approved budget with its price level, or the first budget in a document that differs from the file."

[remedies]
"no first budget" = "project_costs.budget_amount"
"first budget is zero or below" = "project_costs.budget_amount"
"no forecast, contract value or later budget" = "project_costs.forecast_amount"
"outturn is zero or below" = "project_costs.forecast_amount"
"contracts so far stay within the budget, and there is no forecast" = "project_costs.forecast_amount"
*/
SELECT
    projects.project_id AS subject_id,
    projects.project_id,
    CAST(
        project_outturns.outturn_amount / NULLIF(project_outturns.first_budget_amount, 0) - 1
        AS DOUBLE
    ) AS value,
    CASE
        WHEN project_outturns.first_budget_amount IS NULL THEN 'no first budget'
        WHEN project_outturns.first_budget_amount <= 0 THEN 'first budget is zero or below'
        WHEN project_outturns.outturn_amount IS NULL
            THEN 'no forecast, contract value or later budget'
        WHEN project_outturns.has_mixed_currencies THEN 'currencies differ'
        WHEN project_outturns.outturn_amount <= 0 THEN 'outturn is zero or below'
        WHEN
            project_outturns.is_lower_bound
            AND project_outturns.outturn_amount <= project_outturns.first_budget_amount
            THEN 'contracts so far stay within the budget, and there is no forecast'
    END AS skip_reason,
    -- A budget cannot be measured against itself.
    CASE
        WHEN
            project_outturns.outturn_source <> 'latest approved budget'
            AND project_outturns.latest_budget_amount > 0
            THEN CAST(
                project_outturns.outturn_amount
                / NULLIF(project_outturns.latest_budget_amount, 0) - 1 AS DOUBLE
            )
    END AS value_against_latest,
    project_outturns.first_budget_amount,
    project_outturns.first_budget_date,
    project_outturns.latest_budget_amount,
    project_outturns.latest_budget_date,
    project_outturns.budget_version_count,
    project_outturns.outturn_amount,
    project_outturns.outturn_source,
    project_outturns.is_lower_bound,
    CASE
        WHEN project_outturns.outturn_amount > project_outturns.first_budget_amount
            THEN CAST(
                project_outturns.outturn_amount - project_outturns.first_budget_amount AS DOUBLE
            )
    END AS exposure_amount,
    project_outturns.compared_component_count,
    project_outturns.component_count,
    project_outturns.contract_count,
    project_outturns.currency
FROM projects
LEFT JOIN project_outturns ON projects.project_id = project_outturns.project_id
WHERE COALESCE(projects.status, 'unknown') <> 'cancelled'
