/* model
title = "Award suppliers: who won an award, each member of a consortium"
grain = ["award_id", "party_id"]
*/
SELECT
    award_id,
    party_id,
    party_name,
    source_file_id,
    source_line
FROM latest_award_suppliers
