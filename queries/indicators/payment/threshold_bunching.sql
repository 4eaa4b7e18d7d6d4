/* indicator
code           = "P12"
title          = "Amounts bunched under limit"
condition      = "Of the payments around an approval limit, more lie just below it than the payer's amounts elsewhere let expect (watch, false discovery rate 10 %); high where the share below is {high} or more and the rate 5 %."
subject        = "payer_limit"
unit           = "share"
flag           = { when = "at_least", watch = 0, high = 0.75 }
formula        = "payments from 90 % of the limit up to it / payments from 90 % to 110 %; p from a one-sided binomial test against the median share at 0.7, 0.8, 1.2 and 1.3 times the limit"
why            = "Amounts that gather just below a limit show that somebody minds the limit."
innocent       = ["price lists that end at the limit", "budget lines of just that size", "contracts of equal size let under one limit"]
skips          = { insufficient = ["fewer than 30 payments around the limit", "fewer than 30 payments to compare with"] }
source         = "Bunching at a limit against placebo points; Benjamini and Hochberg (1995) across payers. Bands, 30 payments and 75 % are house defaults; the limit is the jurisdiction's own."
verification   = "D"
evidence_class = "S"
cluster        = "k18"
core           = false
needs          = ["payments"]
hook           = "bunching.below_limit"
false_discovery = { watch = 0.10, high = 0.05 }
limits         = "Where no approval limit is known nobody is in scope. A placebo point with fewer than 30 payments of the payer takes its share from all payers together (placebo_basis says how many do), and without 30 there it is left out. Payments taken back and reversals are not counted."
maps           = { ocp = ["R002", "R049", "R055"] }
sentence       = "{below_count} payments lie in the tenth below the limit of {limit_amount} and {above_count} in the tenth above it; going by other amounts of the same payer, {expected_below_count} would be expected below."
worked         = "{below_count} / ({below_count} + {above_count}) = {value}, against {placebo_share}, the middle of {placebo_count} other points; p = {p_value}"
clears         = "A price list, tariff or budget line of just that size, or contracts of equal size behind the payments."

[remedies]
"fewer than 30 payments around the limit" = "more cases"
"fewer than 30 payments to compare with" = "more cases"
*/
SELECT
    payer_id || ' at ' || CAST(CAST(limit_amount AS BIGINT) AS VARCHAR) AS subject_id,
    CAST(NULL AS VARCHAR) AS project_id,
    CAST(NULL AS DOUBLE) AS value,
    CAST(NULL AS VARCHAR) AS skip_reason,
    payer_id AS party_id,
    limit_amount,
    currency,
    below_count,
    above_count,
    below_first_count,
    above_first_count,
    below_second_count,
    above_second_count,
    below_third_count,
    above_third_count,
    below_fourth_count,
    above_fourth_count
FROM limit_counts
