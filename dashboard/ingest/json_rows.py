"""JSON documents, JSON lines and folders of them to rows of text: nested values by their path."""

from __future__ import annotations

import functools
import json
from collections.abc import Iterable, Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any

import polars as pl

from dashboard.ingest import archive
from dashboard.ingest.declarations import Manifest
from dashboard.ingest.json_text import (
    MOST_LEVELS,
    BrokenJSON,
    Doubled,
    Element,
    NoNumber,
    Number,
    decoded,
    elements,
)
from dashboard.ingest.privacy import REMOVED, redact
from dashboard.ingest.reading import LINE, BadRow, RawTable, check_file
from dashboard.messages import InputError

LARGEST_DOCUMENT = 512 * 2**20  # bytes; beyond it, JSON lines
MOST_COLUMNS = 2000  # keys that no manifest names are let go beyond it
LONGEST_TEXT = 20_000  # characters kept of a record that cannot be read
BATCH = 20_000  # rows held as Python objects at a time
Row = dict[str, str | None]


def read_documents(path: Path, manifest: Manifest) -> RawTable:
    """The records of a JSON document, or of all those in a ZIP archive, by the members' names.

    `source_line` is the number of the record, counted over all members. A value inside an object
    is a column named by its path, as in `procurement.abc`; a list is its JSON text, except the one
    that the manifest unfolds: each of its items makes a row with the same `source_line`. Raises
    InputError where no record can be read.
    """
    layout = _layout("json", manifest)
    return _table(path, _documents(path, layout), layout, manifest)


def read_lines(path: Path, manifest: Manifest) -> RawTable:
    """The records of a file with one JSON object a line, or of an archive of such files.

    As `read_documents`, but `source_line` is the line where the file is no archive.
    """
    layout = _layout("jsonl", manifest)
    return _table(path, _lines(path, layout), layout, manifest)


def record(path: Path, layout: dict, number: int) -> dict[str, str] | None:
    """The record `number` as published, lists as JSON text; None where there is none.

    A record that cannot be taken apart comes as one cell called `record`.
    """
    read = _documents if layout["kind"] == "json" else _lines
    for found, element in read(path, layout):
        if found < number:
            continue
        if found > number:
            return None
        try:
            rows = flattened(element, layout | {"unfold": "", "as_written": True})
        except BrokenJSON:
            return {"record": _kept_text(element.text, layout)}
        return {name: text or "" for name, text in rows[0].items()}
    return None


def _layout(kind: str, manifest: Manifest) -> dict[str, Any]:
    return {
        "kind": kind,
        "columns": [],
        "records": manifest.layout.records,
        "unfold": manifest.layout.unfold,
        "encodings": list(manifest.encodings),
        "personal": list(manifest.personal),
    }


def _documents(path: Path, layout: dict) -> Iterator[tuple[int, Element]]:
    """Every record of the document or documents at `path`, with its number from 1 on."""
    number = 0
    for name, content in _contents(path):
        text = decoded(content, tuple(layout["encodings"]))
        is_empty = True
        for element in elements(text, layout["records"]):
            is_empty = False
            number += 1
            yield number, _named(element, name)
        if is_empty and name and not text.strip(" \t\r\n[]"):
            number += 1
            yield number, Element("$", text, None, f"{name}: it holds no record")


def _contents(path: Path) -> Iterator[tuple[str, bytes]]:
    """The bytes of each document; its name where it is a member of an archive."""
    if not archive.is_archive(path):
        if path.stat().st_size > LARGEST_DOCUMENT:
            raise InputError(
                path.name,
                f"a JSON document of {path.stat().st_size / 2**20:,.0f} MB is too large to take",
                f"At most {LARGEST_DOCUMENT // 2**20} MB were expected",
                "Write it as JSON lines, one record a line",
            )
        yield "", path.read_bytes()
        return
    for member in archive.members(path):
        if member.file_size > LARGEST_DOCUMENT:
            raise InputError(f"{path.name}: {member.filename}", "it is too large to take")
    for name, stream in archive.streams(path):
        yield name, stream.read()


def _lines(path: Path, layout: dict) -> Iterator[tuple[int, Element]]:
    """The record on every line that is not blank, with the number of the line.

    In an archive the records are numbered over all its members.
    """
    if not archive.is_archive(path):
        with path.open("rb") as file:
            for number, line in enumerate(_physical(file), start=1):
                if line.strip(b"\x00 \t\r\n"):
                    yield number, _on_line(line, layout)
        return
    number = 0
    for name, stream in archive.streams(path):
        for line in _physical(stream):
            if line.strip(b"\x00 \t\r\n"):
                number += 1
                yield number, _named(_on_line(line, layout), name)


