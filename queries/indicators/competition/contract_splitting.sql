/* indicator
code           = "B16"
title          = "Purchases kept below limit"
condition      = "Purchases of one kind by one buyer, each below the limit and none of them put out to tender, add up to {watch} of the limit or more within 90 days or a fiscal year; high where one supplier got them."
subject        = "award_group"
unit           = "ratio"
flag           = { when = "at_least", watch = 1 }
also           = [{ column = "supplier_ratio", when = "at_least", high = 1 }]
formula        = "largest sum of estimate / limit over two purchases or more, each below its limit, in any 90 days or any fiscal year"
why            = "A purchase cut into pieces below the limit escapes the tender that its whole would need."
innocent       = ["real emergencies", "money that came in stages", "programmes of small works in one neighbourhood"]
skips          = { insufficient = ["amount of a purchase not known", "procedure of a purchase not known", "date of a purchase not known"], contradictory = ["currencies differ"] }
source         = "Open Contracting Partnership, R002, R011, R049 and R055; State Audit Service of Ukraine, sas24-3-14. The limit comes from the jurisdiction's rules (splitting_limit); 90 days: house default."
verification   = "V2"
evidence_class = "R"
cluster        = "k18"
core           = false
needs          = ["tenders", "jurisdiction_rules"]
limits         = "Two purchases or more of one buyer that have the supplier, the first four digits of the item code, or neighbourhood and category in common. A purchase is a tender with its estimate, or else what was awarded. Open and selective procedures and call-offs from a framework avoid nothing and are left out, and so are purchases at or above the limit. Groups by code or place count only sums that more than one supplier shares: what one supplier got is told once. Where no limit is known nothing is in scope."
maps           = { ocp = ["R002", "R011", "R049", "R055"], sasu = ["sas24-3-14"], krai = ["KRAI1", "KRAI1_1", "KRAI2", "KRAI19"] }
sentence       = "{purchase_count} purchases from {first_purchase_date|a day not known} to {last_purchase_date|a day not known}, each below the limit of {limit_amount}, come to {total_amount} in all."
worked         = "largest sum within 90 days {window_ratio|none} of the limit, within a fiscal year {year_ratio|none}; the larger = {value}"
clears         = "The decisions behind each purchase, an emergency on record, budgets released in stages, or proof that the works do not belong together."

[remedies]
"amount of a purchase not known" = "tenders.estimate_amount"
"procedure of a purchase not known" = "tenders.procurement_method"
"date of a purchase not known" = "tenders.notice_published_date"
*/
WITH

awarded AS (
    SELECT
        tender_lots.tender_id,
        MIN(lot_awards.award_date) AS award_date,
        CASE
            WHEN COUNT(lot_awards.award_amount) = COUNT(*) THEN SUM(lot_awards.award_amount)
        END AS award_amount,
        MIN(lot_awards.currency) AS currency,
        MIN(COALESCE(parties.cluster_id, lot_awards.party_id)) AS cluster_id,
        MIN(lot_awards.party_id) AS party_id,
        COUNT(DISTINCT COALESCE(parties.cluster_id, lot_awards.party_id)) AS supplier_count
    FROM lot_awards
    INNER JOIN tender_lots ON lot_awards.lot_id = tender_lots.lot_id
    LEFT JOIN parties ON lot_awards.party_id = parties.party_id
    GROUP BY tender_lots.tender_id
),

bought AS (
    SELECT
        tenders.tender_id,
        tenders.project_id,
        tenders.buyer_id,
        tenders.buyer_name,
        tenders.category,
        tenders.procurement_method,
        SUBSTR(tenders.item_code, 1, 4) AS code_start,
        COALESCE(tenders.notice_published_date, awarded.award_date) AS purchase_date,
        COALESCE(tenders.estimate_amount, awarded.award_amount) AS amount,
        CASE
            WHEN tenders.estimate_amount IS NULL THEN awarded.currency
            ELSE tenders.currency
        END AS currency,
        CASE WHEN tenders.estimate_amount IS NULL THEN 1 ELSE 0 END AS is_stand_in,
        -- Of several spellings the one that the awards have, so that it leads to a party.
        CASE
            WHEN awarded.supplier_count = 1
                THEN MIN(awarded.party_id) OVER (PARTITION BY awarded.cluster_id)
        END AS supplier_id
    FROM tenders
    LEFT JOIN awarded ON tenders.tender_id = awarded.tender_id
    WHERE
        tenders.buyer_id IS NOT NULL
        AND NOT COALESCE(tenders.is_framework, FALSE)
        AND COALESCE(tenders.procurement_method, 'direct') NOT IN ('open', 'selective')
        AND COALESCE(tenders.status, 'active') NOT IN ('cancelled', 'unsuccessful', 'withdrawn')
),

limited AS (
    SELECT
        bought.*,
        jurisdiction_rules.number AS limit_amount,
        jurisdiction_rules.currency AS limit_currency,
        jurisdiction_rules.citation
    FROM bought
    INNER JOIN jurisdiction_rules
        ON
            jurisdiction_rules.rule_name = 'splitting_limit'
            AND COALESCE(jurisdiction_rules.applies_to, bought.category, '')
            = COALESCE(bought.category, '')
            AND COALESCE(bought.purchase_date, $as_of)
            BETWEEN COALESCE(jurisdiction_rules.valid_from_date, DATE '1900-01-01')
            AND COALESCE(jurisdiction_rules.valid_to_date, DATE '9999-12-31')
    -- A limit for the category goes before one for everything.
    QUALIFY
        ROW_NUMBER() OVER (
            PARTITION BY bought.tender_id
            ORDER BY
                CASE WHEN jurisdiction_rules.applies_to IS NULL THEN 1 ELSE 0 END,
                jurisdiction_rules.number
        ) = 1
),

