/* view
title  = "Data request page: whose missing fields hide the most in the reader's scope, a page at a time"
grain  = ["entity_kind", "entity_id"]
limits = "Run when asked. request_count is how many there are in all. Filters on projects reach contracts, tenders and projects only."
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
    data_request_queue.missing_fields,
    COUNT(*) OVER () AS request_count
FROM data_request_queue
LEFT JOIN entity_names
    ON
        data_request_queue.entity_kind = entity_names.entity_kind
        AND data_request_queue.entity_id = entity_names.entity_id
WHERE
    data_request_queue.entity_kind = $entity_kind
    AND (
        data_request_queue.entity_kind IN ('party', 'buyer')
        OR ($agency IS NULL AND $sector IS NULL AND $status IS NULL AND $neighbourhood_id IS NULL)
        OR entity_names.project_id IN (SELECT scoped_projects.project_id FROM scoped_projects)
    )
ORDER BY data_request_queue.queue_position ASC
LIMIT CAST($page_size AS INTEGER) OFFSET CAST($page_start AS INTEGER)
