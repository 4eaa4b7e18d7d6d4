/* indicator
code           = "N7"
title          = "Money that comes back"
condition      = "At least {high} of the contract's value passes through up to four groups back to where it began; critical where the contractor pays its supervisor, watched where contractor and subcontractor change places or belong together."
subject        = "contract"
unit           = "ratio"
flag           = { when = "at_least", high = 0.05 }
also           = [{ column = "supervisor_paid_count", when = "at_least", critical = 1 }, { column = "exchange_count", when = "at_least", watch = 1 }, { column = "own_group_count", when = "at_least", watch = 1 }]
formula        = "smallest step of the largest payment loop that the contract's money is part of, within 24 months / current value of the contract"
why            = "Money that returns may pay for something other than work."
innocent       = ["small market of specialists who work for each other in turn", "subsidiary that does the group's own work", "hire of equipment both ways", "shared site costs charged on"]
skips          = { insufficient = ["no payments below the contractor", "no contract value"], contradictory = ["currencies differ"] }
source         = "Five per cent of the contract, and the severities: house default."
verification   = "D"
evidence_class = "R"
cluster        = "k20"
core           = false
needs          = ["subcontracts", "payments"]
params         = { exchange_days = 730 }
maps           = { ocp = ["R070"] }
limits         = "In scope: contracts with a subcontract, or with payments below the contractor. Parties are taken by supplier group. A loop in which every step was paid under a registered subcontract of another contract counts as firms that work for each other, not as money that returns. Payments by the client and to public bodies, and refunds, are left out."
sentence       = "Payment loops that the contract's money is part of: {loop_count|none}, the smallest step of the largest {loop_amount|nothing}; payments to the supervisor: {supervisor_paid_count}; pairs that change places: {exchange_count}; subcontracts within the contractor's group: {own_group_count}."
worked         = "{loop_amount|0} / {current_amount|value not known} = {value}"
clears         = "The orders and deliveries behind each payment, such as hire of equipment or shared site costs, or the subcontracts that they belong to."

[remedies]
"no payments below the contractor" = "payments.payer_id"
"no contract value" = "contracts.contract_amount"
*/
WITH

paid_below AS (
    SELECT
        contract_id,
        SUM(payment_count) AS payment_count,
        MIN(currency) AS currency,
        CASE WHEN MIN(currency) = MAX(currency) THEN MAX(currency_count) ELSE 2 END
            AS currency_count
    FROM party_flows
    GROUP BY contract_id
),

primes AS (
    SELECT
        contract_parties.contract_id,
        contract_parties.project_id,
        contract_parties.party_id,
        COALESCE(supplier_groups.group_id, contract_parties.party_id) AS group_id
    FROM contract_parties
    LEFT JOIN supplier_groups ON contract_parties.party_id = supplier_groups.party_id
    WHERE contract_parties.part = 'supplier'
),

subs AS (
    SELECT
        contract_parties.contract_id,
        contract_parties.party_id,
        contract_parties.decision_date,
        COALESCE(supplier_groups.group_id, contract_parties.party_id) AS group_id
    FROM contract_parties
    LEFT JOIN supplier_groups ON contract_parties.party_id = supplier_groups.party_id
    WHERE contract_parties.part = 'subcontractor'
),

ordered AS (
    SELECT
        primes.contract_id,
        primes.group_id AS prime_group_id,
        subs.group_id AS sub_group_id,
        subs.party_id AS sub_party_id,
        subs.decision_date
    FROM primes
    INNER JOIN subs ON primes.contract_id = subs.contract_id
    WHERE primes.party_id <> subs.party_id
),

exchanged AS (
    SELECT
        ours.contract_id,
        COUNT(DISTINCT ours.sub_group_id) AS exchange_count,
        MIN(theirs.contract_id) AS exchange_contract_id
    FROM ordered AS ours
    INNER JOIN ordered AS theirs
        ON
            ours.prime_group_id = theirs.sub_group_id
            AND ours.sub_group_id = theirs.prime_group_id
            AND ours.contract_id <> theirs.contract_id
    WHERE
        ours.prime_group_id <> ours.sub_group_id
        AND ABS(DATE_DIFF('day', ours.decision_date, theirs.decision_date)) <= $exchange_days
    GROUP BY ours.contract_id
),

within_group AS (
    SELECT
        contract_id,
        COUNT(DISTINCT sub_party_id) AS own_group_count
    FROM ordered
    WHERE prime_group_id = sub_group_id
    GROUP BY contract_id
),

