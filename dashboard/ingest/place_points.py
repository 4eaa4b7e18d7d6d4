"""Which stated points can be meant: those that are no placeholder and near the boundaries."""

from __future__ import annotations

import numpy
import polars as pl
import shapely

from dashboard.ingest.place_distances import KILOMETRES_A_DEGREE
from dashboard.ingest.place_levels import Neighbourhoods

FARTHEST = 50  # km outside the box around all boundaries
FEWEST_PROJECTS = 10  # below that, projects of one spot are no sign of a placeholder
NOWHERE = 0.001  # degrees around 0, 0
EXAMPLE = (-1.26, 51.75)  # in the documentation of OCDS; files copied from it carry it along

ZERO = "placeholder point: 0, 0"
OF_THE_EXAMPLE = "placeholder point: the example of the OCDS documentation"
REPEATED = "placeholder point: shared by over half of the projects of the file"
FAR_OUTSIDE = "point more than 50 km outside all boundaries"
BAD_SHAPE = "geometry that cannot be read"


def stated(rows: pl.DataFrame) -> tuple[pl.DataFrame, dict[int, object], set[int]]:
    """`rows` with their number and the point of a geometry that is one, where no point is stated.

    Also the lines and polygons by the row's number, valid and in WGS84, and the numbers of the
    rows whose geometry cannot be read.
    """
    rows = rows.with_row_index("number")
    shapes: dict[int, object] = {}
    unreadable: set[int] = set()
    points: list[tuple[int, float, float]] = []
    for number, text in rows.select("number", "geometry").drop_nulls("geometry").iter_rows():
        shape = _valid(text)
        if shape is None:
            unreadable.add(number)
        elif shape.geom_type == "Point":
            points.append((number, shape.x, shape.y))
        else:
            shapes[number] = shape
    if points:
        schema = {"number": pl.UInt32, "east": pl.Float64, "north": pl.Float64}
        rows = (
            rows.join(pl.DataFrame(points, schema, orient="row"), on="number", how="left")
            .sort("number")
            .with_columns(
                pl.coalesce("longitude", "east").alias("longitude"),
                pl.coalesce("latitude", "north").alias("latitude"),
            )
            .drop("east", "north")
        )
    return rows, shapes, unreadable


def _valid(text: str):
    """The valid shape in a WKT text; a line without length is a point. None if there is none."""
    shape = shapely.from_wkt(text, on_invalid="ignore")
    if shape is None or shape.is_empty or not numpy.isfinite(shape.bounds).all():
        return None
    shape = shapely.force_2d(shape)
    if not shape.is_valid:
        shape = shapely.make_valid(shape)
    return shapely.Point(shape.bounds[:2]) if shape.bounds[:2] == shape.bounds[2:] else shape


def not_meant(rows: pl.DataFrame, known: Neighbourhoods) -> dict[int, str]:
    """Why a stated point cannot be meant, by the row's number; the others have no entry.

    A publisher fills a required cell with something, and so does a geocoder that finds nothing.
    """
    points = rows.drop_nulls(["longitude", "latitude"])
    if points.is_empty():
        return {}
    shared = _shared_by_most(points)
    far = _far_outside(known)
    zero = (pl.col("longitude").abs() < NOWHERE) & (pl.col("latitude").abs() < NOWHERE)
    example = (pl.col("longitude") - EXAMPLE[0]).abs() < 1e-6
    example &= (pl.col("latitude") - EXAMPLE[1]).abs() < 1e-6
    reasons = points.join(shared, on=["source_file_id", *_SPOT], how="left", nulls_equal=True)
    reasons = reasons.sort("number").select(
        "number",
        pl.when(zero)
        .then(pl.lit(ZERO))
        .when(example)
        .then(pl.lit(OF_THE_EXAMPLE))
        .when(far)
        .then(pl.lit(FAR_OUTSIDE))
        .when("is_shared_by_most")
        .then(pl.lit(REPEATED))
        .alias("reason"),
    )
    return dict(reasons.drop_nulls("reason").iter_rows())


_SPOT = ("longitude", "latitude")


def _shared_by_most(points: pl.DataFrame) -> pl.DataFrame:
    """The spots at which over half of the projects of one file are said to lie."""
    projects = points.unique(["source_file_id", "project_id", *_SPOT])
    return (
        projects.group_by("source_file_id", *_SPOT)
        .agg(pl.len().alias("here"))
        .join(
            projects.group_by("source_file_id").agg(
                pl.col("project_id").n_unique().alias("projects")
            ),
            on="source_file_id",
            nulls_equal=True,
        )
        .filter(pl.col("projects") >= FEWEST_PROJECTS, pl.col("here") * 2 > pl.col("projects"))
        .select("source_file_id", *_SPOT, pl.lit(True).alias("is_shared_by_most"))
    )


def _far_outside(known: Neighbourhoods) -> pl.Expr:
    """Whether a point lies far outside the box around all boundaries."""
    box = _extent(known)
    return ~_inside(pl.col("longitude"), pl.col("latitude"), box) if box else pl.lit(False)


def is_far(shape, known: Neighbourhoods) -> bool:
    """Whether the middle of a shape lies far outside the box around all boundaries."""
    box = _extent(known)
    west, south, east, north = shape.bounds
    return box is not None and not _inside((west + east) / 2, (south + north) / 2, box)


def _extent(known: Neighbourhoods) -> tuple[float, float, float, float] | None:
    """The box around all boundaries widened by `FARTHEST` km; None without boundaries."""
    boxes = [level.tree.geometries for level in known.levels.values()]
    if not boxes:
        return None
    west, south, east, north = shapely.total_bounds(numpy.concatenate(boxes))
    up = FARTHEST / KILOMETRES_A_DEGREE
    aside = up / max(numpy.cos(numpy.radians(max(abs(south), abs(north)))), 0.02)
    return west - aside, south - up, east + aside, north + up


def _inside(longitude, latitude, box: tuple[float, float, float, float]):
    """Whether points (numbers or expressions) lie in a box."""
    west, south, east, north = box
    return (longitude >= west) & (longitude <= east) & (latitude >= south) & (latitude <= north)
