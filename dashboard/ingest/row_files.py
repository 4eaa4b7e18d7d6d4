"""Any file of rows to a frame of text: which reader takes which kind of file."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from dashboard.ingest import (
    geojson_rows,
    joint_names,
    json_rows,
    kml_rows,
    parquet_rows,
    persons,
    reading,
    shape_files,
    sheets,
    table_shape,
)
from dashboard.ingest.declarations import Manifest
from dashboard.ingest.party_keys import WITHHELD
from dashboard.ingest.reading import LINE, BadRow, RawTable
from dashboard.ingest.values import SPREADSHEET_DAY, SPREADSHEET_DAY_1904

READERS: dict[str, Callable[[Path, Manifest], RawTable]] = {
    "csv": reading.read_csv,
    "geojson": geojson_rows.read_rows,
    "json": json_rows.read_documents,
    "jsonl": json_rows.read_lines,
    "kml": kml_rows.read_rows,
    "ods": sheets.read_rows,
    "parquet": parquet_rows.read_rows,
    "shapefile": shape_files.read_rows,
    "template": sheets.read_rows,
    "xlsx": sheets.read_rows,
}


def read(path: Path, manifest: Manifest) -> RawTable:
    """The rows of `path` as text, each with its line or number, and what no row may show hidden.

    A record that holds several rows gives them all its line. Raises InputError where nothing in
    it can be read.
    """
    raw = READERS[manifest.format_kind](path, manifest)
    shaped = table_shape.shaped(raw, manifest)
    rows = persons.hidden(joint_names.unfolded(shaped, manifest.joint), manifest.persons)
    kept = set(rows.frame[LINE]) if raw.cell_issues else set()
    return replace(rows, cell_issues=[cell for cell in raw.cell_issues if cell.line in kept])


def withheld(raw: RawTable, manifest: Manifest) -> RawTable:
    """`raw` with columns that are kept as codes only marked as personal.

    A row that cannot be taken apart may hold a contact anywhere, so its text goes.
    """
    if not manifest.withheld:
        return raw
    headers = [name for one in manifest.withheld for name in manifest.columns[one].sources]
    personal = sorted({*raw.layout.get("personal", ()), *headers})
    bad_rows = [BadRow(bad.line, bad.reason, WITHHELD) for bad in raw.bad_rows]
    return replace(raw, bad_rows=bad_rows, layout=raw.layout | {"personal": personal})


def as_stored(manifest: Manifest, layout: dict) -> Manifest:
    """`manifest` with day numbers counted as in the workbook: some begin in 1904."""
    if not layout.get("is_1904"):
        return manifest
    columns = {
        name: replace(
            column,
            formats=tuple(
                SPREADSHEET_DAY_1904 if one == SPREADSHEET_DAY else one for one in column.formats
            ),
        )
        for name, column in manifest.columns.items()
    }
    return replace(manifest, columns=columns)
