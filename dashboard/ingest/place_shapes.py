"""Lines and polygons shared out over the neighbourhoods they cross, by length or by area."""

from __future__ import annotations

from dataclasses import dataclass

import numpy
import shapely

from dashboard.ingest.place_distances import sizes
from dashboard.ingest.place_levels import Level

METHODS = {0: "point", 1: "line", 2: "polygon"}
# Two borders drawn from different surveys never agree to the metre.
SLIVER = 0.001


@dataclass(frozen=True)
class Shared:
    """A shape shared out: the part of the whole in each place, and the part in none."""

    method: str
    shares: list[tuple[str, float]]
    outside_share: float


def shared(shape, level: Level) -> Shared | None:
    """How a valid shape in WGS84 lies in the places of a level; None where none of it does.

    Shares and the part outside sum to 1. What runs along a border, or lies where two places
    overlap, counts by halves. Slivers of less than a thousandth go to the others.
    """
    whole = _of_highest_dimension(shape)
    numbers = numpy.sort(level.tree.query(whole, predicate="intersects"))
    if not len(numbers):
        return None
    pieces = shapely.intersection(whole, [level.geometry[number] for number in numbers])
    total, parts = sizes(whole, list(pieces))
    if not total:
        return None
    covered = min(1.0, sum(sizes(whole, [shapely.union_all(pieces)])[1]) / total)
    summed = sum(parts)
    found = [
        (level.ids[number], part / summed * covered)
        for number, part in zip(numbers, parts, strict=True)
        if summed and part / summed > SLIVER
    ]
    if not found:
        return None
    outside = 1 - covered if 1 - covered > SLIVER else 0.0
    scale = (1 - outside) / sum(share for _, share in found)
    return Shared(
        METHODS[int(shapely.get_dimensions(whole))],
        [(place_id, share * scale) for place_id, share in found],
        outside,
    )


def _of_highest_dimension(shape):
    """A collection without what is thinner than its main part: a polygon's stray line."""
    if shape.geom_type != "GeometryCollection":
        return shape
    parts = shapely.get_parts(shape)
    dimensions = shapely.get_dimensions(parts)
    return shapely.union_all(parts[dimensions == dimensions.max()])
