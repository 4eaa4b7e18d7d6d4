/* view
title  = "Party names: the name by which most rows of the files call a party"
grain  = ["party_id"]
limits = "Natural persons are left out."
*/
SELECT
    party_id,
    party_name
FROM party_spellings
QUALIFY ROW_NUMBER() OVER (PARTITION BY party_id ORDER BY row_count DESC, party_name ASC) = 1
