"""The rows of an unknown file as text: where its table lies, and its first rows if it is large."""

from __future__ import annotations

import tempfile
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from dashboard.ingest import row_files
from dashboard.ingest.declarations import Layout, Manifest
from dashboard.ingest.propose import layout
from dashboard.ingest.reading import LINE, RawTable
from dashboard.messages import InputError

LARGEST_LOOKED_AT = 64 * 2**20  # bytes of a text file that are read to propose


def found_layout(path: Path, kind: str, sheet: str) -> tuple[layout.Found, list[str]]:
    """Where the table of a file of this kind lies, and the sheets of a workbook that hold one."""
    if kind == "csv":
        return layout.of_text(path), []
    if kind in ("xlsx", "ods"):
        return layout.of_sheet(path, kind, sheet)
    if kind in ("json", "jsonl"):
        return layout.of_json(path, kind), []
    return layout.Found({"kind": kind}), []


def read(path: Path, found: layout.Found) -> tuple[RawTable, layout.Found]:
    """The rows as text, and the layout with the lines of totals, which only the rows show."""
    with tempfile.TemporaryDirectory(prefix="clearworks-") as folder:
        file = beginning(path, Path(folder), str(found.format["kind"]))
        raw = row_files.read(file, bare_manifest(found.format))
        first = [next((c for c in row if c), "") for row in raw.frame.drop(LINE).iter_rows()]
        totals = layout.totals_in(first)
        if totals:
            found = replace(
                found,
                format=found.format | {"totals": totals},
                notes=(*found.notes, "Lines of totals are set aside."),
            )
            raw = row_files.read(file, bare_manifest(found.format))
    if raw.frame.is_empty():
        raise InputError(path.name, "it has no rows below its header", "At least one was expected")
    return raw, found


def beginning(path: Path, folder: Path, kind: str) -> Path:
    """`path`, or the whole lines in the first 64 MB of a text file that is larger."""
    if kind not in ("csv", "jsonl") or path.stat().st_size <= LARGEST_LOOKED_AT:
        return path
    with path.open("rb") as file:
        content = file.read(LARGEST_LOOKED_AT)
    beginning = folder / path.name
    beginning.write_bytes(content[: content.rfind(b"\n") + 1])
    return beginning


def bare_manifest(
    settings_of_format: Mapping[str, Any], personal: tuple[str, ...] = ()
) -> Manifest:
    """A manifest that says where the table lies and nothing of its columns."""
    keys = dict(settings_of_format)
    kind = keys.pop("kind")
    texts = {key: tuple(keys.pop(key)) for key in ("encodings", "delimiters") if key in keys}
    return Manifest(
        name="unknown",
        title="",
        owner="",
        licence="",
        kind="rows",
        files=("*",),
        published={},
        digest="",
        where="mapping desk",
        format_kind=kind,
        layout=Layout(**keys),
        personal=personal,
        **texts,
    )
