"""Which areas of one level lie beside each other, for statistics that ask what a place is among."""

from __future__ import annotations

import geopandas
import numpy as np
import polars as pl
import shapely
from pyproj import CRS

from dashboard.ingest.tables import NEIGHBOURHOOD_LINKS

# Published borders are drawn twice, once for each side, and simplified apart from each other.
TOLERANCE = 15.0  # metres
NEAREST = 4
TOUCHING, NEAR = "shared border or corner", "nearest"


def links(shapes: pl.DataFrame) -> pl.DataFrame:
    """Every area beside its neighbours, as NEIGHBOURHOOD_LINKS; sorted, and both ways round.

    Takes `level`, `neighbourhood_id` and `geometry` (WKB in WGS84). Two areas of a level are
    neighbours where they come within TOLERANCE of each other, so a corner counts (queen
    contiguity). An area that touches none has the four with the nearest centres, and is theirs.
    """
    parts = [pl.DataFrame(schema=NEIGHBOURHOOD_LINKS)]
    for (level,), rows in shapes.sort("level", "neighbourhood_id").group_by(
        "level", maintain_order=True
    ):
        parts.append(_of_level(level, rows))
    return pl.concat(parts).sort("level", "neighbourhood_id", "neighbour_id")


def _of_level(level: str, rows: pl.DataFrame) -> pl.DataFrame:
    ids = rows["neighbourhood_id"]
    flat = _in_metres(rows["geometry"].to_list())
    first, second = shapely.STRtree(flat).query(flat, predicate="dwithin", distance=TOLERANCE)
    apart = first != second
    pairs = {(int(a), int(b)): TOUCHING for a, b in zip(first[apart], second[apart], strict=True)}
    alone = sorted(set(range(len(flat))) - {a for a, _ in pairs})
    centres = shapely.get_coordinates(shapely.centroid(flat))
    for area in alone:
        distance = np.hypot(*(centres - centres[area]).T)
        distance[area] = np.inf
        order = np.argsort(distance, kind="stable")
        for other in order[: min(NEAREST, len(flat) - 1)]:
            pairs.setdefault((area, int(other)), NEAR)
            pairs.setdefault((int(other), area), NEAR)
    return pl.DataFrame(
        [(level, ids[a], ids[b], method) for (a, b), method in pairs.items()],
        schema=NEIGHBOURHOOD_LINKS,
        orient="row",
    )


def _in_metres(geometry: list[bytes]) -> np.ndarray:
    """The shapes on a plane around the middle of them all, where a metre is a metre.

    Equidistant from that middle, so that no zone has to be known and none is left.
    """
    earth = geopandas.GeoSeries.from_wkb(geometry, crs=4326)
    west, south, east, north = earth.total_bounds
    middle = f"+proj=aeqd +lat_0={(south + north) / 2:.4f} +lon_0={(west + east) / 2:.4f}"
    return earth.to_crs(CRS.from_proj4(f"{middle} +datum=WGS84 +units=m")).values
