/* indicator
code           = "C7"
title          = "Cost performance of work"
condition      = "The work done so far is worth {watch} or less of what it cost."
subject        = "project"
unit           = "index"
flag           = { when = "at_most", watch = 0.95, high = 0.90 }
formula        = "earned value / actual cost at the latest report; earned value: stated, else physical progress x contract value; actual cost: stated, else what the client has certified less unrecovered advance and materials on site"
why            = "Work that costs more than it is worth shows an overrun before the contract sum moves."
innocent       = ["materials delivered ahead of their use", "advance not yet recovered, where a report does not say how much", "approved scope not yet in the contract value", "cautious measurement of progress"]
skips          = { insufficient = ["no progress reports", "latest report too old", "no contract value", "no actual cost", "progress worked out from payments", "less than 20 % built"], contradictory = ["currencies differ"] }
params         = { report_max_days = 60, earliest_share = 0.20 }
source         = "Cost performance index of earned value management (EIA-748, PMI); limits are conventions of the trade, themselves raised here. Judged from 20 % on: in 155 contracts of the US Department of Defense the index was stable from there in 86 % of cases; how general that is, is disputed."
verification   = "D"
evidence_class = "R"
cluster        = "k04"
core           = false
needs          = ["projects", "progress_reports"]
limits         = "Works under way only. Where several contracts report for themselves, their values and costs are added up. Certified cost is what the works cost the client, not the contractor. Where progress was worked out from payments the ratio is one by itself and nothing is judged. cost_performance is shown below 20 % too."
maps           = { oc4ids = ["metrics physicalProgress", "metrics financialProgress"], arachne = ["performance"] }
sentence       = "By {report_date} work worth {earned_amount} had been done at a cost of {actual_cost_amount}."
worked         = "{earned_amount} ({earned_basis|basis not stated}) / {actual_cost_amount} ({actual_cost_basis|basis not stated}) = {value}"
clears         = "Proof of materials delivered ahead or of an advance not yet recovered, scope approved but not yet in the contract value, or a new measurement of the works."

[remedies]
"no progress reports" = "progress_reports.physical_share"
"latest report too old" = "later progress_reports.period_end_date"
"no contract value" = "contracts.contract_amount"
"no actual cost" = "progress_reports.actual_cost_amount"
"progress worked out from payments" = "progress_reports.physical_share"
"less than 20 % built" = "later progress_reports.physical_share"
*/
SELECT
    projects.project_id AS subject_id,
    projects.project_id,
    earned.earned_amount / NULLIF(earned.actual_cost_amount, 0) AS value,
    CASE
        WHEN earned.project_id IS NULL THEN 'no progress reports'
        WHEN
            DATE_DIFF('day', earned.report_date, CAST($as_of AS DATE)) > $report_max_days
            THEN 'latest report too old'
        WHEN earned.earned_share < $earliest_share THEN 'less than 20 % built'
        WHEN earned.has_mixed_currencies THEN 'currencies differ'
        WHEN earned.budget_amount IS NULL OR earned.earned_amount IS NULL
            THEN 'no contract value'
        WHEN earned.actual_cost_amount IS NULL OR earned.actual_cost_amount <= 0
            THEN 'no actual cost'
        WHEN earned.is_circular THEN 'progress worked out from payments'
    END AS skip_reason,
    earned.earned_amount / NULLIF(earned.actual_cost_amount, 0) AS cost_performance,
    earned.contract_id,
    earned.report_id,
    earned.report_date,
    earned.series_count,
    earned.earned_share,
    earned.budget_amount,
    earned.budget_basis,
    earned.earned_amount,
    earned.earned_basis,
    earned.actual_cost_amount,
    earned.actual_cost_basis,
    earned.earned_amount - earned.actual_cost_amount AS cost_variance_amount,
    CASE
        WHEN earned.actual_cost_amount > earned.earned_amount
            THEN earned.actual_cost_amount - earned.earned_amount
    END AS exposure_amount,
    earned.currency,
    CASE WHEN earned.actual_cost_basis = 'certified claims' THEN 1 ELSE 0 END AS fallback_count
FROM projects
LEFT JOIN project_earned_values AS earned ON projects.project_id = earned.project_id
WHERE
    (
        projects.status = 'implementation'
        OR (projects.status IS NULL AND earned.project_id IS NOT NULL)
    )
    AND (earned.earned_share < 1 OR earned.earned_share IS NULL)
