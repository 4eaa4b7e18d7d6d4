/* model
title = "Contract amendments: each change of value or time"
grain = ["amendment_id"]
*/
SELECT
    amendment_id,
    contract_id,
    amendment_date,
    amount_before,
    amount_after,
    amount_change,
    end_date_before,
    end_date_after,
    reason_code,
    rationale,
    is_price_index,
    is_in_review_clause,
    amendment_kind,
    approval_document_id,
    notice_published_date,
    source_file_id,
    source_line
FROM latest_contract_amendments
WHERE COALESCE(amendment_date, $as_of) <= $as_of
