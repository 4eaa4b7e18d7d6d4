/* indicator
code           = "Q3"
title          = "Disclosure items shown"
condition      = "Fewer than four fifths of what should be published unasked at the project's stage can be seen (watch), fewer than half (high)."
subject        = "project"
unit           = "share"
flag           = { when = "at_most", watch = 0.799999, high = 0.499999 }
formula        = "items shown, as data or by a document of that type / items to be published unasked that are due at the project's stage"
why            = "What residents cannot see they cannot question, and what auditors cannot see cannot be checked."
innocent       = ["exemption for reasons of security", "small works under a lighter regime", "published elsewhere and not yet loaded", "new project whose documents are on their way"]
skips          = { insufficient = ["the stage of the project is not known"] }
source         = "Items: CoST Infrastructure Data Standard as mapped by OC4IDS 0.9.5, 39 to be published unasked and 27 on request, each of weight one. Thresholds, and from when an item is due: house defaults, written a millionth lower, since four fifths and a half themselves still pass and values have six decimals."
verification   = "V"
evidence_class = "R"
cluster        = "k24"
core           = false
needs          = ["projects"]
limits         = "Sees what was loaded, not every page on which something may stand. Items on request count in a share of their own and raise nothing, because nobody may have asked. A fact about contracts is shown where every signed contract shows it. missing_items names what was not seen; structured_share says how much came as data and not only as a document. Whether it came in time is the matter of late publication."
maps           = { ocp = ["R001", "R004", "R005", "R063"], opentender = ["TRANSPARENCY"], oc4ids = ["whole schema"], cost = ["39 proactive and 27 on-request items"] }
sentence       = "Of {due_count} items to be published at this stage, {shown_count} can be seen; not seen: {missing_items}."
worked         = "{shown_count} / {due_count} = {value}"
clears         = "The page or file on which the items stand, a legal exemption, or a lighter regime for works of that size."

[remedies]
"the stage of the project is not known" = "projects.status"
*/
WITH

counted AS (
    SELECT
        project_id,
        COUNT(CASE WHEN is_proactive THEN item_id END) AS due_count,
        COUNT(CASE WHEN is_proactive AND is_shown THEN item_id END) AS shown_count,
        COUNT(CASE WHEN NOT is_proactive THEN item_id END) AS request_due_count,
        COUNT(CASE WHEN NOT is_proactive AND is_shown THEN item_id END) AS request_shown_count,
        COUNT(CASE WHEN is_shown THEN item_id END) AS any_shown_count,
        COUNT(CASE WHEN is_structured THEN item_id END) AS structured_count,
        STRING_AGG(
            CASE WHEN is_proactive AND NOT is_shown THEN item_id END, ', ' ORDER BY item_id
        ) AS missing_items
    FROM project_disclosures
    GROUP BY project_id
)

SELECT
    projects.project_id AS subject_id,
    projects.project_id,
    CAST(counted.shown_count AS DOUBLE) / NULLIF(counted.due_count, 0) AS value,
    CASE WHEN counted.project_id IS NULL THEN 'the stage of the project is not known' END
        AS skip_reason,
    counted.due_count,
    counted.shown_count,
    counted.missing_items,
    CAST(counted.request_shown_count AS DOUBLE) / NULLIF(counted.request_due_count, 0)
        AS on_request_share,
    CAST(counted.any_shown_count AS DOUBLE)
    / NULLIF(counted.due_count + counted.request_due_count, 0) AS all_items_share,
    CAST(counted.structured_count AS DOUBLE) / NULLIF(counted.any_shown_count, 0)
        AS structured_share,
    projects.status,
    projects.agency,
    projects.source
FROM projects
LEFT JOIN counted ON projects.project_id = counted.project_id
WHERE COALESCE(projects.status, '') <> 'cancelled'
