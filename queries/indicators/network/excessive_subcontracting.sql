/* indicator
code           = "N9"
title          = "Excessive subcontracting"
condition      = "More than half of the contract is passed on; high above four fifths, above the legal share, below the legal price, or without the consent that is required."
subject        = "contract"
unit           = "share"
flag           = { when = "at_least", watch = 0.500001, high = 0.800001 }
also           = [{ column = "share_above_limit", when = "at_least", high = 0.000001 }, { column = "unapproved_count", when = "at_least", high = 1 }, { column = "price_below_limit", when = "at_least", high = 0.000001 }]
formula        = "sum of the subcontracts directly below the contractor / current value of the contract; price ratio = subcontract prices / contract prices for the same items and quantities"
why            = "A contractor who only passes work on adds a layer that must live on the difference, and nobody chose who does the work."
innocent       = ["construction management, where the contractor is hired to place the work", "consent given but not yet entered", "subcontract that replaced another", "nominated subcontractor chosen by the client"]
skips          = { insufficient = ["no register of subcontracts", "no contract value", "a subcontract's amount is not known"], contradictory = ["currencies differ"] }
source         = "More than a half and more than four fifths: house default. Consent: the law of the place; a Thai rule is an example, where the contract must forbid subcontracting without permission. Written a millionth higher, since the threshold itself still passes and values have six decimals."
verification   = "V"
evidence_class = "R"
cluster        = "k22"
core           = false
needs          = ["contracts", "subcontracts"]
maps           = { ocp = ["R071", "R072"], opentender = ["subcontracting information available"] }
limits         = "Limits of share (subcontract_share_limit), price (subcontract_price_limit) and consent (subcontract_consent_required) come from the rules of the place; without one, that part is not judged. Consent is missed only where the source keeps consents. Where an amount is not known but the rest is enough for a flag, the share counts the known amounts alone (unknown_count). Lower tiers count in the depth alone, since their money is in the tier above. A register that is on file but holds no subcontract of the contract means none. Contracts whose nature is construction management are out of scope."
sentence       = "Subcontracts directly below the contractor come to {subcontract_amount} of {current_amount}; without consent on record: {unapproved_count|not judged}; limit of share by law: {share_limit:share|none known}."
worked         = "{subcontract_amount} / {current_amount} = {value}; share above its limit: {share_above_limit:share|not compared}; subcontract prices / contract prices = {price_ratio|not compared}, below their limit: {price_below_limit:share|not compared}"
clears         = "Consents that are missing from the file, a contract for construction management, or proof that one subcontract replaced another."

[remedies]
"no register of subcontracts" = "subcontracts.contract_id"
"no contract value" = "contracts.contract_amount"
"a subcontract's amount is not known" = "subcontracts.subcontract_amount"
*/
WITH

rules AS (
    SELECT
        MIN(CASE WHEN rule_name = 'subcontract_share_limit' THEN number END) AS share_limit,
        MAX(CASE WHEN rule_name = 'subcontract_price_limit' THEN number END) AS price_limit,
        MAX(CASE WHEN rule_name = 'subcontract_consent_required' THEN number END)
            AS consent_required
    FROM jurisdiction_rules
    WHERE
        COALESCE(valid_from_date, $as_of) <= $as_of
        AND COALESCE(valid_to_date, $as_of) >= $as_of
),

tier_one AS (
    SELECT
        subcontract_id,
        contract_id,
        1 AS depth
    FROM subcontracts
    WHERE parent_subcontract_id IS NULL
),

tier_two AS (
    SELECT
        subcontracts.subcontract_id,
        subcontracts.contract_id,
        2 AS depth
    FROM subcontracts
    INNER JOIN tier_one ON subcontracts.parent_subcontract_id = tier_one.subcontract_id
),

tier_three AS (
    SELECT
        subcontracts.subcontract_id,
        subcontracts.contract_id,
        3 AS depth
    FROM subcontracts
    INNER JOIN tier_two ON subcontracts.parent_subcontract_id = tier_two.subcontract_id
),

deepest AS (
    SELECT
        contract_id,
        MAX(depth) AS depth
    FROM (
        SELECT
            contract_id,
            depth
        FROM tier_one
        UNION ALL
        SELECT
            contract_id,
            depth
        FROM tier_two
        UNION ALL
        SELECT
            contract_id,
            depth
        FROM tier_three
    ) AS tiers
    GROUP BY contract_id
),

