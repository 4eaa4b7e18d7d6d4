/* indicator
code           = "P13"
title          = "Many round payments"
condition      = "The share of round amounts among a payer's payments for work lies {watch} interquartile ranges or more above the third quartile of its peers."
subject        = "payer"
unit           = "share"
flag           = { when = "at_least", column = "above_distance", watch = 1.5 }
formula        = "payments of at most two significant digits and at least 10,000 / progress and final payments"
why            = "Work that is measured seldom comes to a round figure, so many of them ask whether anything was measured."
innocent       = ["lump sums agreed for milestones", "price lists in round figures", "currencies of large denominations", "payments on account, settled with the final claim"]
skips          = { insufficient = ["fewer than 30 payments for work", "fewer than 20 peers", "peers do not differ"], contradictory = ["all amounts are whole thousands"] }
source         = "A World Bank pamphlet for procurement staff lists round figures among the signs in bids; for payments the test, two digits, 10,000 and 30 payments are house defaults. Fence: Tukey, 1.5 interquartile ranges."
verification   = "V2"
evidence_class = "X"
cluster        = "k12"
core           = false
needs          = ["payments"]
params         = { peer_min_n = 20 }
hook           = "peers.fences"
null_share     = 0.0035
limits         = "Never a reason by itself. Advances, releases of retention, interest, standing charges and payments taken back are not counted. Amounts that are all whole thousands were rounded by the source, so nothing can be said. Peers are payers of the same tier, else all."
maps           = { ocp = ["R029"] }
sentence       = "{round_count} of {measured_count} payments for work are round amounts: {value}."
worked         = "{round_count} / {measured_count} = {value}; beyond the third quartile of the peers by {above_distance} interquartile ranges"
clears         = "Lump sums or instalments agreed in the contracts, or measurement sheets behind the amounts."

[remedies]
"fewer than 30 payments for work" = "more cases"
"fewer than 20 peers" = "more cases"
"peers do not differ" = "more cases"
*/
SELECT
    payer_id AS subject_id,
    CAST(NULL AS VARCHAR) AS project_id,
    CAST(CAST(round_count AS DOUBLE) / NULLIF(measured_count, 0) AS DOUBLE) AS value,
    CASE
        WHEN measured_count < 30 THEN 'fewer than 30 payments for work'
        WHEN thousand_count = measured_count THEN 'all amounts are whole thousands'
    END AS skip_reason,
    payer_id AS party_id,
    round_count,
    million_count,
    measured_count,
    CAST(round_count AS DOUBLE) / NULLIF(measured_count, 0) AS compared,
    last_paid_date AS peer_date,
    'payers of ' || only_tier AS peer_group_1,
    'all payers' AS peer_group_2
FROM payer_profiles
WHERE measured_count > 0
