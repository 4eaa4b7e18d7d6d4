/* view
title  = "Project invoices: each invoice of one project with its due date, settlement and days late"
grain  = ["invoice_id"]
limits = "Open ones first, the longest overdue on top. Days late run from the due date to full payment, for an open invoice to the last day its file speaks for, less days in dispute; without a due date there are none. Rejected and cancelled invoices and credit notes are 'left out'. Workers and other persons are not named."
*/
SELECT
    invoice_timelines.tier,
    invoice_timelines.invoice_number,
    CASE
        WHEN invoice_timelines.tier <> 'wage' AND COALESCE(parties.party_kind, '') <> 'person'
            THEN COALESCE(
                invoice_timelines.payee_name, parties.party_name, invoice_timelines.payee_id
            )
    END AS payee_name,
    invoice_timelines.tier = 'wage' OR COALESCE(parties.party_kind, '') = 'person'
        AS is_payee_withheld,
    COALESCE(invoice_states.state, 'left out') AS state,
    invoice_timelines.issued_date,
    invoice_timelines.received_date,
    invoice_timelines.due_date,
    invoice_timelines.due_basis,
    invoice_timelines.settled_date,
    COALESCE(invoice_states.late_days, invoice_states.overdue_days) AS late_days,
    invoice_states.days_to_pay,
    invoice_states.open_days,
    invoice_timelines.payable_amount,
    invoice_timelines.paid_amount,
    invoice_states.open_amount,
    invoice_timelines.waiting_desk,
    invoice_timelines.status,
    invoice_timelines.contract_id,
    invoice_timelines.invoice_id,
    invoice_timelines.source_file_id,
    invoice_timelines.source_line
FROM invoice_timelines
LEFT JOIN invoice_states
    ON
        invoice_timelines.invoice_id = invoice_states.invoice_id
        AND invoice_states.project_id = $project_id
LEFT JOIN parties ON invoice_timelines.payee_id = parties.party_id
WHERE invoice_timelines.project_id = $project_id
ORDER BY
    invoice_timelines.is_settled ASC,
    invoice_timelines.due_date ASC,
    invoice_timelines.issued_date ASC,
    invoice_timelines.invoice_id ASC
