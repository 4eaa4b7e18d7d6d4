/* model
title  = "Indicator fields: which field of the border would answer each reason for not judging"
grain  = ["code", "skip_reason"]
limits = "remedy is field (it is missing or empty), later publication (what is there is too old) or more cases (nothing is missing, there are too few). A reason of an indicator that is not listed fails a test."
*/
SELECT
    remedies.code,
    remedies.skip_reason,
    remedies.remedy,
    remedies.table_name,
    remedies.column_name
FROM (
    VALUES
    ('C1', 'no value at signature', 'field', 'contracts', 'original_amount'),
    ('C1', 'no current value', 'field', 'contracts', 'contract_amount'),
    (
        'C1',
        'one publication only, so no earlier value to compare',
        'field',
        'contracts',
        'original_amount'
    ),
    ('C2', 'no first budget', 'field', 'project_costs', 'budget_amount'),
    ('C2', 'first budget is zero or below', 'field', 'project_costs', 'budget_amount'),
    (
        'C2',
        'no forecast, contract value or later budget',
        'field',
        'project_costs',
        'forecast_amount'
    ),
    ('C2', 'outturn is zero or below', 'field', 'project_costs', 'forecast_amount'),
    (
        'C2',
        'contracts so far stay within the budget, and there is no forecast',
        'field',
        'project_costs',
        'forecast_amount'
    ),
    ('C5', 'no value at signature', 'field', 'contracts', 'original_amount'),
    ('C5', 'no amendments supplied', 'field', 'contract_amendments', 'amount_change'),
    (
        'C5',
        'an amendment says neither amount nor time',
        'field',
        'contract_amendments',
        'amount_change'
    ),
    (
        'P1',
        'no due date: no legal clock, no agreed term, no stated date',
        'field',
        'invoices',
        'due_date'
    ),
    (
        'P1',
        'the date that starts the legal clock is missing',
        'field',
        'invoices',
        'received_date'
    ),
    ('P1', 'paid in full on a day that is not known', 'field', 'payments', 'paid_date'),
    ('P2', 'no payments supplied', 'field', 'payments', 'paid_amount'),
    ('P2', 'payment file too old', 'later publication', 'payments', 'paid_date'),
    (
        'P2',
        'no due date: no legal clock, no agreed term, no stated date',
        'field',
        'invoices',
        'due_date'
    ),
    (
        'P2',
        'the date that starts the legal clock is missing',
        'field',
        'invoices',
        'received_date'
    ),
    ('P2', 'a payment''s amount is not known', 'field', 'payments', 'paid_amount'),
    ('P3', 'no payments of this tier supplied', 'field', 'payments', 'tier'),
    ('P3', 'payment file too old', 'later publication', 'payments', 'paid_date'),
    (
        'P3',
        'no due date: no legal clock, no agreed term, no stated date',
        'field',
        'invoices',
        'due_date'
    ),
    ('P3', 'no date that could start a legal clock', 'field', 'invoices', 'received_date'),
    ('P3', 'paid in full on a day that is not known', 'field', 'payments', 'paid_date'),
    ('P3', 'a payment''s amount is not known', 'field', 'payments', 'paid_amount'),
    ('P6', 'no payments supplied', 'field', 'payments', 'paid_amount'),
    ('P6', 'no verified progress report', 'field', 'progress_reports', 'is_verified'),
    (
        'P6',
        'progress report too old',
        'later publication',
        'progress_reports',
        'period_end_date'
    ),
    ('P6', 'payment file older than the report', 'later publication', 'payments', 'paid_date'),
    ('P6', 'a payment has no date', 'field', 'payments', 'paid_date'),
    ('P6', 'no contract value', 'field', 'contracts', 'contract_amount'),
    ('P7', 'no payments supplied', 'field', 'payments', 'paid_amount'),
    ('P7', 'a payment''s amount is not known', 'field', 'payments', 'paid_amount'),
    ('P7', 'no contract value', 'field', 'contracts', 'contract_amount'),
    ('P10', 'amount not known', 'field', 'payments', 'paid_amount'),
    ('P10', 'payee not known', 'field', 'payments', 'payee_id'),
    ('P10', 'neither invoice number nor date', 'field', 'payments', 'invoice_number'),
    ('S1', 'no planned end', 'field', 'projects', 'planned_end_date'),
    ('S1', 'no start date', 'field', 'projects', 'planned_start_date'),
    ('S1', 'finished, but no end date', 'field', 'projects', 'actual_end_date'),
    ('S1', 'not known whether finished', 'field', 'projects', 'status'),
    ('S1', 'not due yet, and no forecast', 'field', 'projects', 'forecast_end_date'),
    (
        'S1',
        'first plan and forecast are one statement',
        'field',
        'project_schedules',
        'completion_date'
    ),
    ('S2', 'no milestones supplied', 'field', 'milestones', 'baseline_date'),
    ('S2', 'no actual dates supplied', 'field', 'milestones', 'actual_date'),
    ('S2', 'fewer than three milestones due', 'more cases', NULL, NULL),
    ('S4', 'no progress reports', 'field', 'progress_reports', 'physical_share'),
    (
        'S4',
        'one progress report only',
        'later publication',
        'progress_reports',
        'physical_share'
    ),
    ('S5', 'no schedule or budget supplied', 'field', 'project_schedules', 'completion_date'),
    ('S5', 'only one version kept', 'field', 'project_schedules', 'schedule_date'),
    ('A1', 'no population', 'field', 'neighbourhoods', 'population'),
    ('A1', 'population under 1,000', 'more cases', NULL, NULL),
    ('A1', 'no payments supplied', 'field', 'payments', 'paid_amount'),
    ('A1', 'no projects placed here', 'more cases', NULL, NULL),
    ('A2', 'fewer than five projects could be judged', 'more cases', NULL, NULL),
    ('A2', 'too few areas or events to judge', 'more cases', NULL, NULL),
    ('Q5', 'no core check applies', 'more cases', NULL, NULL)
) AS remedies (code, skip_reason, remedy, table_name, column_name)
