"""One project of an OC4IDS publication read again: its properties as text, without persons."""

from __future__ import annotations

import itertools
import json
from pathlib import Path

from dashboard.ingest.oc4ids import package
from dashboard.ingest.oc4ids.people import raw_text, without_people
from dashboard.ingest.row_texts import storable


def record(path: Path, layout: dict, number: int) -> dict[str, str] | None:
    """Each property of project `number` (counted from 1 over all files) as text, lists as JSON.

    What could not be read as a project comes back as what was kept of it. None if there are fewer.
    """
    every = package.projects(path, tuple(layout["encodings"]))
    found = next(itertools.islice(every, number - 1, None), None)
    if found is None:
        return None
    if not isinstance(found.value, dict):
        return {found.path: found.raw or raw_text(found.value)}
    return {key: _text(value) for key, value in without_people(found.value).items()}


def _text(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, str):
        return storable(value)
    return storable(json.dumps(value, ensure_ascii=False, indent=1, default=str))
