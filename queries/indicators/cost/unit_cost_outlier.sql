/* indicator
code           = "C10"
title          = "Unit price among peers"
condition      = "The unit price lies above the upper fence of its peers, or a fifth or more away from what is usual among them."
subject        = "contract_item"
unit           = "index"
flag           = { when = "at_least" }
also           = [
  { column = "above_distance", when = "at_least", high = 1.5 },
  { column = "price_difference_share", when = "at_least", watch = 0.20 },
  { column = "price_difference_share", when = "at_most", watch = -0.20 },
]
formula        = "logarithm of the unit price less the median of its peers' logarithms; in interquartile ranges beyond their third quartile. Peers: same item and unit, in the same place and year, else in the same year, else within three years"
why            = "It finds what a percentage cannot: a contract may lie exactly on an estimate that was too high."
innocent       = ["hard ground or night work", "small quantity", "better quality under the same code", "prices that rose between two years"]
skips          = { insufficient = ["no quantity", "no unit price", "lump sum or conditional unit", "no item code or unit", "fewer than 20 peers", "peers do not differ"] }
hook           = "unit_prices.against_peers"
params         = { peer_min_n = 20 }
source         = "Tukey's fences at 1.5 interquartile ranges. The band of 20 % around the average is indicator 11 of the Chamber of Accounts of Kyrgyzstan; here around the median, which the prices in question cannot move."
verification   = "V"
evidence_class = "S"
cluster        = "k05"
core           = false
stored         = "findings"
needs          = ["contract_items"]
limits         = "Prices are compared within a year, or brought to one level where the pack knows price indices; otherwise peers of three years are compared as they are, and peer_rung 3 says so. Prices of subcontracts are out of scope. A unit such as lump sum, which cannot be compared, is itself a thing to ask about."
maps           = { ocp = ["R016", "R017"], krai = ["KRAI11", "NEW9", "NEW10"] }
sentence       = "The unit price of {unit_price_amount} for {item_code} ({unit}) differs by {price_difference_share} from the {usual_price_amount} that is usual among {peer_count} peers."
worked         = "{unit_price_amount} / {usual_price_amount} - 1 = {price_difference_share}; logarithm of {unit_price_amount} / {usual_price_amount} = {value}; distance of the price above the third quartile of the peers, on that scale: {above_distance} interquartile ranges"
clears         = "The specification, the quantity, the ground or the hours of work that set the price apart, or quotations for the same item on the same day."

[remedies]
"no quantity" = "contract_items.quantity"
"no unit price" = "contract_items.unit_price_amount"
"lump sum or conditional unit" = "contract_items.unit"
"no item code or unit" = "contract_items.item_code"
"fewer than 20 peers" = "more cases"
"peers do not differ" = "more cases"
*/
WITH

largest AS (
    SELECT
        project_id,
        neighbourhood_id
    FROM project_neighbourhoods
    QUALIFY
        ROW_NUMBER() OVER (
            PARTITION BY project_id ORDER BY neighbourhood_share DESC, neighbourhood_id ASC
        ) = 1
),

base AS (
    SELECT MAX(index_year) AS index_year
    FROM price_indices
),

priced AS (
    SELECT
        contract_items.contract_item_id,
        contract_items.contract_id,
        contracts.project_id,
        contract_items.item_code,
        contract_items.description,
        contract_items.quantity,
        TRIM(LOWER(contract_items.unit)) AS unit,
        contract_items.unit_price_amount,
        COALESCE(contract_items.currency, contracts.currency) AS currency,
        contracts.signed_date,
        CAST(EXTRACT(YEAR FROM contracts.signed_date) AS BIGINT) AS signed_year,
        largest.neighbourhood_id,
        contracts.supplier_id,
        contracts.supplier_name,
        contracts.buyer_id,
        CAST(base_years.price_index / NULLIF(item_years.price_index, 0) AS DOUBLE) AS price_ratio
    FROM contract_items
    INNER JOIN contracts ON contract_items.contract_id = contracts.contract_id
    LEFT JOIN largest ON contracts.project_id = largest.project_id
    CROSS JOIN base
    LEFT JOIN price_indices AS base_years ON base.index_year = base_years.index_year
    LEFT JOIN price_indices AS item_years
        ON EXTRACT(YEAR FROM contracts.signed_date) = item_years.index_year
    WHERE
        contract_items.subcontract_id IS NULL
        AND COALESCE(contracts.status, 'active') NOT IN ('pending', 'cancelled')
),

checked AS (
    SELECT
        priced.*,
        CASE
            WHEN
                unit IN (
                    'lump sum', 'lumpsum', 'lump', 'ls', 'l.s.', 'sum', 'conditional unit',
                    'conditional', 'global', 'gl', 'glb', 'forfait', 'psm', 'set of works'
                )
                THEN 'lump sum or conditional unit'
            WHEN item_code IS NULL OR unit IS NULL OR unit = '' THEN 'no item code or unit'
            WHEN quantity IS NULL OR quantity <= 0 THEN 'no quantity'
            WHEN unit_price_amount IS NULL OR unit_price_amount <= 0 THEN 'no unit price'
        END AS skip_reason,
        CAST(unit_price_amount AS DOUBLE) * COALESCE(price_ratio, 1) AS constant_price,
        item_code || ' per ' || unit || ' in ' || COALESCE(currency, 'no currency') AS item
    FROM priced
)

SELECT
    contract_item_id AS subject_id,
    project_id,
    CAST(NULL AS DOUBLE) AS value,
    skip_reason,
    CASE WHEN skip_reason IS NULL THEN LN(constant_price) END AS compared,
    signed_date AS peer_date,
    'item, place and year: ' || item || ', ' || neighbourhood_id || ', '
    || CAST(signed_year AS VARCHAR) AS peer_group_1,
    'item and year: ' || item || ', ' || CAST(signed_year AS VARCHAR) AS peer_group_2,
    'item: ' || item AS peer_group_3,
    contract_id,
    item_code,
    description,
    quantity,
    unit,
    unit_price_amount,
    price_ratio,
    currency,
    signed_date,
    buyer_id,
    supplier_id AS party_id,
    supplier_name
FROM checked
