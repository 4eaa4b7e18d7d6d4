/* model
title  = "Party relations: pairs that should be independent: rivals for one lot, contractor and subcontractor or supervisor"
grain  = ["party_id", "other_party_id", "relation"]
limits = "In a pair of contractor and supervisor the supervisor is the other party. Rivals have the smaller id first. Two ids of one firm are no pair, nor are a consortium and its member."
*/
WITH

rivals AS (
    SELECT
        ours.party_id,
        theirs.party_id AS other_party_id,
        'rivals' AS relation,
        ours.competition_id AS entity_id,
        ours.tender_id,
        CAST(NULL AS VARCHAR) AS contract_id,
        ours.project_id,
        ours.bid_date AS relation_date
    FROM competing_bidders AS ours
    INNER JOIN competing_bidders AS theirs
        ON
            ours.competition_id = theirs.competition_id
            AND ours.party_id < theirs.party_id
            AND ours.bid_id <> theirs.bid_id
),

supervised AS (
    SELECT
        party_roles.party_id AS supervisor_id,
        projects.project_id,
        party_roles.start_date AS relation_date
    FROM party_roles
    INNER JOIN projects
        ON party_roles.entity_id = projects.project_id AND party_roles.entity_kind = 'project'
    INNER JOIN parties ON party_roles.party_id = parties.party_id
    WHERE party_roles.role = 'supervisor' AND COALESCE(parties.party_kind, '') <> 'person'
    UNION
    SELECT
        party_roles.party_id AS supervisor_id,
        contracts.project_id,
        party_roles.start_date AS relation_date
    FROM party_roles
    INNER JOIN contracts
        ON party_roles.entity_id = contracts.contract_id AND party_roles.entity_kind = 'contract'
    INNER JOIN parties ON party_roles.party_id = parties.party_id
    WHERE party_roles.role = 'supervisor' AND COALESCE(parties.party_kind, '') <> 'person'
    UNION
    SELECT
        contract_parties.party_id AS supervisor_id,
        contract_parties.project_id,
        contract_parties.decision_date AS relation_date
    FROM contract_parties
    INNER JOIN contracts ON contract_parties.contract_id = contracts.contract_id
    WHERE contracts.nature = 'supervision' AND contract_parties.part = 'supplier'
),

below AS (
    SELECT
        primes.party_id,
        subs.party_id AS other_party_id,
        'contractor and subcontractor' AS relation,
        primes.contract_id AS entity_id,
        CAST(NULL AS VARCHAR) AS tender_id,
        primes.contract_id,
        primes.project_id,
        subs.decision_date AS relation_date
    FROM contract_parties AS primes
    INNER JOIN contract_parties AS subs
        ON primes.contract_id = subs.contract_id AND subs.part = 'subcontractor'
    WHERE primes.part = 'supplier'
),

overseen AS (
    SELECT
        primes.party_id,
        supervised.supervisor_id AS other_party_id,
        'contractor and supervisor' AS relation,
        primes.contract_id AS entity_id,
        CAST(NULL AS VARCHAR) AS tender_id,
        primes.contract_id,
        primes.project_id,
        COALESCE(supervised.relation_date, primes.decision_date) AS relation_date
    FROM contract_parties AS primes
    INNER JOIN contracts ON primes.contract_id = contracts.contract_id
    INNER JOIN supervised ON primes.project_id = supervised.project_id
    WHERE
        primes.part = 'supplier'
        AND COALESCE(contracts.nature, 'construction') NOT IN ('supervision', 'design')
),

together AS (
    SELECT * FROM rivals
    UNION ALL
    SELECT * FROM below
    UNION ALL
    SELECT * FROM overseen
),

-- A day that is not known comes before all others.
placed AS (
    SELECT
        together.*,
        COALESCE(together.relation_date, CAST('1900-01-01' AS DATE)) AS sorting_date
    FROM together
)

SELECT
    placed.party_id,
    placed.other_party_id,
    placed.relation,
    COUNT(DISTINCT placed.entity_id) AS relation_count,
    MIN(placed.relation_date) AS first_date,
    MAX(placed.relation_date) AS last_date,
    MAX_BY(placed.tender_id, (placed.sorting_date, placed.entity_id)) AS tender_id,
    MAX_BY(placed.contract_id, (placed.sorting_date, placed.entity_id)) AS contract_id,
    MAX_BY(placed.project_id, (placed.sorting_date, placed.entity_id)) AS project_id
FROM placed
LEFT JOIN parties ON placed.party_id = parties.party_id
LEFT JOIN parties AS others ON placed.other_party_id = others.party_id
LEFT JOIN party_members AS ours
    ON placed.party_id = ours.party_id AND placed.other_party_id = ours.member_id
LEFT JOIN party_members AS theirs
    ON placed.other_party_id = theirs.party_id AND placed.party_id = theirs.member_id
WHERE
    placed.party_id <> placed.other_party_id
    AND COALESCE(parties.cluster_id, placed.party_id)
    <> COALESCE(others.cluster_id, placed.other_party_id)
    AND ours.member_id IS NULL
    AND theirs.member_id IS NULL
GROUP BY placed.party_id, placed.other_party_id, placed.relation
