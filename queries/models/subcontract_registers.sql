/* model
title  = "Subcontract registers: sources whose contracts have their subcontracts on file"
grain  = ["source"]
limits = "A source none of whose contracts has a subcontract counts as one without a register."
*/
SELECT
    source_files.source,
    COUNT(*) AS subcontract_count,
    BOOL_OR(COALESCE(subcontracts.is_consent_known, FALSE)) AS has_consents
FROM subcontracts
INNER JOIN contracts ON subcontracts.contract_id = contracts.contract_id
INNER JOIN source_files ON contracts.source_file_id = source_files.source_file_id
GROUP BY source_files.source
