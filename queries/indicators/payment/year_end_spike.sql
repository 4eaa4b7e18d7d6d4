/* indicator
code           = "P15"
title          = "Spending rush at year end"
condition      = "Payments of the last 7 days of a fiscal year came to {watch} or more of an average week's; high from {high}; watch also where the ratio lies 1.5 interquartile ranges above the third quartile of other buyers."
subject        = "payer_year"
unit           = "ratio"
flag           = { when = "at_least", watch = 3, high = 4.9 }
also           = [{ column = "above_distance", when = "at_least", watch = 1.5 }]
formula        = "paid in the last 7 days of the fiscal year / (paid in the fiscal year / 52)"
why            = "Money that would lapse is spent in a hurry, and what is bought in a hurry turns out worse."
innocent       = ["budgets that the law ends with the year", "seasons in which works can be measured", "a large milestone that fell into that week", "settlement runs before the books close"]
skips          = { insufficient = ["no calendar with fiscal years", "fiscal year not complete", "fewer than two full fiscal years", "fewer than 50 payments in the year"], contradictory = ["currencies differ"] }
source         = "Liebman and Mahoney (2017): in the federal government of the United States the last week's spending is 4.9 times the mean of other weeks. Watch at 3, 50 payments and two years are house defaults."
verification   = "V"
evidence_class = "S"
cluster        = "k12"
core           = false
needs          = ["payments"]
params         = { peer_min_n = 20 }
hook           = "peers_beside_rules.fences"
limits         = "The public payer's own payments only. A year counts as complete where payments are known from its first month, or from before, to its end. Where fewer than 20 buyers' years are known the fixed thresholds stand alone. Payments taken back and their reversals cancel out. With few large payments a year the ratio is high by chance: the share of such years is not known beforehand."
sentence       = "In the last 7 days of fiscal year {fiscal_year}, up to {fiscal_year_end_date}, {last_week_amount} was paid, of {year_amount} in the whole year."
worked         = "{last_week_amount} / ({year_amount} / 52) = {value} of an average week"
clears         = "A schedule of works or of settlement runs that puts those payments into that week, or a budget law that ends the appropriation with the year."

[remedies]
"no calendar with fiscal years" = "payments.paid_date"
"fiscal year not complete" = "later payments.paid_date"
"fewer than two full fiscal years" = "more cases"
"fewer than 50 payments in the year" = "more cases"
*/
WITH

year_ends AS (
    SELECT
        fiscal_year,
        MIN(calendar_date) AS start_date,
        MAX(calendar_date) AS end_date
    FROM calendar_days
    GROUP BY fiscal_year
),

known AS (
    SELECT
        MIN(first_paid_date) AS first_known_date,
        MAX(last_paid_date) AS last_known_date
    FROM buyer_year_payments
),

complete AS (
    SELECT
        paid.*,
        paid.end_date <= $as_of
        AND DATE_DIFF('day', known.last_known_date, paid.end_date) <= 15
        AND DATE_DIFF('day', paid.start_date, known.first_known_date) <= 31 AS is_complete
    FROM buyer_year_payments AS paid
    CROSS JOIN known
),

signed AS (
    SELECT
        contracts.buyer_id,
        calendar_days.fiscal_year,
        COUNT(*) AS signed_count,
        COUNT(*) FILTER (
            WHERE DATE_DIFF('day', contracts.signed_date, year_ends.end_date) < 30
        ) AS signed_last_month_count
    FROM contracts
    INNER JOIN calendar_days ON contracts.signed_date = calendar_days.calendar_date
    INNER JOIN year_ends ON calendar_days.fiscal_year = year_ends.fiscal_year
    WHERE contracts.buyer_id IS NOT NULL
    GROUP BY contracts.buyer_id, calendar_days.fiscal_year
),

counted AS (
    SELECT
        complete.*,
        COUNT(CASE WHEN is_complete THEN 1 END) OVER (PARTITION BY payer_id)
            AS complete_year_count,
        CAST(last_week_amount * 52 AS DOUBLE) / NULLIF(CAST(year_amount AS DOUBLE), 0)
            AS week_ratio
    FROM complete
)

SELECT
    counted.payer_id || ' '
    || COALESCE(CAST(counted.fiscal_year AS VARCHAR), 'without a year') AS subject_id,
    CAST(NULL AS VARCHAR) AS project_id,
    counted.week_ratio AS value,
    CASE
        WHEN counted.fiscal_year IS NULL THEN 'no calendar with fiscal years'
        WHEN NOT counted.is_complete THEN 'fiscal year not complete'
        WHEN counted.complete_year_count < 2 THEN 'fewer than two full fiscal years'
        WHEN counted.payment_count < 50 OR counted.year_amount <= 0
            THEN 'fewer than 50 payments in the year'
        WHEN counted.currency_count > 1 THEN 'currencies differ'
    END AS skip_reason,
    counted.payer_id AS party_id,
    counted.payer_id AS buyer_id,
    counted.fiscal_year,
    counted.end_date AS fiscal_year_end_date,
    counted.payment_count,
    counted.year_amount,
    counted.last_week_amount,
    CAST(counted.last_month_amount AS DOUBLE) / NULLIF(CAST(counted.year_amount AS DOUBLE), 0)
        AS last_month_share,
    signed.signed_last_month_count,
    signed.signed_count,
    counted.complete_year_count,
    counted.currency,
    TRUE AS stands_alone,
    counted.week_ratio AS compared,
    counted.last_paid_date AS peer_date,
    'fiscal year ' || CAST(counted.fiscal_year AS VARCHAR) AS peer_group_1,
    'all fiscal years' AS peer_group_2
FROM counted
LEFT JOIN signed
    ON counted.payer_id = signed.buyer_id AND counted.fiscal_year = signed.fiscal_year
