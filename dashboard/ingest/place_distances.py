"""Distances and sizes on the ground, in projections made for the spot."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from functools import lru_cache
from typing import NamedTuple

import numpy
import pyproj
import shapely

from dashboard.ingest.place_levels import Level

KILOMETRES_A_DEGREE = 111.32  # of latitude; of longitude at the equator
CELL = 0.5  # degrees: small enough that one projection serves all points in it


@lru_cache(maxsize=4096)
def _metres(kind: str, longitude: float, latitude: float) -> Callable:
    """A function that projects shapes in WGS84 to metres around a spot."""
    local = f"+proj={kind} +lat_0={latitude} +lon_0={longitude} +datum=WGS84 +units=m"
    project = pyproj.Transformer.from_crs("EPSG:4326", local, always_xy=True).transform

    def projected(shapes):
        return shapely.transform(
            shapes, lambda points: numpy.column_stack(project(points[:, 0], points[:, 1]))
        )

    return projected


def _cells(points: numpy.ndarray) -> Iterator[tuple[float, float, numpy.ndarray]]:
    """The centre of every cell that holds a point, and which points it holds."""
    cells = numpy.floor(points / CELL)
    for cell in numpy.unique(cells, axis=0):
        east, north = (cell + 0.5) * CELL
        yield float(east), float(north), numpy.flatnonzero((cells == cell).all(axis=1))


class Near(NamedTuple):
    """The nearest place, and how far it is."""

    place_id: str
    kilometres: float


def nearest(
    level: Level, spots: Sequence[tuple[float, float]], kilometres: float
) -> dict[int, Near]:
    """The place of the level nearest to each spot (longitude, latitude), by the spot's number.

    Spots farther than `kilometres` from every polygon have no entry. Measured in an azimuthal
    equidistant projection around cells of half a degree, so within a thousandth.
    """
    points = numpy.array(spots, float).reshape(-1, 2)
    found: dict[int, Near] = {}
    for middle, height, members in _cells(points):
        box = _around(middle, height, 2 * kilometres)
        candidates = numpy.sort(level.tree.query(shapely.box(*box)))
        pieces = shapely.clip_by_rect([level.geometry[one] for one in candidates], *box)
        kept = ~shapely.is_empty(pieces)
        if not kept.any():
            continue
        project = _metres("aeqd", middle, height)
        tree = shapely.STRtree(project(pieces[kept]))
        (which, where), metres = tree.query_nearest(
            project(shapely.points(points[members])),
            max_distance=kilometres * 1000,
            return_distance=True,
        )
        for one, place, distance in sorted(zip(which, where, metres, strict=True)):
            place_id = level.ids[candidates[kept][place]]
            found.setdefault(int(members[one]), Near(place_id, float(distance) / 1000))
    return found


def _around(middle: float, height: float, kilometres: float) -> tuple[float, ...]:
    """A cell widened by some kilometres on every side, as xmin, ymin, xmax, ymax."""
    up = kilometres / KILOMETRES_A_DEGREE
    aside = up / max(numpy.cos(numpy.radians(min(abs(height) + CELL, 89))), 0.02)
    half = CELL / 2
    return middle - half - aside, height - half - up, middle + half + aside, height + half + up


def _middle(longitude: float, latitude: float) -> tuple[float, float]:
    """The middle of the cell that a spot lies in."""
    return (longitude // CELL + 0.5) * CELL, (latitude // CELL + 0.5) * CELL


def apart(spot: tuple[float, float], level: Level, place_ids: Sequence[str]) -> float:
    """Kilometres from a spot (longitude, latitude) to the nearest of some places; 0 inside one."""
    cell = _middle(*spot)
    project = _metres("aeqd", *cell)
    point = project(shapely.Point(spot))
    metres = []
    for place_id in place_ids:
        if (cell, place_id) not in level.projected:  # projecting a whole coast takes its time
            level.projected[cell, place_id] = project(level.shape_of(place_id))
        metres.append(shapely.distance(point, level.projected[cell, place_id]))
    return float(min(metres)) / 1000


def sizes(whole, parts: list) -> tuple[float, list[float]]:
    """The size of a shape in WGS84 and of parts of it: square metres, metres, or points.

    What counts is the shape's highest dimension. Areas are measured in an equal-area projection
    around the shape.
    """
    centre = shapely.centroid(whole)
    project = _metres("laea", *_middle(centre.x, centre.y))
    measure = _MEASURES[shapely.get_dimensions(whole)]
    return measure(project(whole)), [measure(project(part)) for part in parts]


def _points_in(shape) -> float:
    pieces = shapely.get_parts(shape)
    return float(sum(piece.geom_type == "Point" for piece in pieces))


_MEASURES = {
    0: _points_in,
    1: lambda shape: float(shapely.length(shape)),
    2: lambda shape: float(shapely.area(shape)),
}
