/* model
title = "Source cadences: how often each source promises to publish"
grain = ["source"]
*/
SELECT
    source,
    cadence,
    expected_days
FROM src_source_cadences
