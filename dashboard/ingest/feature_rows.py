"""Features of any map format to rows of text: properties, and the place as point or as WKT."""

from __future__ import annotations

from collections.abc import Sequence

import polars as pl
import shapely

from dashboard.ingest.declarations import Manifest
from dashboard.ingest.reading import LINE

LONGITUDE, LATITUDE, WKT = "geometry.longitude", "geometry.latitude", "geometry.wkt"
DECIMALS = 8  # of a degree, about a millimetre


def place_columns(shapes: Sequence, manifest: Manifest) -> dict[str, pl.Series]:
    """The columns that hold where each of `shapes` (WGS84) is.

    `geometry.longitude` and `geometry.latitude` for points; `geometry.wkt` for lines, polygons
    and collections, where there are any or the manifest reads it.
    """
    points: list[tuple[str | None, str | None]] = []
    texts: list[str | None] = []
    for shape in shapes:
        is_known = shape is not None and not shape.is_empty
        is_point = is_known and shape.geom_type == "Point"
        points.append((repr(shape.x), repr(shape.y)) if is_point else (None, None))
        texts.append(wkt(shape) if is_known and not is_point else None)
    columns = {
        LONGITUDE: pl.Series([x for x, _ in points], dtype=pl.String),
        LATITUDE: pl.Series([y for _, y in points], dtype=pl.String),
    }
    wanted = any(WKT in column.sources for column in manifest.columns.values())
    if wanted or any(texts):
        columns[WKT] = pl.Series(texts, dtype=pl.String)
    return columns


def wkt(shape: shapely.Geometry) -> str:
    """`shape` as well-known text in two dimensions."""
    return shapely.to_wkt(shapely.force_2d(shape), rounding_precision=DECIMALS, trim=True)


def frame(columns: dict[str, list[str | None]], places: dict[str, pl.Series]) -> pl.DataFrame:
    """Rows of text numbered from 1: the properties, then the columns of `place_columns`."""
    height = next((len(one) for one in places.values()), 0)
    return pl.DataFrame(
        {
            LINE: pl.Series(range(1, height + 1), dtype=pl.Int64),
            **{name: pl.Series(cells, dtype=pl.String) for name, cells in columns.items()},
            **places,
        }
    )
