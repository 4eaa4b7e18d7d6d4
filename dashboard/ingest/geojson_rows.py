"""Point features to rows of text: properties as published, coordinates in WGS84."""

from __future__ import annotations

import json
from pathlib import Path

import geopandas
import polars as pl
import pyogrio

from dashboard.ingest.declarations import Manifest
from dashboard.ingest.reading import LINE, RawTable, check_file
from dashboard.messages import InputError

LONGITUDE, LATITUDE = "geometry.longitude", "geometry.latitude"


def read_geometries(path: Path, only_geometry: bool = False) -> geopandas.GeoDataFrame:
    """The features of `path` in WGS84, in their order. Raises InputError if it is no such file."""
    check_file(path)
    try:
        features = pyogrio.read_dataframe(path, columns=[] if only_geometry else None)
    except (pyogrio.errors.DataSourceError, pyogrio.errors.DataLayerError, ValueError) as error:
        raise InputError(
            path.name,
            "it cannot be read as a file of places",
            "Expected was GeoJSON or another file of features",
            "If it is cut off, fetch it again",
        ) from error
    if not isinstance(features, geopandas.GeoDataFrame):
        raise InputError(path.name, "it has no geometry", "Expected were features with places")
    if features.crs is None:
        return features.set_crs(4326)
    return features.to_crs(4326)


def text_of(value: object) -> str | None:
    """A property of a feature as text; None stays None."""
    if value is None or isinstance(value, str):
        return value
    return json.dumps(value, ensure_ascii=False)


def properties(path: Path) -> list[dict[str, object]]:
    """The properties of each feature of a GeoJSON file, as written."""
    try:
        content = json.loads(path.read_bytes())
        return [feature.get("properties") or {} for feature in content["features"]]
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise InputError(
            path.name,
            f"it is not a whole GeoJSON file ({str(error)[:100]})",
            "Expected was a FeatureCollection",
            "If it is cut off, fetch it again",
        ) from error


def read_rows(path: Path, manifest: Manifest) -> RawTable:
    """One row of text per feature; `source_line` is the number of the feature, from 1.

    The columns `geometry.longitude` and `geometry.latitude` hold the point in degrees.
    """
    check_file(path)
    rows = properties(path)
    names = list(dict.fromkeys(name for row in rows for name in row))
    layout = {"kind": "geojson", "columns": names, "personal": list(manifest.personal)}
    columns = {name: [text_of(row.get(name)) for row in rows] for name in names}
    points: list[tuple[str | None, str | None]] = []
    if rows:
        for shape in read_geometries(path, only_geometry=True).geometry:
            is_point = shape is not None and shape.geom_type == "Point" and not shape.is_empty
            points.append((repr(shape.x), repr(shape.y)) if is_point else (None, None))
    frame = pl.DataFrame(
        {
            LINE: pl.Series(range(1, len(rows) + 1), dtype=pl.Int64),
            **{name: pl.Series(cells, dtype=pl.String) for name, cells in columns.items()},
            LONGITUDE: pl.Series([x for x, _ in points], dtype=pl.String),
            LATITUDE: pl.Series([y for _, y in points], dtype=pl.String),
        }
    )
    return RawTable(frame, [], layout)
