/* model
title  = "Approval limits: up to which amount somebody may approve a payment, tier by tier"
grain  = ["tier", "limit_amount", "valid_from_date"]
limits = "Empty where the jurisdiction pack names no rule approval_limit. A rule without applies_to holds for every tier; else it names a tier, or client, contractor or subcontractor as the payer."
*/
SELECT DISTINCT
    tiers.tier,
    jurisdiction_rules.number AS limit_amount,
    jurisdiction_rules.currency,
    jurisdiction_rules.valid_from_date,
    jurisdiction_rules.valid_to_date,
    jurisdiction_rules.citation
FROM jurisdiction_rules
INNER JOIN (
    VALUES
    ('client_prime', 'client'),
    ('prime_sub', 'contractor'),
    ('wage', 'contractor'),
    ('equipment', 'contractor'),
    ('material', 'contractor'),
    ('sub_sub', 'subcontractor')
) AS tiers (tier, payer_role)
    ON COALESCE(jurisdiction_rules.applies_to, tiers.tier) IN (tiers.tier, tiers.payer_role)
WHERE jurisdiction_rules.rule_name = 'approval_limit' AND jurisdiction_rules.number > 0
