/* model
title = "Neighbourhood links: which areas lie beside each other"
grain = ["neighbourhood_id", "neighbour_id"]
*/
SELECT
    level,
    neighbourhood_id,
    neighbour_id,
    method
FROM src_neighbourhood_links
