"""The published row behind a fact, straight from the raw copy; contacts are taken out."""

from __future__ import annotations

import csv
import importlib
import itertools
import json
import re
from pathlib import Path

from dashboard.ingest import archive
from dashboard.ingest.privacy import REMOVED, redact
from dashboard.messages import InputError
from dashboard.workspaces import Workspace

csv.field_size_limit(2**27)
# Which module reads a row again, each with `record(path, layout, line)`. They are imported when
# they are needed: most rows stand in text files, and some of these take long to import.
RECORD_READERS = {
    "json": "json_rows",
    "jsonl": "json_rows",
    "kml": "kml_rows",
    "oc4ids": "oc4ids.source_project",
    "ocds": "ocds.release_row",
    "parquet": "parquet_rows",
    "shapefile": "shape_files",
    "sheet": "workbooks",
}


def read(workspace: Workspace, source_file_id: str, line: int) -> dict[str, str]:
    """Column name to raw text of the record that starts on physical `line` of the file.

    For GeoJSON `line` is the number of the feature and the columns are its properties. Raises
    InputError if the file was never loaded here or has no such line.
    """
    record = _record(workspace, source_file_id)
    path = next(file for file in sorted((workspace.raw / record["sha256"]).iterdir()))
    layout = record["layout"]
    if line < 1:
        raise InputError(record["file_name"], f"it has no line {line}")
    row = _row(path, layout, line)
    if row is None:
        raise InputError(record["file_name"], f"it has no line {line}")
    if "persons" in layout:
        from dashboard.ingest import persons  # takes long to import, and few sources need it

        row = persons.hidden_cells(row, layout)
    personal = set(layout.get("personal", ()))
    return {
        name: (REMOVED if text.strip() else text) if name in personal else redact(text)
        for name, text in row.items()
    }


def _record(workspace: Workspace, source_file_id: str) -> dict:
    source, _, digest = source_file_id.rpartition("-")
    is_id = re.fullmatch(r"[a-z0-9][a-z0-9-]*-[0-9a-f]{12}", source_file_id)
    found = (workspace.loads / source).glob(f"{digest}*/record.json") if is_id else ()
    for path in sorted(found):
        return json.loads(path.read_text(encoding="utf-8"))
    raise InputError(
        f"source file '{source_file_id}'",
        f"it is not among the files loaded for '{workspace.name}'",
        "",
        "Load it again",
    )


def _row(path: Path, layout: dict, line: int) -> dict[str, str] | None:
    """The cells at `line` as published, by the kind of the file; None where there are none."""
    if layout["kind"] in RECORD_READERS:
        reader = importlib.import_module(f"dashboard.ingest.{RECORD_READERS[layout['kind']]}")
        return reader.record(path, layout, line)
    if layout["kind"] == "geojson":
        return _feature(path, line)
    return _cells(path, layout, line)


def _feature(path: Path, number: int) -> dict[str, str] | None:
    if archive.is_archive(path):
        return _packed_feature(path, number)
    features = json.loads(path.read_bytes())["features"]
    if number > len(features):
        return None
    properties = features[number - 1].get("properties") or {}
    return {name: _text(value) for name, value in properties.items()}


def _packed_feature(path: Path, number: int) -> dict[str, str] | None:
    """A feature counted over all files of an archive; those without features come after them."""
    from dashboard.ingest import geojson_rows  # takes long to import, and few rows need it

    rows, empty_files = geojson_rows.packed_properties(path)
    if number <= len(rows):
        return {name: _text(value) for name, value in rows[number - 1].items()}
    if number <= len(rows) + len(empty_files):
        return {"file": empty_files[number - len(rows) - 1]}
    return None


def _text(value: object) -> str:
    if value is None:
        return ""
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)


def _cells(path: Path, layout: dict, line: int) -> dict[str, str] | None:
    """The cells of the record at `line`; known positions in the file shorten the way there."""
    start_line, start_byte = 1, 0
    for known_line, known_byte in layout.get("positions", ()):
        if known_line <= line:
            start_line, start_byte = known_line, known_byte
    with path.open("rb") as file:
        file.seek(start_byte)
        wanted = itertools.islice(file, line - start_line, None)
        if layout.get("carriage_returns"):
            content = path.read_bytes().replace(b"\r", b"\n")
            wanted = iter(content.splitlines(keepends=True)[line - 1 :])
        texts = (part.decode(layout["encoding"], errors="replace") for part in wanted)
        cells = next(csv.reader(texts, delimiter=layout["delimiter"]), None)
    if cells is None:
        return None
    names = list(layout["columns"])
    names += [f"column {number}" for number in range(len(names) + 1, len(cells) + 1)]
    return dict(zip(names, cells, strict=False))
