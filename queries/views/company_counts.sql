/* view
title = "Company counts: how many clusters match a search, and how many of them join several parties"
grain = ["company_count"]
*/
SELECT
    COUNT(*) AS company_count,
    COALESCE(SUM(company_totals.party_count), 0) AS party_count,
    COUNT(*) FILTER (WHERE company_totals.party_count > 1) AS joined_count,
    COUNT(DISTINCT company_totals.currency) AS currency_count
FROM company_totals
INNER JOIN matching_companies ON company_totals.cluster_id = matching_companies.cluster_id
