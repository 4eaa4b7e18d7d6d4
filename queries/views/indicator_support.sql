/* view
title  = "Indicator support: which indicators these data can answer, and for how many subjects"
grain  = ["code"]
limits = "state: judged (at least nine subjects in ten), in part, not judged (subjects, but none could be judged) or no subjects (nothing of the kind was supplied)."
*/
WITH

reasons AS (
    SELECT
        code,
        skip_reason,
        COUNT(*) AS reason_count
    FROM indicator_results
    WHERE skip_reason IS NOT NULL
    GROUP BY code, skip_reason
    QUALIFY ROW_NUMBER() OVER (PARTITION BY code ORDER BY COUNT(*) DESC, skip_reason ASC) = 1
)

SELECT
    indicator_summary.code,
    indicator_summary.title,
    indicator_summary.family,
    indicator_summary.subject_kind,
    indicator_summary.is_core,
    CASE
        WHEN indicator_summary.subject_count = 0 THEN 'no subjects'
        WHEN indicator_summary.judged_share = 0 THEN 'not judged'
        WHEN indicator_summary.judged_share >= 0.9 THEN 'judged'
        ELSE 'in part'
    END AS state,
    indicator_summary.subject_count,
    indicator_summary.flagged_count + indicator_summary.clear_count AS judged_count,
    indicator_summary.judged_share,
    indicator_summary.insufficient_count,
    indicator_summary.contradictory_count,
    reasons.skip_reason AS commonest_reason,
    reasons.reason_count AS commonest_reason_count
FROM indicator_summary
LEFT JOIN reasons ON indicator_summary.code = reasons.code
ORDER BY indicator_summary.judged_share DESC NULLS LAST, indicator_summary.code ASC
