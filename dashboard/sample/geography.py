"""The map of the sample city: a lobed outline, a river, a lake, and cells drawn between them.

It lies in the middle of the Atlantic, where it cannot be taken for any real place.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from itertools import product
from pathlib import Path

import numpy as np
import shapely
import shapely.affinity
from shapely.geometry import LineString, MultiPoint, Polygon, mapping
from shapely.ops import voronoi_diagram

CENTRE = (-30.0, 1.0)
RADIUS = 0.13  # degrees, about 14 km
POINTS_PER_NEIGHBOURHOOD = 256
PATCH_LEAST, PATCH_SHARE = 30, 0.2  # neighbourhoods in the city, and how many of them
TOUCH = 1e-4  # degrees, about ten metres
STEMS = (  # noqa: SIM905
    "Alder Ash Barley Beacon Birch Brook Cinder Clay Copper Crane Dove East Elm Fallow Fern "
    "Flint Gate Granary Gull Harbour Heron Holm Kiln Lantern Larch Lime Loam Mallow Maple Marl "
    "Meadow Mill Moss North Oak Orchard Otter Plover Quarry Reed Rope Rowan Saffron Salt Sand "
    "Slate South Spindle Stone Tanner Teal Thistle Tide Timber Weir West Wharf Willow"
).split()
ENDINGS = "field ford gate hill side water moor bank ridge cross end green".split()  # noqa: SIM905


@dataclass(frozen=True)
class Geography:
    """The neighbourhoods: ids, names, people, shapes, and points that lie inside each of them."""

    ids: list[str]
    names: list[str]
    population: np.ndarray
    shapes: list[Polygon]
    points: np.ndarray  # neighbourhood, point, (longitude, latitude)
    beside: np.ndarray  # a neighbour of each neighbourhood
    deprivation: np.ndarray  # an index, 100 on average; higher is poorer
    patch: list[int]  # some that lie together and fare worse; none in a city of few
    inside: list[int]  # those of the patch that lie among others of it for the most part

    def write(self, path: Path) -> None:
        """Write the GeoJSON (WGS84, rings in the order of RFC 7946)."""
        features = [
            {
                "type": "Feature",
                "properties": {
                    "neighbourhood_id": self.ids[i],
                    "neighbourhood_name": self.names[i],
                    "population": int(self.population[i]),
                    "population_year": 2025,
                    "deprivation_index": float(self.deprivation[i]),
                },
                "geometry": mapping(shape),
            }
            for i, shape in enumerate(self.shapes)
        ]
        collection = {"type": "FeatureCollection", "features": features}
        path.write_text(json.dumps(collection), encoding="utf-8")


def draw(random: np.random.Generator, count: int) -> Geography:
    """A city of `count` neighbourhoods."""
    banks = _banks(random)
    shares = np.array([bank.area for bank in banks]) / sum(bank.area for bank in banks)
    first = int(np.clip(round(count * shares[0]), 1, count - 1))
    shapes = _cells(random, banks[0], first) + _cells(random, banks[1], count - first)
    shapes.sort(key=lambda shape: (-round(shape.centroid.y, 2), shape.centroid.x))
    width = max(2, len(str(count)))
    # Streams of their own, so that what is drawn after the map stays as it was.
    deprivation = _deprivation(random.spawn(1)[0], shapes)
    patch, inside = _patch(random.spawn(1)[0], shapes)
    return Geography(
        ids=[f"N{i + 1:0{width}d}" for i in range(count)],
        names=_names(random, count),
        population=_population(random, shapes),
        shapes=shapes,
        points=np.array([_points_inside(random, shape) for shape in shapes]),
        beside=_neighbours(shapes),
        deprivation=deprivation,
        patch=patch,
        inside=inside,
    )


def _banks(random: np.random.Generator) -> list[Polygon]:
    """The city's outline, cut in two by a river; the larger bank has a lake in it."""
    angles = np.linspace(0, 2 * np.pi, 240, endpoint=False)
    radius = np.ones_like(angles)
    for lobes, height in ((2, 0.14), (3, 0.10), (5, 0.05), (9, 0.03)):
        radius += height * np.cos(lobes * angles + random.uniform(0, 2 * np.pi))
    outline = np.c_[
        CENTRE[0] + 1.25 * RADIUS * radius * np.cos(angles),
        CENTRE[1] + RADIUS * radius * np.sin(angles),
    ]
    along = np.linspace(-2.5 * RADIUS, 2.5 * RADIUS, 200)
    bend = 0.02 * np.sin(along * 38 + random.uniform(0, 6)) + 0.12 * along
    river = LineString(np.c_[CENTRE[0] + along, CENTRE[1] - 0.02 + bend]).buffer(0.0022)
    parts = sorted(Polygon(outline).difference(river).geoms, key=lambda part: -part.area)[:2]
    middle = shapely.point_on_surface(parts[0])
    lake = middle.buffer(0.008)
    return [parts[0].difference(shapely.affinity.scale(lake, 1.6, 0.8)), parts[1]]


