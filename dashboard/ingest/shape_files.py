"""Zipped shapefiles to rows of text: attributes and the place, one row a feature."""

from __future__ import annotations

import warnings
import zipfile
from pathlib import Path, PurePosixPath
from typing import Any

from dashboard.ingest import archive
from dashboard.ingest.declarations import Manifest
from dashboard.ingest.header_lines import clean_header
from dashboard.ingest.reading import RawTable, check_file
from dashboard.ingest.sheet_cells import UNSOUND
from dashboard.messages import InputError, did_you_mean

PARTS = ("*.shp", "*.dbf", "*.shx", "*.prj", "*.cpg")
LARGEST_PART = 2**31  # bytes; a shapefile cannot be larger
EXPECTED = "Expected was a ZIP archive with .shp, .dbf, .shx and .prj of one layer"


def read_rows(path: Path, manifest: Manifest) -> RawTable:
    """One row of text per feature, numbered from 1, with `feature_rows.place_columns` in WGS84.

    Raises InputError for what is no such archive, or does not say in which system its coordinates
    are (unless the manifest does).
    """
    import geopandas
    import pyogrio

    from dashboard.ingest import feature_rows, parquet_rows

    check_file(path)
    parts = _layer(path, manifest.layout.sheet)
    encoding = None if ".cpg" in parts else manifest.encodings[0]
    where = _address(path, parts[".shp"])
    try:
        with warnings.catch_warnings():
            # Of a damaged number the library would read the first digits.
            warnings.filterwarnings("error", message=".*parsed incompletely.*")
            found = pyogrio.read_dataframe(where, encoding=encoding)
    except Exception as error:  # of a damaged layer the library says what comes to it
        raise InputError(
            path.name, "its layer cannot be read", EXPECTED, "Fetch it again"
        ) from error
    if not isinstance(found, geopandas.GeoDataFrame):
        raise InputError(path.name, "its layer has no geometry", EXPECTED)
    shapes = _in_degrees(path, found, manifest)
    fields = found.drop(columns=found.geometry.name)
    names = clean_header(list(fields.columns))
    cells = {
        name: parquet_rows.text_column(_series(fields, place)).to_list()
        for place, name in enumerate(names)
    }
    layout = {
        "kind": "shapefile",
        "columns": names,
        "layer": parts[".shp"],
        "encoding": encoding,
        "personal": list(manifest.personal),
    }
    places = feature_rows.place_columns(list(shapes), manifest)
    return RawTable(feature_rows.frame(cells, places), [], layout)


def record(path: Path, layout: dict, number: int) -> dict[str, str] | None:
    """The attributes of feature `number`; None where there is none."""
    import pyogrio

    from dashboard.ingest import parquet_rows

    found = pyogrio.read_dataframe(
        _address(path, layout["layer"]),
        encoding=layout["encoding"],
        skip_features=number - 1,
        max_features=1,
        read_geometry=False,
    )
    if found.empty:
        return None
    return {
        name: parquet_rows.text_column(_series(found, place))[0] or ""
        for place, name in enumerate(layout["columns"])
    }


def _series(found: Any, place: int) -> Any:
    import polars as pl

    return pl.from_pandas(found.iloc[:, place], nan_to_null=True)


def _address(path: Path, member: str) -> str:
    # The braces keep the library from guessing by the name where the archive ends.
    return f"/vsizip/{{{path.resolve()}}}/{member}"


def _layer(path: Path, wanted: str | int) -> dict[str, str]:
    """The members of the one layer, or of the one that the manifest names, by their suffix."""
    found = archive.members(path, tuple(p for part in PARTS for p in (part, part.upper())))
    if any(one.file_size > LARGEST_PART for one in found):
        raise InputError(path.name, "a part of it would unpack to more than 2 GB", EXPECTED)
    layers: dict[str, dict[str, str]] = {}
    for one in found:
        member = PurePosixPath(one.filename)
        parts = layers.setdefault(str(member.with_suffix("")), {})
        parts[member.suffix.casefold()] = one.filename
    layers = {name: parts for name, parts in layers.items() if ".shp" in parts}
    if not layers:
        raise InputError(path.name, "no .shp is in it", EXPECTED)
    by_name = {PurePosixPath(name).name: parts for name, parts in layers.items()}
    if wanted and str(wanted) not in by_name:
        raise InputError(
            path.name, f"it has no layer '{wanted}'", did_you_mean(str(wanted), by_name)
        )
    if not wanted and len(layers) > 1:
        raise InputError(
            path.name,
            f"it holds {len(layers)} layers: {', '.join(sorted(by_name))}",
            "",
            "Name one of them in format.sheet of the manifest",
        )
    parts = by_name[str(wanted)] if wanted else next(iter(layers.values()))
    missing = [suffix for suffix in (".dbf", ".shx") if suffix not in parts]
    if missing:
        raise InputError(path.name, f"{' and '.join(missing)} of its layer is missing", EXPECTED)
    _refuse_broken(path, parts)
    return parts


def _refuse_broken(path: Path, parts: dict[str, str]) -> None:
    """Refuse an archive whose members do not unpack to what it says of them."""
    try:
        with zipfile.ZipFile(path) as packed:
            for member in parts.values():
                with packed.open(member) as stream:
                    while stream.read(2**20):
                        pass
    except UNSOUND as error:
        raise InputError(
            path.name, f"a part of it cannot be unpacked ({str(error)[:80]})", EXPECTED
        ) from error


def _in_degrees(path: Path, found: Any, manifest: Manifest) -> Any:
    shapes = found.geometry
    if shapes.crs is None:
        if not manifest.layout.crs:
            raise InputError(
                path.name,
                "it does not say in which system its coordinates are (no .prj)",
                EXPECTED,
                "Ask the owner, and write it in the manifest, as in format.crs = 'EPSG:4326'",
            )
        try:
            shapes = shapes.set_crs(manifest.layout.crs)
        except Exception as error:  # pyproj has its own kinds of errors
            raise InputError(
                manifest.where, f"format.crs '{manifest.layout.crs}' is no known system"
            ) from error
    try:
        return shapes.to_crs(4326)
    except Exception as error:
        raise InputError(
            path.name, "its coordinates cannot be turned into degrees", EXPECTED, "Fetch it again"
        ) from error
