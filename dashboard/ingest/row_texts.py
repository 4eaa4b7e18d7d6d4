"""A row as text, for the quarantine: without personal columns and contacts."""

from __future__ import annotations

import csv
import io
import json

from dashboard.ingest.privacy import REMOVED, redact
from dashboard.ingest.reading import LINE


def encodable(text: str) -> str:
    """`text` with a question mark for every byte or half of a character that was no text."""
    return text.encode("utf-8", errors="replace").decode("utf-8")


def storable(text: str) -> str:
    """`text` without halves of characters and zero bytes, which no file of text can hold."""
    return encodable(text).replace("\0", "")


def row_text(row: dict, layout: dict) -> str:
    """A row of texts as it might have stood in its file, without personal data.

    As a line where the file has lines, else as JSON with the names of the columns.
    """
    personal = set(layout.get("personal", ()))
    cells = {
        name: REMOVED if name in personal and text else redact(text or "")
        for name, text in row.items()
        if name != LINE
    }
    if layout["kind"] != "csv":
        return json.dumps(cells, ensure_ascii=False)
    text = io.StringIO()
    csv.writer(text, delimiter=layout["delimiter"], lineterminator="").writerow(cells.values())
    return text.getvalue()