def _physical(stream: Iterable[bytes]) -> Iterator[bytes]:
    """The lines of a stream; one in UTF-16 or 32 is turned into UTF-8 first."""
    lines = iter(stream)
    first = next(lines, b"")
    if first[:2] in (b"\xff\xfe", b"\xfe\xff") or b"\x00" in first[:8]:
        whole = decoded(first + b"".join(lines), ("utf-8",))
        yield from (line.encode("utf-8", "surrogatepass") for line in whole.split("\n"))
        return
    yield first.removeprefix(b"\xef\xbb\xbf")
    yield from lines


def _on_line(line: bytes, layout: dict) -> Element:
    text = decoded(line, tuple(layout["encodings"])).strip()
    found = list(elements(text, layout["records"]))
    if len(found) == 1:
        return found[0]
    wrong = "the line holds no record" if not found else "the line holds several records"
    return Element("$", text, None, f"$: {wrong}")


def _named(element: Element, name: str) -> Element:
    if not name or not element.problem:
        return element
    return Element(element.path, element.text, None, f"{name}: {element.problem}")


def _table(
    path: Path, found: Iterator[tuple[int, Element]], layout: dict, manifest: Manifest
) -> RawTable:
    """All records as one frame, the broken ones beside it."""
    check_file(path)
    declared = {name for column in manifest.columns.values() for name in column.sources}
    names: dict[str, None] = {}
    batch: list[tuple[int, Row]] = []
    frames: list[pl.DataFrame] = []
    bad_rows: list[BadRow] = []
    for number, element in found:
        try:
            rows = flattened(element, layout)
        except BrokenJSON as error:
            bad_rows.append(BadRow(number, redact(str(error)), _kept_text(element.text, layout)))
            continue
        for row in rows:
            for name in row:
                if name not in names and (len(names) < MOST_COLUMNS or name in declared):
                    names[name] = None
            batch.append((number, row))
        if len(batch) >= BATCH:
            frames.append(_frame(batch, names))
            batch = []
    frames.append(_frame(batch, names))
    frame = pl.concat(frames, how="diagonal")
    if frame.is_empty() and bad_rows:
        raise InputError(
            path.name,
            f"none of its {len(bad_rows)} records can be read ({bad_rows[0].reason})",
            "Expected was JSON with one object a record",
            "If it is cut off, fetch it again",
        )
    if frame.is_empty():  # it says that there is nothing; which columns it would have is not known
        empty = {name: pl.String() for name in [*names, *sorted(declared - set(names))]}
        frame = pl.DataFrame(schema={LINE: pl.Int64(), **empty})
    return RawTable(frame, bad_rows, layout | {"columns": list(names)})


def _frame(batch: list[tuple[int, Row]], names: Iterable[str]) -> pl.DataFrame:
    cells = {
        name: pl.Series([row.get(name) for _, row in batch], dtype=pl.String) for name in names
    }
    return pl.DataFrame({LINE: pl.Series([line for line, _ in batch], dtype=pl.Int64), **cells})


def _kept_text(text: str, layout: dict) -> str:
    """What is kept of a record that cannot be read: contacts out, nothing after a personal key."""
    kept = text[:LONGEST_TEXT].encode("utf-8", "replace").decode("utf-8")
    for name in layout["personal"]:
        before, key, _ = kept.partition(json.dumps(name.rpartition(".")[2], ensure_ascii=False))
        kept = before + (REMOVED if key else "")
    cut = f" … {len(text) - LONGEST_TEXT:,} more characters" if len(text) > LONGEST_TEXT else ""
    return redact(kept, broken=True) + cut


def flattened(element: Element, layout: dict) -> list[Row]:
    """The rows of one record: one, or one for each item of the list that is unfolded.

    Raises BrokenJSON for what is no object, says a key twice, or holds what JSON does not allow.
    """
    if element.problem:
        raise BrokenJSON(*element.problem.split(": ", 1))
    if not isinstance(element.value, dict):
        raise BrokenJSON(element.path, f"{_kind(element.value)} where an object was expected")
    reading = _Reading(layout)
    row: Row = {}
    reading.fill(row, element.value, "", element.path, 1)
    if not reading.items:
        return [row]
    rows = []
    for number, item in enumerate(reading.items):
        inner, path = dict(row), f"{reading.items_path}[{number}]"
        if isinstance(item, dict):
            reading.fill(inner, item, layout["unfold"], path, 2)
        else:
            inner[layout["unfold"]] = reading.text(item, path)
        rows.append(inner)
    return rows


