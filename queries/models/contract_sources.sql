/* model
title = "Contract sources: every source row that says something of a contract, publication by publication"
grain = ["contract_id", "source_file_id", "source_line", "published_date"]
*/
SELECT DISTINCT
    contract_id,
    source_file_id,
    source_line,
    published_date
FROM src_contracts
