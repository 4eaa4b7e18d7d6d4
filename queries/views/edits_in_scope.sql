/* view
title  = "Edits in scope: the retroactive edits that the reader's filters leave"
grain  = ["edit_id"]
limits = "Without a filter also those of records whose project is not known. Filters by source, publication, field and direction let everything through where they are NULL."
*/
SELECT
    retroactive_edits.edit_id,
    retroactive_edits.source,
    retroactive_edits.entity_kind,
    retroactive_edits.entity_id,
    retroactive_edits.project_id,
    scoped_projects.project_name,
    scoped_projects.agency,
    scoped_projects.neighbourhood_names,
    retroactive_edits.contract_id,
    retroactive_edits.field,
    retroactive_edits.value_kind,
    retroactive_edits.currency,
    retroactive_edits.direction,
    retroactive_edits.value_before,
    retroactive_edits.value_after,
    retroactive_edits.change_size,
    retroactive_edits.change_share,
    retroactive_edits.explanation,
    retroactive_edits.is_unexplained,
    retroactive_edits.published_date_before,
    retroactive_edits.published_date,
    retroactive_edits.fact_date,
    retroactive_edits.days_after_fact,
    retroactive_edits.days_to_review,
    retroactive_edits.source_file_id_before,
    retroactive_edits.source_line_before,
    retroactive_edits.source_file_id,
    retroactive_edits.source_line
FROM retroactive_edits
LEFT JOIN scoped_projects ON retroactive_edits.project_id = scoped_projects.project_id
WHERE
    (
        scoped_projects.project_id IS NOT NULL
        OR (
            $agency IS NULL
            AND $sector IS NULL
            AND $status IS NULL
            AND $neighbourhood_id IS NULL
        )
    )
    AND ($source IS NULL OR retroactive_edits.source = $source)
    AND ($published_date IS NULL OR retroactive_edits.published_date = $published_date)
    AND ($field IS NULL OR retroactive_edits.field = $field)
    AND ($direction IS NULL OR retroactive_edits.direction = $direction)