looped AS (
    SELECT
        contract_id,
        MAX(loop_amount) AS loop_amount,
        MAX_BY(loop_id, (loop_amount, loop_id)) AS loop_id,
        MAX_BY(group_count, (loop_amount, loop_id)) AS group_count,
        MAX_BY(currency, (loop_amount, loop_id)) AS currency,
        MAX_BY(window_start_date, (loop_amount, loop_id)) AS window_start_date,
        COUNT(DISTINCT loop_id) AS loop_count
    FROM payment_loops
    WHERE NOT is_exchange
    GROUP BY contract_id
),

supervisors AS (
    SELECT DISTINCT
        party_relations.party_id,
        party_relations.other_party_id,
        party_relations.other_party_id AS supervisor_id
    FROM party_relations
    WHERE party_relations.relation = 'contractor and supervisor'
),

supervised AS (
    SELECT
        primes.contract_id,
        COUNT(DISTINCT supervisors.supervisor_id) AS supervisor_count,
        MIN(supervisors.supervisor_id) AS supervisor_id,
        SUM(party_flows.flow_amount) AS supervisor_paid_amount
    FROM primes
    INNER JOIN supervisors ON primes.party_id = supervisors.party_id
    INNER JOIN supplier_groups ON supervisors.supervisor_id = supplier_groups.party_id
    INNER JOIN party_flows
        ON
            primes.contract_id = party_flows.contract_id
            AND primes.group_id = party_flows.payer_group_id
            AND supplier_groups.group_id = party_flows.payee_group_id
    GROUP BY primes.contract_id
    HAVING SUM(party_flows.flow_amount) > 0
),

subjects AS (
    SELECT
        contracts.contract_id,
        contracts.project_id,
        contracts.supplier_id,
        CASE WHEN contracts.current_amount > 0 THEN CAST(contracts.current_amount AS DOUBLE) END
            AS current_amount,
        contracts.currency,
        paid_below.payment_count,
        paid_below.currency_count
    FROM contracts
    LEFT JOIN paid_below ON contracts.contract_id = paid_below.contract_id
    LEFT JOIN subs ON contracts.contract_id = subs.contract_id
    WHERE
        (subs.contract_id IS NOT NULL OR paid_below.contract_id IS NOT NULL)
        AND COALESCE(contracts.status, 'active') <> 'cancelled'
    GROUP BY ALL
),

judged AS (
    SELECT
        subjects.*,
        looped.loop_id,
        looped.loop_amount,
        looped.loop_count,
        looped.group_count,
        looped.currency AS loop_currency,
        looped.window_start_date,
        supervised.supervisor_id,
        supervised.supervisor_paid_amount,
        exchanged.exchange_contract_id,
        COALESCE(supervised.supervisor_count, 0) AS supervisor_paid_count,
        COALESCE(exchanged.exchange_count, 0) AS exchange_count,
        COALESCE(within_group.own_group_count, 0) AS own_group_count
    FROM subjects
    LEFT JOIN looped ON subjects.contract_id = looped.contract_id
    LEFT JOIN supervised ON subjects.contract_id = supervised.contract_id
    LEFT JOIN exchanged ON subjects.contract_id = exchanged.contract_id
    LEFT JOIN within_group ON subjects.contract_id = within_group.contract_id
)

SELECT
    contract_id AS subject_id,
    project_id,
    CASE
        WHEN loop_id IS NULL THEN CAST(0 AS DOUBLE)
        ELSE loop_amount / NULLIF(current_amount, 0)
    END AS value,
    CASE
        WHEN loop_id IS NOT NULL AND (loop_currency IS NULL OR loop_currency <> currency)
            THEN 'currencies differ'
        WHEN loop_id IS NOT NULL AND current_amount IS NULL THEN 'no contract value'
        -- Who is who is known without payments; that no money came back is not.
        WHEN
            payment_count IS NULL AND supervisor_paid_count + exchange_count + own_group_count = 0
            THEN 'no payments below the contractor'
    END AS skip_reason,
    contract_id,
    supplier_id AS party_id,
    supervisor_id AS other_party_id,
    supervisor_paid_count,
    supervisor_paid_amount,
    exchange_count,
    exchange_contract_id,
    own_group_count,
    loop_id,
    loop_count,
    group_count,
    loop_amount,
    loop_amount AS exposure_amount,
    window_start_date,
    current_amount,
    currency,
    payment_count
FROM judged
