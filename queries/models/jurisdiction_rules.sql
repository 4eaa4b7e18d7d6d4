/* model
title  = "Jurisdiction rules: limits, ceilings and periods of the law or the house, with their source"
grain  = ["rule_name", "applies_to", "valid_from_date", "number"]
limits = "What was not found in a text that could be read has no row, and an indicator that needs it says so."
*/
SELECT
    rule_name,
    applies_to,
    number,
    currency,
    valid_from_date,
    valid_to_date,
    citation,
    verification
FROM ref_rules