def _cells(random: np.random.Generator, bank: Polygon, count: int) -> list[Polygon]:
    """`bank` divided into `count` cells around jittered points, evened out a little."""
    seeds = _points_inside(random, bank, count)
    for _ in range(2):
        seeds = np.array([cell.centroid.coords[0] for cell in _divided(bank, seeds)])
    cells = _divided(bank, seeds)
    return [shapely.orient_polygons(shapely.set_precision(cell, 1e-6)) for cell in cells]


def _divided(bank: Polygon, seeds: np.ndarray) -> list[Polygon]:
    if len(seeds) == 1:
        return [bank]
    regions = voronoi_diagram(MultiPoint(seeds), envelope=bank).geoms
    pieces = [region.intersection(bank) for region in regions]
    whole = [max(shapely.get_parts(piece), key=lambda part: part.area) for piece in pieces]
    # A region cut in two by the shore leaves crumbs: each goes to the cell it shares most with.
    for piece, kept in zip(pieces, list(whole), strict=True):
        for crumb in shapely.get_parts(piece):
            if crumb.equals(kept) or crumb.area == 0:
                continue
            shared = [crumb.intersection(cell).length for cell in whole]
            target = int(np.argmax(shared))
            joined = whole[target].union(crumb)
            if joined.geom_type == "Polygon":
                whole[target] = joined
    return whole


def _points_inside(
    random: np.random.Generator, shape: Polygon, count: int = POINTS_PER_NEIGHBOURHOOD
) -> np.ndarray:
    west, south, east, north = shape.bounds
    inner = shape.buffer(-0.0002)
    inner = shape if inner.is_empty else inner
    found = np.empty((0, 2))
    while len(found) < count:
        drawn = random.uniform((west, south), (east, north), (4 * count, 2))
        found = np.r_[found, drawn[shapely.contains_xy(inner, drawn)]]
    return found[:count]


def _population(random: np.random.Generator, shapes: list[Polygon]) -> np.ndarray:
    """Two to eighty thousand people, more where the cell is larger and nearer the middle."""
    areas = np.array([shape.area for shape in shapes])
    far = np.array([np.hypot(shape.centroid.x + 30, shape.centroid.y - 1) for shape in shapes])
    spread = random.lognormal(0, 0.55, len(shapes))
    people = 24_000 * (areas / areas.mean()) ** 0.5 * np.exp(0.5 - far / RADIUS * 0.7) * spread
    return np.clip(people, 2_000, 80_000).round(-1).astype(np.int64)


def _deprivation(random: np.random.Generator, shapes: list[Polygon]) -> np.ndarray:
    """An index that changes smoothly over the map: two broad waves and a little of its own."""
    centres = np.array([shape.centroid.coords[0] for shape in shapes]) - CENTRE
    angles, phases = random.uniform(0, 2 * np.pi, 2), random.uniform(0, 2 * np.pi, 2)
    along = centres @ np.array([np.cos(angles), np.sin(angles)]) / RADIUS
    waves = 11 * np.sin(1.6 * along[:, 0] + phases[0]) + 6 * np.sin(3.1 * along[:, 1] + phases[1])
    index = waves + random.normal(0, 1.5, len(shapes))
    return (100 + index - index.mean()).round(1)


def _patch(random: np.random.Generator, shapes: list[Polygon]) -> tuple[list[int], list[int]]:
    """Some neighbourhoods that lie together, and which of them have most neighbours among them."""
    if len(shapes) < PATCH_LEAST:
        return [], []
    first, second = shapely.STRtree(shapes).query(shapes, predicate="dwithin", distance=TOUCH)
    beside: dict[int, set[int]] = {i: set() for i in range(len(shapes))}
    for one, other in zip(first.tolist(), second.tolist(), strict=True):
        if one != other:
            beside[one].add(other)
    # In the middle of most neighbours, so that the patch has an inside.
    found = [max(beside, key=lambda i: (len(beside[i]), random.random()))]
    while len(found) < round(PATCH_SHARE * len(shapes)):
        edge = sorted({other for one in found for other in beside[one]} - set(found))
        if not edge:
            break
        held = [len(beside[one] & set(found)) for one in edge]
        found.append(edge[int(np.argmax(held))])
    inside = [one for one in found if len(beside[one] & set(found)) >= 0.7 * len(beside[one])]
    return sorted(found), sorted(inside)


def _names(random: np.random.Generator, count: int) -> list[str]:
    """Invented place names, no two alike."""
    words = [f"{stem}{end}" for stem, end in product(STEMS, ENDINGS) if stem.lower() != end]
    parts = ["", "Upper ", "Lower ", "Old ", "New ", "Near ", "Far "]
    names = [part + word for part in parts for word in random.permutation(words)]
    if count > len(names):
        names += [f"District {i + 1}" for i in range(count - len(names))]
    return [str(name) for name in names[:count]]


def _neighbours(shapes: list[Polygon]) -> np.ndarray:
    centres = np.array([shape.centroid.coords[0] for shape in shapes])
    nearest = np.empty(len(shapes), dtype=np.int64)
    for i, centre in enumerate(centres):  # a row at a time: all distances at once may not fit
        distance = np.hypot(*(centres - centre).T)
        distance[i] = np.inf
        nearest[i] = np.argmin(distance)
    return nearest
