/* model
title  = "Tenders: each procurement procedure as last published"
grain  = ["tender_id"]
limits = "A procedure without a day of notice may be older than the reporting date, so it stays in sight. What a notice said after that date is not taken back."
*/
SELECT
    tender_id,
    ocid,
    project_id,
    tender_name,
    description,
    buyer_id,
    buyer_name,
    procuring_entity_id,
    procuring_entity_name,
    category,
    item_code,
    procurement_method,
    procurement_method_details,
    procurement_method_rationale,
    award_criteria,
    estimate_amount,
    currency,
    notice_published_date,
    submission_start_date,
    submission_deadline,
    bid_opening,
    tenderer_count,
    is_estimate_public,
    is_framework,
    status,
    source_file_id,
    source_line
FROM latest_tenders
WHERE COALESCE(notice_published_date, $as_of) <= $as_of
