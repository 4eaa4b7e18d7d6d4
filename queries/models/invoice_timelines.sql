/* model
title  = "Invoice timelines: when each invoice fell due, when it was settled, what is still open"
grain  = ["invoice_id"]
limits = "The legal clock comes first, then the term of the contract or subcontract, then the date that the source states. Of several legal clocks the earliest binds. An open invoice is known until the day its file speaks for, or the reporting date."
*/
WITH

clocked AS (
    SELECT
        invoices.invoice_id,
        invoices.invoice_number,
        invoices.project_id,
        invoices.contract_id,
        invoices.subcontract_id,
        invoices.tier,
        invoices.payer_id,
        invoices.payee_id,
        invoices.payee_name,
        invoices.issued_date,
        invoices.received_date,
        invoices.work_received_date,
        invoices.approved_date,
        invoices.due_date AS stated_due_date,
        invoices.currency,
        invoices.status,
        invoices.waiting_desk,
        invoices.dispute_start_date,
        invoices.dispute_end_date,
        invoices.source_file_id,
        invoices.source_line,
        CASE
            WHEN invoices.retention_amount IS NULL THEN invoices.invoice_amount
            ELSE invoices.invoice_amount - invoices.retention_amount
        END AS payable_amount,
        settlements.payment_count,
        settlements.paid_amount,
        COALESCE(settlements.is_settled, FALSE) AS is_settled,
        settlements.settled_date,
        parent_settlements.settled_date AS parent_settled_date,
        COALESCE(parent_settlements.is_settled, FALSE) AS is_parent_settled,
        parent_invoices.invoice_id IS NOT NULL AS has_parent_invoice,
        payment_terms.tier IS NOT NULL AS has_legal_clock,
        payment_terms.citation,
        COALESCE(
            moved_from_receipt.due_date,
            invoices.received_date + CAST(payment_terms.received_limit_days AS INTEGER)
        ) AS received_due_date,
        COALESCE(
            moved_from_approval.due_date,
            invoices.approved_date + CAST(payment_terms.approved_limit_days AS INTEGER)
        ) AS approved_due_date,
        COALESCE(
            moved_from_issue.due_date,
            invoices.issued_date + CAST(payment_terms.issued_limit_days AS INTEGER)
        ) AS issued_due_date,
        COALESCE(
            moved_from_work.due_date,
            invoices.work_received_date + CAST(payment_terms.work_received_limit_days AS INTEGER)
        ) AS work_received_due_date,
        COALESCE(
            moved_from_parent.due_date,
            parent_settlements.settled_date
            + CAST(payment_terms.parent_settled_limit_days AS INTEGER)
        ) AS parent_due_date,
        -- The client's term binds the client alone; below it the subcontract's own term does.
        invoices.received_date + CAST(
            CASE
                WHEN invoices.tier = 'client_prime' THEN contracts.payment_term_days
                ELSE subcontracts.payment_term_days
            END AS INTEGER
        ) AS contract_due_date,
        payment_feeds.payments_known_date,
        LEAST(source_files.published_date, CAST($as_of AS DATE)) AS known_until_date
    FROM invoices
    INNER JOIN source_files ON invoices.source_file_id = source_files.source_file_id
    LEFT JOIN invoices AS parent_invoices
        ON invoices.parent_invoice_id = parent_invoices.invoice_id
    LEFT JOIN settlements ON invoices.invoice_id = settlements.invoice_id
    LEFT JOIN settlements AS parent_settlements
        ON invoices.parent_invoice_id = parent_settlements.invoice_id
    LEFT JOIN payment_terms ON invoices.tier = payment_terms.tier
    LEFT JOIN moved_due_dates AS moved_from_receipt
        ON
            invoices.tier = moved_from_receipt.tier
            AND moved_from_receipt.clock = 'received_date'
            AND invoices.received_date = moved_from_receipt.start_date
    LEFT JOIN moved_due_dates AS moved_from_approval
        ON
            invoices.tier = moved_from_approval.tier
            AND moved_from_approval.clock = 'approved_date'
            AND invoices.approved_date = moved_from_approval.start_date
    LEFT JOIN moved_due_dates AS moved_from_issue
        ON
            invoices.tier = moved_from_issue.tier
            AND moved_from_issue.clock = 'issued_date'
            AND invoices.issued_date = moved_from_issue.start_date
    LEFT JOIN moved_due_dates AS moved_from_work
        ON
            invoices.tier = moved_from_work.tier
            AND moved_from_work.clock = 'work_received_date'
            AND invoices.work_received_date = moved_from_work.start_date
    LEFT JOIN moved_due_dates AS moved_from_parent
        ON
            invoices.tier = moved_from_parent.tier
            AND moved_from_parent.clock = 'parent_settled_date'
            AND parent_settlements.settled_date = moved_from_parent.start_date
    LEFT JOIN contracts ON invoices.contract_id = contracts.contract_id
    LEFT JOIN subcontracts ON invoices.subcontract_id = subcontracts.subcontract_id
    LEFT JOIN payment_feeds
        ON
            payment_feeds.subject_kind = 'invoice'
            AND source_files.source = payment_feeds.source
            AND invoices.tier = payment_feeds.tier
),

