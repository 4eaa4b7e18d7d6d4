"""GeoJSON features to rows of text: properties as published, places in WGS84."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import geopandas
import pandas
import pyogrio

from dashboard.ingest import archive, feature_rows
from dashboard.ingest.declarations import Manifest
from dashboard.ingest.reading import RawTable, check_file
from dashboard.messages import InputError

PACKED = ("*.json", "*.geojson")


def read_geometries(path: Path, only_geometry: bool = False) -> geopandas.GeoDataFrame:
    """The features of `path` in WGS84, in their order. Raises InputError if it is no such file."""
    check_file(path)
    return _geometries(path, path.name, only_geometry)


def read_packed(path: Path) -> tuple[geopandas.GeoDataFrame, list[str]]:
    """The features of all GeoJSON files in an archive in WGS84, by the files' names.

    And the names of the files without any feature. Raises InputError where no file has some.
    """
    parts, empty_files = [], []
    for name, content in _packed(path):
        if _has_features(content):
            parts.append(_geometries(content, f"{path.name}: {name}", False))
        else:
            empty_files.append(name)
    if not parts:
        raise InputError(
            path.name, "none of its files has a feature", "Expected were FeatureCollections"
        )
    return pandas.concat(parts, ignore_index=True), empty_files


def packed_properties(path: Path) -> tuple[list[dict[str, object]], list[str]]:
    """The properties of the features as `read_packed` counts them, and the files without any."""
    rows: list[dict[str, object]] = []
    empty_files = []
    for name, content in _packed(path):
        if _has_features(content):
            rows += [one.get("properties") or {} for one in json.loads(content)["features"]]
        else:
            empty_files.append(name)
    return rows, empty_files


def is_packed(path: Path) -> bool:
    """Whether `path` is an archive of GeoJSON files; a zipped shapefile is none."""
    return archive.is_archive(path) and bool(archive.members(path, PACKED))


def _packed(path: Path) -> Iterator[tuple[str, bytes]]:
    for name, stream in archive.streams(path, PACKED):
        yield name, stream.read()


def _has_features(content: bytes) -> bool:
    """Whether the file holds a feature; a file that is no whole JSON holds none."""
    try:
        found = json.loads(content)
    except (ValueError, RecursionError):
        return False
    features = found.get("features") if isinstance(found, dict) else None
    return isinstance(features, list) and any(isinstance(one, dict) for one in features)


def _geometries(source: Path | bytes, name: str, only_geometry: bool) -> geopandas.GeoDataFrame:
    try:
        # A ring that is not closed makes one feature without a place, not a file without any.
        features = pyogrio.read_dataframe(
            source, columns=[] if only_geometry else None, on_invalid="ignore"
        )
    except (pyogrio.errors.DataSourceError, pyogrio.errors.DataLayerError, ValueError) as error:
        raise InputError(
            name,
            "it cannot be read as a file of places",
            "Expected was GeoJSON or another file of features",
            "If it is cut off, fetch it again",
        ) from error
    if not isinstance(features, geopandas.GeoDataFrame):
        raise InputError(name, "it has no geometry", "Expected were features with places")
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

    The columns `geometry.longitude` and `geometry.latitude` hold the point in degrees, and
    `geometry.wkt` lines and polygons.
    """
    check_file(path)
    rows = properties(path)
    names = list(dict.fromkeys(name for row in rows for name in row))
    layout = {"kind": "geojson", "columns": names, "personal": list(manifest.personal)}
    columns = {name: [text_of(row.get(name)) for row in rows] for name in names}
    shapes = list(read_geometries(path, only_geometry=True).geometry) if rows else []
    frame = feature_rows.frame(columns, feature_rows.place_columns(shapes, manifest))
    return RawTable(frame, [], layout)
