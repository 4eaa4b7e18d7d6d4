/* model
title  = "Scoring parameters: points, factors and bounds, side by side in one row"
grain  = ["watch_points"]
limits = "House defaults: no authority stands behind them."
*/
SELECT
    MAX(CASE WHEN parameter = 'watch_points' THEN number END) AS watch_points,
    MAX(CASE WHEN parameter = 'high_points' THEN number END) AS high_points,
    MAX(CASE WHEN parameter = 'critical_points' THEN number END) AS critical_points,
    MAX(CASE WHEN parameter = 'rule_factor' THEN number END) AS rule_factor,
    MAX(CASE WHEN parameter = 'statistical_factor' THEN number END) AS statistical_factor,
    MAX(CASE WHEN parameter = 'context_factor' THEN number END) AS context_factor,
    MAX(CASE WHEN parameter = 'native_factor' THEN number END) AS native_factor,
    MAX(CASE WHEN parameter = 'one_fallback_factor' THEN number END) AS one_fallback_factor,
    MAX(CASE WHEN parameter = 'several_fallbacks_factor' THEN number END)
        AS several_fallbacks_factor,
    MAX(CASE WHEN parameter = 'rated_coverage' THEN number END) AS rated_coverage,
    MAX(CASE WHEN parameter = 'firm_coverage' THEN number END) AS firm_coverage,
    MAX(CASE WHEN parameter = 'high_cluster_count' THEN number END) AS high_cluster_count,
    MAX(CASE WHEN parameter = 'watch_cluster_count' THEN number END) AS watch_cluster_count
FROM ref_scoring
