/* view
title  = "Company totals: one row per cluster of parties, with contracts, payments and spellings"
grain  = ["cluster_id"]
limits = "Natural persons are left out. Contract values are current ones; amounts are added up as they stand, whatever their currency, and currency_count says how many there are. A payment at any tier counts."
*/
WITH

clustered AS (
    SELECT
        cluster_id,
        MIN(cluster_name) AS cluster_name,
        COUNT(*) AS party_count
    FROM party_clusters
    GROUP BY cluster_id
),

spelled AS (
    SELECT
        party_clusters.cluster_id,
        COUNT(DISTINCT party_spellings.party_name) AS spelling_count,
        STRING_AGG(party_spellings.party_name, ' ' ORDER BY party_spellings.party_name)
            AS every_name
    FROM party_clusters
    INNER JOIN party_spellings ON party_clusters.party_id = party_spellings.party_id
    GROUP BY party_clusters.cluster_id
),

contracted AS (
    SELECT
        party_clusters.cluster_id,
        COUNT(*) AS contract_count,
        COUNT(DISTINCT contracts.project_id) AS project_count,
        SUM(COALESCE(contracts.final_amount, contracts.current_amount, contracts.original_amount))
            AS contract_amount,
        MIN(contracts.currency) AS currency,
        COUNT(DISTINCT contracts.currency) AS currency_count
    FROM contracts
    INNER JOIN party_clusters ON contracts.supplier_id = party_clusters.party_id
    GROUP BY party_clusters.cluster_id
),

received AS (
    SELECT
        payee_id AS party_id,
        SUM(paid_amount) AS paid_amount,
        COUNT(*) AS payment_count
    FROM payments
    WHERE payee_id IS NOT NULL
    GROUP BY payee_id
),

spent AS (
    SELECT
        payer_id AS party_id,
        SUM(paid_amount) AS paid_amount,
        COUNT(*) AS payment_count
    FROM payments
    WHERE payer_id IS NOT NULL
    GROUP BY payer_id
),

paid AS (
    SELECT
        party_clusters.cluster_id,
        SUM(received.paid_amount) AS received_amount,
        SUM(received.payment_count) AS received_count,
        SUM(spent.paid_amount) AS spent_amount,
        SUM(spent.payment_count) AS spent_count
    FROM party_clusters
    LEFT JOIN received ON party_clusters.party_id = received.party_id
    LEFT JOIN spent ON party_clusters.party_id = spent.party_id
    GROUP BY party_clusters.cluster_id
),

asked AS (
    SELECT
        party_clusters.cluster_id,
        party_matches.party_id,
        party_matches.other_party_id
    FROM party_matches
    INNER JOIN party_clusters ON party_matches.party_id = party_clusters.party_id
    WHERE party_matches.status = 'to review'
    UNION
    SELECT
        party_clusters.cluster_id,
        party_matches.party_id,
        party_matches.other_party_id
    FROM party_matches
    INNER JOIN party_clusters ON party_matches.other_party_id = party_clusters.party_id
    WHERE party_matches.status = 'to review'
),

waiting AS (
    SELECT
        cluster_id,
        COUNT(*) AS review_count
    FROM asked
    GROUP BY cluster_id
)

SELECT
    clustered.cluster_id,
    clustered.cluster_name,
    clustered.party_count,
    spelled.spelling_count,
    COALESCE(contracted.contract_count, 0) AS contract_count,
    COALESCE(contracted.project_count, 0) AS project_count,
    contracted.contract_amount,
    contracted.currency,
    contracted.currency_count,
    COALESCE(paid.received_count, 0) AS received_count,
    paid.received_amount,
    COALESCE(paid.spent_count, 0) AS spent_count,
    paid.spent_amount,
    COALESCE(waiting.review_count, 0) AS review_count,
    TRANSLATE(
        LOWER(CONCAT(COALESCE(spelled.every_name, ''), ' ', clustered.cluster_id)),
        letter_folding.accented_letters,
        letter_folding.plain_letters
    ) AS search_text
FROM clustered
CROSS JOIN letter_folding
LEFT JOIN spelled ON clustered.cluster_id = spelled.cluster_id
LEFT JOIN contracted ON clustered.cluster_id = contracted.cluster_id
LEFT JOIN paid ON clustered.cluster_id = paid.cluster_id
LEFT JOIN waiting ON clustered.cluster_id = waiting.cluster_id
