/* view
title  = "Matching companies: clusters that a search leaves"
grain  = ["cluster_id"]
limits = "A cluster matches when its names and id hold every one of the first four words."
*/
WITH

searched AS (
    SELECT
        TRANSLATE(
            LOWER(COALESCE(CAST($search AS VARCHAR), '')),
            letter_folding.accented_letters,
            letter_folding.plain_letters
        ) AS words
    FROM letter_folding
)

SELECT company_totals.cluster_id
FROM company_totals
CROSS JOIN searched
WHERE
    CONTAINS(company_totals.search_text, SPLIT_PART(searched.words, ' ', 1))
    AND CONTAINS(company_totals.search_text, SPLIT_PART(searched.words, ' ', 2))
    AND CONTAINS(company_totals.search_text, SPLIT_PART(searched.words, ' ', 3))
    AND CONTAINS(company_totals.search_text, SPLIT_PART(searched.words, ' ', 4))
