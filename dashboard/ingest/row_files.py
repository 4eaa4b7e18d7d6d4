"""Any file of rows to a frame of text: which reader takes which kind of file."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from dashboard.ingest import geojson_rows, reading
from dashboard.ingest.declarations import Manifest
from dashboard.ingest.reading import RawTable

READERS: dict[str, Callable[[Path, Manifest], RawTable]] = {
    "csv": reading.read_csv,
    "geojson": geojson_rows.read_rows,
}


def read(path: Path, manifest: Manifest) -> RawTable:
    """The rows of `path` as text, each with its line or number.

    Raises InputError where nothing in it can be read.
    """
    return READERS[manifest.format_kind](path, manifest)