class _Reading:
    """The way through one record: what is personal, and the items of the unfolded list."""

    def __init__(self, layout: dict) -> None:
        self.unfold = layout["unfold"]
        self.personal = frozenset(layout["personal"])
        self.as_written = layout.get("as_written", False)
        self.items: list[Any] = []
        self.items_path = ""

    def fill(self, row: Row, value: dict, name: str, path: str, level: int) -> None:
        """Put every value inside `value` into `row`, under its path without the record's own."""
        _check(value, path, level)
        for key, inner in value.items():
            column = _column_name(f"{name}.{key}" if name else key)
            where = f"{path}.{key}"
            if column in self.personal:
                row[column] = REMOVED if inner not in (None, "", [], {}) else None
            elif column == self.unfold:
                if not isinstance(inner, list | dict | None):
                    raise BrokenJSON(where, f"{_kind(inner)} where a list was expected")
                self.items = inner if isinstance(inner, list) else [inner] if inner else []
                self.items_path = where
            elif isinstance(inner, dict):
                self.fill(row, inner, column, where, level + 1)
            elif column in row:
                raise BrokenJSON(where, "another key of the record has the same path")
            elif isinstance(inner, list):
                row[column] = self.written(inner, column, where, level + 1) if inner else None
            else:
                row[column] = self.text(inner, where)

    def text(self, value: Any, path: str) -> str | None:
        """A single value as text; a list or object as JSON."""
        if value is None or isinstance(value, bool):
            return None if value is None else str(value).lower()
        if isinstance(value, list | dict):
            return self.written(value, "", path, 2)
        if isinstance(value, NoNumber):
            raise BrokenJSON(path, f"{value} is no value that JSON knows")
        if isinstance(value, Number):
            return str(value) if self.as_written else _plain(value)
        return _whole(value, path)

    def written(self, value: Any, column: str, path: str, level: int) -> str:
        """A list or object as JSON text, its numbers as they were written."""
        if isinstance(value, list):
            _check(value, path, level)
            items = (
                self.written(item, column, f"{path}[{number}]", level + 1)
                for number, item in enumerate(value)
            )
            return f"[{', '.join(items)}]"
        if isinstance(value, dict):
            _check(value, path, level)
            members = []
            for key, inner in value.items():
                name = f"{column}.{key}"
                text = json.dumps(REMOVED)
                if name not in self.personal:
                    text = self.written(inner, name, f"{path}.{key}", level + 1)
                members.append(f"{json.dumps(_column_name(key), ensure_ascii=False)}: {text}")
            return f"{{{', '.join(members)}}}"
        if isinstance(value, Number) or not isinstance(value, str):
            return str(value) if isinstance(value, Number) else json.dumps(value)
        return json.dumps(self.text(value, path), ensure_ascii=False)


def _check(value: list | dict, path: str, level: int) -> None:
    if level > MOST_LEVELS:
        raise BrokenJSON(path[:200], f"it is nested deeper than {MOST_LEVELS} levels")
    if isinstance(value, Doubled):
        raise BrokenJSON(path, f"it says the key '{value.key}' twice")


@functools.lru_cache(maxsize=4096)
def _column_name(key: str) -> str:
    """A path as the name of a column: no contacts in it, and no half characters."""
    return redact(key.encode("utf-8", "replace").decode("utf-8")) or "(no name)"


def _plain(number: str) -> str:
    """A number without an exponent, digit for digit the same: 1.5e3 as 1500."""
    if "e" not in number and "E" not in number:
        return str(number)
    exact = Decimal(number)
    return format(exact, "f") if abs(exact.adjusted()) <= 40 else str(number)


def _whole(text: str, path: str) -> str:
    try:
        text.encode()
    except UnicodeEncodeError:
        raise BrokenJSON(path, "it holds bytes that are no text in the declared encoding") from None
    return text


def _kind(value: Any) -> str:
    if isinstance(value, Number | NoNumber):
        return "a number"
    names = {str: "a text", bool: "yes or no", list: "a list", type(None): "nothing"}
    return names.get(type(value), "an object")