due AS (
    SELECT
        clocked.*,
        LEAST(
            received_due_date,
            approved_due_date,
            issued_due_date,
            work_received_due_date,
            parent_due_date
        ) AS legal_due_date,
        -- A dispute stops the clock only while the clock runs.
        CASE
            WHEN dispute_end_date < COALESCE(settled_date, known_until_date) THEN dispute_end_date
            ELSE COALESCE(settled_date, known_until_date)
        END AS stop_end_date
    FROM clocked
)

SELECT
    invoice_id,
    invoice_number,
    project_id,
    contract_id,
    subcontract_id,
    tier,
    payer_id,
    payee_id,
    payee_name,
    issued_date,
    received_date,
    work_received_date,
    approved_date,
    parent_settled_date,
    is_parent_settled,
    has_parent_invoice,
    has_legal_clock,
    CASE
        WHEN legal_due_date IS NOT NULL THEN legal_due_date
        WHEN has_legal_clock THEN NULL
        ELSE COALESCE(contract_due_date, stated_due_date)
    END AS due_date,
    CASE
        WHEN legal_due_date = received_due_date THEN 'legal clock from receipt'
        WHEN legal_due_date = parent_due_date THEN 'legal clock from the payment above'
        WHEN legal_due_date = work_received_due_date THEN 'legal clock from receipt of the work'
        WHEN legal_due_date = approved_due_date THEN 'legal clock from approval'
        WHEN legal_due_date = issued_due_date THEN 'legal clock from issue'
        WHEN has_legal_clock THEN NULL
        WHEN contract_due_date IS NOT NULL THEN 'contract term from receipt'
        WHEN stated_due_date IS NOT NULL THEN 'stated by the source'
    END AS due_basis,
    citation,
    is_settled,
    settled_date,
    payable_amount,
    payment_count,
    paid_amount,
    CASE
        WHEN is_settled THEN CAST(0 AS DECIMAL(18, 2))
        WHEN payment_count IS NULL THEN payable_amount
        ELSE payable_amount - paid_amount
    END AS open_amount,
    CASE
        WHEN dispute_start_date < stop_end_date
            THEN DATE_DIFF('day', dispute_start_date, stop_end_date)
        ELSE 0
    END AS stop_days,
    CASE
        WHEN settled_date IS NOT NULL AND issued_date IS NOT NULL
            THEN DATE_DIFF('day', issued_date, settled_date)
    END AS days_to_pay,
    CASE
        -- A claim that has been received but not yet been issued or registered waits all the same.
        WHEN NOT is_settled AND COALESCE(issued_date, received_date) IS NOT NULL
            THEN DATE_DIFF('day', COALESCE(issued_date, received_date), known_until_date)
    END AS open_days,
    known_until_date,
    payments_known_date,
    currency,
    status,
    waiting_desk,
    source_file_id,
    source_line
FROM due
