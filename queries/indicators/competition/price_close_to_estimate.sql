/* indicator
code           = "B5"
title          = "Price close to estimate"
condition      = "The award is {watch} of the estimate or more; high where the estimate was confidential."
subject        = "lot"
unit           = "ratio"
flag           = { when = "at_least", watch = 0.98 }
also           = [{ column = "confidential_ratio", when = "at_least", high = 0.98 }]
hook           = "bid_screens.near_estimates"
params         = { near_ratio = 0.98 }
formula        = "award amount / estimate of the lot"
why            = "A price that meets an estimate nobody should know was known, and one that meets a published ceiling met no rival."
innocent       = ["regulated price lists", "a published ceiling that everybody starts from", "an estimate made from this very offer in a direct award", "an estimate that was too low"]
skips          = { insufficient = ["no estimate", "several lots share one estimate", "award amount not known"], contradictory = ["currencies differ"] }
source         = "Idea: OCP 2024 R031, OECD guidelines on bid rigging. Band of 2 % below the estimate: house default."
verification   = "D"
evidence_class = "S"
cluster        = "k02"
core           = false
needs          = ["tenders", "awards"]
maps           = { ocp = ["R031"] }
limits         = "Awards above the estimate are in the band too; how far above is judged by C3. Where the source does not say whether the estimate was public, only watch is raised. Direct awards and call-offs from a framework are out of scope. The buyer's share of such awards beside that of all others, with its binomial probability, is shown and not judged."
sentence       = "The lot was awarded for {award_amount}, where the estimate was {estimate_amount}; the estimate was public: {is_estimate_public|not known}."
worked         = "{award_amount} / {estimate_amount} = {value}"
clears         = "A published price list or ceiling that the offer follows, or proof that the estimate was known to all bidders."

[remedies]
"no estimate" = "tenders.estimate_amount"
"several lots share one estimate" = "lots.estimate_amount"
"award amount not known" = "awards.award_amount"
*/
WITH

awarded AS (
    SELECT
        tender_lots.*,
        lot_awards.award_id,
        lot_awards.award_date,
        lot_awards.award_amount,
        lot_awards.currency AS award_currency,
        lot_awards.party_id,
        CAST(lot_awards.award_amount / NULLIF(tender_lots.estimate_amount, 0) AS DOUBLE) AS ratio
    FROM tender_lots
    INNER JOIN lot_awards ON tender_lots.lot_id = lot_awards.lot_id
    WHERE
        COALESCE(tender_lots.procurement_method, 'open') <> 'direct'
        AND NOT COALESCE(tender_lots.is_framework, FALSE)
)

SELECT
    lot_id AS subject_id,
    project_id,
    ratio AS value,
    CASE
        WHEN is_estimate_shared THEN 'several lots share one estimate'
        WHEN COALESCE(estimate_amount, 0) <= 0 THEN 'no estimate'
        WHEN award_amount IS NULL THEN 'award amount not known'
        WHEN award_currency <> currency THEN 'currencies differ'
    END AS skip_reason,
    CASE WHEN NOT is_estimate_public THEN ratio END AS confidential_ratio,
    ROUND(ratio, 6) >= $near_ratio AS is_near,
    tender_id,
    contract_id,
    party_id,
    buyer_id,
    award_id,
    award_date,
    award_amount,
    estimate_amount,
    is_estimate_public,
    currency,
    procurement_method
FROM awarded
