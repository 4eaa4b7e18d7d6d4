/* indicator
code           = "P14"
title          = "Digits unlike Benford's law"
condition      = "The first digits of a payer's payments of a year deviate from Benford's law by {watch} on average or more, or the first two by 0.0022, and by more than 99 of 100 lawful samples of that size."
subject        = "payer_year"
unit           = "points"
flag           = { when = "at_least", column = "first_digit_beyond_chance", watch = 0.015 }
also           = [{ column = "two_digits_beyond_chance", when = "at_least", watch = 0.0022 }]
formula        = "mean over the digits of |share observed - log10(1 + 1/digit)|; p from 2,000 samples of the same size drawn by the law"
why            = "Amounts that somebody made up seldom have the digits that prices, sums and products have."
innocent       = ["tariffs and caps", "standard prices", "many equal standing charges", "payroll not marked as wages", "rounding to a unit"]
skips          = { insufficient = ["fewer than 1,000 payments in the year", "amounts span less than two orders of magnitude"] }
source         = "Mean absolute deviation with the bands of Nigrini, Benford's Law (2012), as coded in an open implementation: first digits beyond 0.015, first two beyond 0.0022. Those bands reject lawful data of small size, hence 1,000 and 3,000 payments and the drawn samples. Cerqueti and Lupi (2022) find the bands without statistical foundation."
verification   = "V"
evidence_class = "S"
cluster        = "k12"
core           = false
needs          = ["payments"]
params         = { largest_p = 0.01, drawn_samples = 2000 }
hook           = "benford.digits"
null_share     = 0.0005
limits         = "It speaks of a year of payments as a whole, never of one of them, and never more than watch. The first two digits need 3,000 payments; below that only the first is judged. Wages, amounts under 10, payments taken back and reversals are left out."
maps           = { ocp = ["R029"], opentender = ["OT-I07"] }
sentence       = "The first digits of {payment_count} payments of {paid_year} deviate from Benford's law by {first_digit_deviation:share} on average, their first two digits by {two_digits_deviation:share|an amount not worked out below 3,000 payments}."
worked         = "mean of |share observed - log10(1 + 1 / digit)| = {first_digit_deviation:number} for the first digit, p = {first_digit_p}; {two_digits_deviation:number|not judged} for the first two, p = {two_digits_p|not judged}"
clears         = "Tariffs, caps, standing charges or a rule of rounding that the payments of that year follow."

[remedies]
"fewer than 1,000 payments in the year" = "more cases"
"amounts span less than two orders of magnitude" = "more cases"
*/
SELECT
    payer_id || ' ' || CAST(paid_year AS VARCHAR) AS subject_id,
    CAST(NULL AS VARCHAR) AS project_id,
    CAST(NULL AS DOUBLE) AS value,
    CASE
        WHEN payment_count < 1000 THEN 'fewer than 1,000 payments in the year'
        WHEN largest_amount < 100 * smallest_amount
            THEN 'amounts span less than two orders of magnitude'
    END AS skip_reason,
    payer_id AS party_id,
    paid_year,
    payment_count,
    smallest_amount,
    largest_amount,
    digit_counts
FROM payer_digits
