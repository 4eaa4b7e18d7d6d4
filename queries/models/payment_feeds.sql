/* model
title  = "Payment feeds: whose invoices and contracts the payments speak of, and until when"
grain  = ["subject_kind", "source", "tier"]
limits = "A source none of whose rows is ever paid counts as one without payments, never as one that is not paid."
*/
WITH

linked AS (
    SELECT
        'invoice' AS subject_kind,
        invoices.source_file_id,
        invoices.tier,
        payments.source_file_id AS payment_file_id,
        COUNT(*) AS payment_count
    FROM payments
    INNER JOIN invoices ON payments.invoice_id = invoices.invoice_id
    GROUP BY invoices.source_file_id, invoices.tier, payments.source_file_id
    UNION ALL
    SELECT
        'contract' AS subject_kind,
        contracts.source_file_id,
        payments.tier,
        payments.source_file_id AS payment_file_id,
        COUNT(*) AS payment_count
    FROM payments
    INNER JOIN contracts ON payments.contract_id = contracts.contract_id
    GROUP BY contracts.source_file_id, payments.tier, payments.source_file_id
)

SELECT
    linked.subject_kind,
    source_files.source,
    linked.tier,
    SUM(linked.payment_count) AS payment_count,
    LEAST(MAX(payment_files.published_date), CAST($as_of AS DATE)) AS payments_known_date
FROM linked
INNER JOIN source_files ON linked.source_file_id = source_files.source_file_id
INNER JOIN source_files AS payment_files
    ON linked.payment_file_id = payment_files.source_file_id
GROUP BY linked.subject_kind, source_files.source, linked.tier