small AS (
    SELECT
        limited.*,
        calendar_days.fiscal_year,
        DATE_DIFF('day', DATE '2000-01-01', limited.purchase_date) AS day_number,
        CASE WHEN limited.currency = limited.limit_currency THEN limited.amount END
        / NULLIF(limited.limit_amount, 0) AS limit_share
    FROM limited
    LEFT JOIN calendar_days ON limited.purchase_date = calendar_days.calendar_date
    WHERE
        limited.amount IS NULL
        OR limited.amount < limited.limit_amount
        OR limited.currency <> limited.limit_currency
),

grouped AS (
    SELECT
        'supplier' AS group_kind,
        buyer_id || ' > ' || supplier_id AS group_id,
        small.*
    FROM small
    WHERE supplier_id IS NOT NULL
    UNION ALL
    SELECT
        'code' AS group_kind,
        buyer_id || ' > code ' || code_start AS group_id,
        small.*
    FROM small
    WHERE code_start IS NOT NULL
    UNION ALL
    SELECT
        'place' AS group_kind,
        small.buyer_id || ' > ' || project_neighbourhoods.neighbourhood_id || ', '
        || COALESCE(small.category, 'no category') AS group_id,
        small.*
    FROM small
    INNER JOIN project_neighbourhoods
        ON small.project_id = project_neighbourhoods.project_id
    WHERE project_neighbourhoods.neighbourhood_share = 1
),

totalled AS (
    SELECT
        *,
        COUNT(limit_share) OVER ahead AS ahead_count,
        SUM(limit_share) OVER ahead AS ahead_share,
        MIN(supplier_id) OVER ahead AS ahead_first_supplier,
        MAX(supplier_id) OVER ahead AS ahead_last_supplier,
        COUNT(limit_share) OVER fiscal AS fiscal_count,
        SUM(limit_share) OVER fiscal AS fiscal_share,
        MIN(supplier_id) OVER fiscal AS fiscal_first_supplier,
        MAX(supplier_id) OVER fiscal AS fiscal_last_supplier
    FROM grouped
    WINDOW
        ahead AS (
            PARTITION BY group_kind, group_id, day_number IS NULL
            ORDER BY day_number RANGE BETWEEN CURRENT ROW AND 89 FOLLOWING
        ),
        fiscal AS (PARTITION BY group_kind, group_id, fiscal_year)
),

counted AS (
    SELECT
        *,
        CASE
            WHEN
                day_number IS NOT NULL
                AND ahead_count >= 2
                AND (group_kind = 'supplier' OR ahead_first_supplier <> ahead_last_supplier)
                THEN ahead_share
        END AS window_ratio,
        CASE
            WHEN
                fiscal_year IS NOT NULL
                AND fiscal_count >= 2
                AND (group_kind = 'supplier' OR fiscal_first_supplier <> fiscal_last_supplier)
                THEN fiscal_share
        END AS year_ratio
    FROM totalled
),

summed AS (
    SELECT
        group_kind,
        group_id,
        MAX(buyer_id) AS buyer_id,
        MAX(buyer_name) AS buyer_name,
        CASE WHEN MIN(project_id) = MAX(project_id) THEN MIN(project_id) END AS project_id,
        CASE WHEN group_kind = 'supplier' THEN MAX(supplier_id) END AS party_id,
        COUNT(*) AS purchase_count,
        SUM(CASE WHEN limit_share IS NOT NULL THEN amount END) AS total_amount,
        MAX(limit_amount) AS limit_amount,
        MIN(currency) AS currency,
        MAX(citation) AS citation,
        MAX(window_ratio) AS window_ratio,
        MAX(year_ratio) AS year_ratio,
        MIN(purchase_date) AS first_purchase_date,
        MAX(purchase_date) AS last_purchase_date,
        COUNT(CASE WHEN currency <> limit_currency THEN tender_id END) AS other_currency_count,
        COUNT(CASE WHEN amount IS NULL THEN tender_id END) AS unpriced_count,
        COUNT(CASE WHEN procurement_method IS NULL THEN tender_id END) AS unknown_method_count,
        COUNT(CASE WHEN purchase_date IS NULL THEN tender_id END) AS undated_count,
        SUM(is_stand_in) AS fallback_count
    FROM counted
    GROUP BY group_kind, group_id
    HAVING COUNT(*) >= 2
),

compared AS (
    SELECT
        *,
        GREATEST(
            COALESCE(window_ratio, CAST(0 AS DOUBLE)), COALESCE(year_ratio, CAST(0 AS DOUBLE))
        ) AS ratio
    FROM summed
)

SELECT
    group_id AS subject_id,
    project_id,
    CAST(ratio AS DOUBLE) AS value,
    CASE
        WHEN other_currency_count > 0 THEN 'currencies differ'
        WHEN ratio >= 1 AND unknown_method_count > 0 THEN 'procedure of a purchase not known'
        WHEN ratio < 1 AND unpriced_count > 0 THEN 'amount of a purchase not known'
        WHEN ratio < 1 AND undated_count > 0 THEN 'date of a purchase not known'
    END AS skip_reason,
    CAST(CASE WHEN group_kind = 'supplier' THEN ratio END AS DOUBLE) AS supplier_ratio,
    group_kind,
    buyer_id,
    buyer_name,
    party_id,
    purchase_count,
    total_amount,
    limit_amount,
    citation,
    window_ratio,
    year_ratio,
    first_purchase_date,
    last_purchase_date,
    currency,
    unpriced_count,
    unknown_method_count,
    undated_count,
    CAST(fallback_count AS BIGINT) AS fallback_count
FROM compared