passed_on AS (
    SELECT
        contract_id,
        SUM(CASE WHEN parent_subcontract_id IS NULL THEN subcontract_amount END)
            AS subcontract_amount,
        COUNT(CASE WHEN parent_subcontract_id IS NULL AND subcontract_amount IS NULL THEN 1 END)
            AS unknown_count,
        COUNT(CASE WHEN is_consent_known AND consent_date IS NULL THEN 1 END) AS without_count,
        COUNT(CASE WHEN is_consent_known THEN 1 END) AS consent_known_count,
        MIN(currency) AS first_currency,
        MAX(currency) AS last_currency,
        COUNT(*) AS subcontract_count
    FROM subcontracts
    GROUP BY contract_id
),

own_prices AS (
    SELECT
        contract_id,
        item_code,
        unit,
        MIN(unit_price_amount) AS unit_price_amount
    FROM contract_items
    WHERE subcontract_id IS NULL AND item_code IS NOT NULL AND unit_price_amount > 0
    GROUP BY contract_id, item_code, unit
    -- Two prices of one item leave open which of them was passed on.
    HAVING MIN(unit_price_amount) = MAX(unit_price_amount)
),

priced AS (
    SELECT
        subs.contract_id,
        SUM(subs.quantity * subs.unit_price_amount)
        / NULLIF(SUM(subs.quantity * own_prices.unit_price_amount), 0) AS price_ratio,
        COUNT(*) AS priced_item_count
    FROM contract_items AS subs
    INNER JOIN own_prices
        ON
            subs.contract_id = own_prices.contract_id
            AND subs.item_code = own_prices.item_code
            AND subs.unit = own_prices.unit
    WHERE
        subs.subcontract_id IS NOT NULL
        AND subs.quantity > 0
        AND subs.unit_price_amount IS NOT NULL
    GROUP BY subs.contract_id
),

measured AS (
    SELECT
        contracts.contract_id,
        contracts.project_id,
        contracts.supplier_id,
        contracts.currency,
        subcontract_registers.source IS NOT NULL AS has_register,
        CASE WHEN contracts.current_amount > 0 THEN CAST(contracts.current_amount AS DOUBLE) END
            AS current_amount,
        CASE
            WHEN passed_on.contract_id IS NULL THEN CAST(0 AS DOUBLE)
            ELSE CAST(passed_on.subcontract_amount AS DOUBLE)
        END AS subcontract_amount,
        COALESCE(passed_on.subcontract_count, 0) AS subcontract_count,
        COALESCE(passed_on.unknown_count, 0) AS unknown_count,
        passed_on.first_currency,
        passed_on.last_currency,
        CASE
            WHEN rules.consent_required > 0 AND passed_on.consent_known_count > 0
                THEN passed_on.without_count
        END AS unapproved_count,
        COALESCE(deepest.depth, 0) AS depth,
        priced.price_ratio,
        priced.priced_item_count,
        rules.share_limit,
        rules.price_limit
    FROM contracts
    CROSS JOIN rules
    LEFT JOIN source_files ON contracts.source_file_id = source_files.source_file_id
    LEFT JOIN subcontract_registers ON source_files.source = subcontract_registers.source
    LEFT JOIN passed_on ON contracts.contract_id = passed_on.contract_id
    LEFT JOIN deepest ON contracts.contract_id = deepest.contract_id
    LEFT JOIN priced ON contracts.contract_id = priced.contract_id
    WHERE
        COALESCE(contracts.status, 'active') <> 'cancelled'
        AND COALESCE(contracts.nature, 'construction') <> 'construction_management'
),

shared AS (
    SELECT
        measured.*,
        subcontract_amount / NULLIF(current_amount, 0) AS subcontract_share
    FROM measured
)

SELECT
    contract_id AS subject_id,
    project_id,
    subcontract_share AS value,
    CASE
        WHEN NOT has_register THEN 'no register of subcontracts'
        WHEN subcontract_count > 0 AND (first_currency <> currency OR last_currency <> currency)
            THEN 'currencies differ'
        WHEN current_amount IS NULL THEN 'no contract value'
        -- Consent is missed, or the share too large, whatever the amounts that are not known.
        WHEN subcontract_amount IS NULL THEN 'a subcontract''s amount is not known'
        WHEN
            unknown_count > 0
            AND COALESCE(unapproved_count, 0) = 0
            AND COALESCE(subcontract_share <= share_limit, TRUE)
            THEN 'a subcontract''s amount is not known'
    END AS skip_reason,
    contract_id,
    supplier_id AS party_id,
    unapproved_count,
    subcontract_share - share_limit AS share_above_limit,
    price_limit - price_ratio AS price_below_limit,
    subcontract_amount,
    current_amount,
    currency,
    subcontract_count,
    unknown_count,
    depth,
    price_ratio,
    priced_item_count,
    share_limit,
    price_limit
FROM shared
