"""One release as it was published, property by property, for the page that shows a source row."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from dashboard.ingest.ocds import package
from dashboard.ingest.ocds.package import Place
from dashboard.ingest.ocds.people import without_people
from dashboard.ingest.row_texts import storable


def record(path: Path, layout: dict, number: int) -> dict[str, str] | None:
    """JSON path to text of the release `number` of the publication; None where there is none.

    Of what could not be read the text itself is given, under the path where it stands. Contacts,
    owners and addresses of parties are taken out.
    """
    start = Place()
    for known in layout.get("positions", ()):
        if known[0] <= number:
            start = Place(*known)
    for entry in package.entries(path, tuple(layout["encodings"]), start):
        if entry.number == number:
            if entry.release is None:
                return {entry.path or "file": entry.text, "problem": entry.problem}
            return dict(_cells(without_people(entry.release), ""))
    return None


def _cells(value: Any, path: str) -> Iterator[tuple[str, str]]:
    if isinstance(value, dict):
        for key, inner in value.items():
            yield from _cells(inner, f"{path}/{key}" if path else storable(str(key)))
    elif isinstance(value, list) and any(isinstance(one, dict | list) for one in value):
        for number, inner in enumerate(value):
            yield from _cells(inner, f"{path}/{number}")
    elif isinstance(value, list):
        yield path, ", ".join(_text(one) for one in value)
    else:
        yield path, _text(value)


def _text(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    return storable(str(value))
