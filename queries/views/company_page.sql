/* view
title  = "Company page: the clusters that match a search, the largest first, a page at a time"
grain  = ["cluster_id"]
limits = "Ranked by contract value, by payments received, by payments made, or by how many parties were joined. Amounts are not converted."
*/
SELECT
    company_totals.cluster_id,
    company_totals.cluster_name,
    company_totals.party_count,
    company_totals.spelling_count,
    company_totals.contract_count,
    company_totals.project_count,
    company_totals.contract_amount,
    company_totals.received_amount,
    company_totals.spent_amount,
    company_totals.currency,
    company_totals.review_count
FROM company_totals
INNER JOIN matching_companies ON company_totals.cluster_id = matching_companies.cluster_id
ORDER BY
    CASE $ranking
        WHEN 'received' THEN company_totals.received_amount
        WHEN 'spent' THEN company_totals.spent_amount
        WHEN 'joined' THEN company_totals.party_count
        ELSE company_totals.contract_amount
    END DESC NULLS LAST,
    company_totals.received_amount DESC NULLS LAST,
    company_totals.cluster_name ASC,
    company_totals.cluster_id ASC
LIMIT CAST($page_size AS INTEGER) OFFSET CAST($page_start AS INTEGER)
