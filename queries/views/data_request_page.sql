/* view
title  = "Data request page: whose missing fields hide the most, a page at a time"
grain  = ["entity_kind", "entity_id"]
limits = "Run when asked."
*/
SELECT
    data_request_queue.entity_kind,
    data_request_queue.entity_id,
    entity_names.entity_name,
    entity_names.project_id,
    data_request_queue.queue_position,
    data_request_queue.request_weight,
    data_request_queue.lowest_score,
    data_request_queue.highest_score,
    data_request_queue.coverage,
    data_request_queue.contract_amount,
    data_request_queue.currency,
    data_request_queue.field_count,
    data_request_queue.missing_fields
FROM data_request_queue
LEFT JOIN entity_names
    ON
        data_request_queue.entity_kind = entity_names.entity_kind
        AND data_request_queue.entity_id = entity_names.entity_id
WHERE data_request_queue.entity_kind = $entity_kind
ORDER BY data_request_queue.queue_position ASC
LIMIT CAST($page_size AS INTEGER) OFFSET CAST($page_start AS INTEGER)
