/* view
title  = "Unpaid invoices: every invoice known not to be paid in full, with who waits for whom"
grain  = ["invoice_id"]
limits = "Workers and other persons are not named. The age runs from the invoice's date to the last day that its file speaks for. Invoices whose payments were not supplied are not here: nobody can say that they are unpaid."
*/
SELECT
    invoice_timelines.invoice_id,
    invoice_timelines.invoice_number,
    invoice_timelines.project_id,
    projects.project_name,
    invoice_timelines.tier,
    COALESCE(payers.party_name, invoice_timelines.payer_id, projects.agency) AS payer_name,
    CASE
        WHEN invoice_timelines.tier <> 'wage' AND COALESCE(payees.party_kind, '') <> 'person'
            THEN COALESCE(
                invoice_timelines.payee_name, payees.party_name, invoice_timelines.payee_id
            )
    END AS payee_name,
    invoice_timelines.tier = 'wage' OR COALESCE(payees.party_kind, '') = 'person'
        AS is_payee_withheld,
    invoice_timelines.waiting_desk,
    invoice_timelines.issued_date,
    invoice_timelines.due_date,
    invoice_states.open_days,
    CASE WHEN invoice_states.overdue_days > 0 THEN invoice_states.overdue_days END
        AS overdue_days,
    invoice_timelines.open_amount,
    invoice_timelines.currency,
    invoice_timelines.source_file_id,
    invoice_timelines.source_line
FROM invoice_states
INNER JOIN invoice_timelines ON invoice_states.invoice_id = invoice_timelines.invoice_id
LEFT JOIN projects ON invoice_timelines.project_id = projects.project_id
LEFT JOIN parties AS payers ON invoice_timelines.payer_id = payers.party_id
LEFT JOIN parties AS payees ON invoice_timelines.payee_id = payees.party_id
WHERE invoice_states.state = 'open'
ORDER BY
    invoice_states.open_days DESC NULLS LAST,
    invoice_timelines.open_amount DESC NULLS LAST,
    invoice_timelines.invoice_id ASC
