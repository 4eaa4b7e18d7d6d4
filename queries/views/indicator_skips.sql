/* view
title = "Indicator skips: why subjects could not be judged, with counts"
grain = ["code", "outcome", "skip_reason"]
*/
SELECT
    code,
    outcome,
    skip_reason,
    COUNT(*) AS n
FROM indicator_results
WHERE skip_reason IS NOT NULL
GROUP BY code, outcome, skip_reason
ORDER BY code ASC, n DESC, skip_reason ASC
