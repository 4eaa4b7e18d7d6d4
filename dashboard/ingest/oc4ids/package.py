"""The projects of an OC4IDS publication one after the other, whatever the shape of its files.

A project package, a list of projects or of packages, a bare project, JSON lines of any of these;
one file, or a ZIP archive of files. Whole JSON is read in a stream, so that memory holds one
project at a time.
"""

from __future__ import annotations

import contextlib
import json
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import IO, Any

import ijson

from dashboard.ingest.oc4ids.json_files import MOST_LEVELS, JsonFile, Watched, files
from dashboard.ingest.oc4ids.people import broken_text, raw_text
from dashboard.messages import InputError

LONGEST_LINE = 64 * 2**20
REPLACED = "\ufffd"  # stands where bytes could not be decoded
DEEP = "it is nested too deep"
CUT = "the file ends, or breaks the rules of JSON, before its end"


@dataclass(frozen=True)
class Record:
    """One project as it stands in its file, or what stands there instead of one."""

    path: str  # `projects/0`, in an archive after the name of the file
    value: Any = None
    published: str | None = None  # publishedDate of its package, as written
    problem: str = ""
    raw: str = ""  # what is kept of it where there is a problem
    position: int = 0  # bytes of its file that were read when it came


def projects(path: Path, encodings: tuple[str, ...]) -> Iterator[Record]:
    """Every project of the publication `path` in the order of its files, and every broken one.

    Raises InputError where `path` holds no JSON at all, or another standard's.
    """
    found = 0
    for file in files(path, encodings):
        before = found
        try:
            for record in _records(file):
                found += 1
                yield record
        except InputError as refused:
            if not file.name:  # it is the whole publication; among others it is one fault of many
                raise InputError(path.name, _fault(refused)) from refused
            found += 1
            yield Record(f"{file.name}projects/{found - before - 1}", problem=_fault(refused))
    if not found:
        raise InputError(path.name, "it holds no project", "At least one was expected")


def _fault(refused: InputError) -> str:
    return str(refused).removeprefix(f"{refused.where}: ")


def _records(file: JsonFile) -> Iterator[Record]:
    """The projects of one file, counted from 0."""
    first = _first_character(file)
    if first not in (b"{", b"["):
        raise InputError(
            file.name.removesuffix(": ") or "the file",
            "this is not JSON",
            "Expected was an OC4IDS project package, or a list or lines of projects",
        )
    if first == b"{" and _is_lines(file):
        raw = _lines(file)
    elif first == b"[":
        raw = _streamed(file, "item", None)
    else:
        raw = _whole(file)
    number = 0
    for one in raw:
        for record in _unpacked(file, one):
            problem, kept = record.problem, record.raw
            if file.is_damaged and not problem:
                problem, kept = _damage(file, record.value)
            path = f"{file.name}projects/{number}"
            yield Record(path, record.value, record.published, problem, kept, file.position)
            number += 1


def _damage(file: JsonFile, value: object) -> tuple[str, str]:
    """What is said and kept of a project with bytes that cannot be decoded; empty without any."""
    try:
        text = raw_text(value)
        if REPLACED in json.dumps(value, ensure_ascii=False, default=str):
            return f"it holds bytes that are not {file.encoding}", text
    except RecursionError:
        return DEEP, ""
    return "", ""


def _unpacked(file: JsonFile, record: Record) -> Iterator[Record]:
    """The projects of a package inside a list or line; a project stands for itself."""
    value = record.value
    if record.problem or not isinstance(value, dict) or "projects" not in value:
        if isinstance(value, dict):
            _refuse_ocds(file, value)
        yield record
        return
    if not isinstance(value["projects"], list):
        yield Record("", None, None, "a list of projects was expected", raw_text(value["projects"]))
        return
    published = _published(value.get("publishedDate"))
    for one in value["projects"]:
        yield Record("", one, published)


def _published(value: object) -> str | None:
    return value if isinstance(value, str) and value.strip() else None


def _refuse_ocds(file: JsonFile, keys) -> None:
    if {"releases", "records", "ocid"} & set(keys) and "contractingProcesses" not in keys:
        raise InputError(
            file.name.removesuffix(": ") or "the file",
            "it holds OCDS releases or records, no OC4IDS projects",
            "",
            "Load it as a source whose manifest says format = { kind = 'ocds' }",
        )


def _first_character(file: JsonFile) -> bytes:
    with file.stream() as stream:
        return stream.read(4096).lstrip()[:1]


def _is_lines(file: JsonFile) -> bool:
    """Whether each line is a JSON value of its own."""
    with file.stream() as stream:
        first, second = b"", b""
        while not first:
            first = _line(stream).strip()
        while not second:
            line = _line(stream)
            if not line:
                return False
            second = line.strip()
    try:
        json.loads(first)
    except (ValueError, RecursionError):
        return len(first) > 1 and first.startswith(b"{") and second.startswith(b"{")
    return True


def _line(stream: IO[bytes]) -> bytes:
    return stream.readline(LONGEST_LINE)


def _lines(file: JsonFile) -> Iterator[Record]:
    with file.stream() as stream:
        while line := _line(stream):
            if not line.strip():
                continue
            try:
                yield Record("", json.loads(line, parse_float=Decimal, parse_constant=str))
            except (ValueError, RecursionError) as error:
                text = line.decode("utf-8", "replace").rstrip("\r\n")
                yield Record("", None, None, _in_words(error), broken_text(text))


def _in_words(error: Exception) -> str:
    if isinstance(error, RecursionError):
        return DEEP
    return f"this is not JSON ({str(error)[:120]})"


def _whole(file: JsonFile) -> Iterator[Record]:
    """The projects of a package, or the one project that the file is."""
    keys, published = _outline(file)
    if "projects" not in keys:
        _refuse_ocds(file, keys)
        yield from _streamed(file, "", None)
    elif keys["projects"] == "start_array":
        yield from _streamed(file, "projects.item", published)
    else:
        found = list(_streamed(file, "projects", published))
        kept = raw_text(found[0].value) if found else ""
        yield Record("", None, None, "a list of projects was expected", kept)


def _outline(file: JsonFile) -> tuple[dict[str, str], str | None]:
    """The properties of the whole with the kind of each, as far as they must be read.

    The day of publication may stand after the projects, so they are passed over once for it.
    """
    keys: dict[str, str] = {}
    published, key, depth = None, "", 0
    with file.stream() as stream, contextlib.suppress(ijson.JSONError):
        for event, value in ijson.basic_parse(stream):
            if event in ("end_map", "end_array"):
                depth -= 1
            elif event == "map_key":
                key = value if depth == 1 else key
                continue
            elif depth == 1:
                keys.setdefault(key, event)
                if key == "publishedDate":
                    published = _published(value)
            depth += event in ("start_map", "start_array")
            if ("projects" in keys and "publishedDate" in keys) or depth > MOST_LEVELS:
                break
    return keys, published


def _streamed(file: JsonFile, prefix: str, published: str | None) -> Iterator[Record]:
    """The values under `prefix` as far as they are whole, then what is wrong after them."""
    with file.stream() as stream:
        counted = Watched(stream, file)
        try:
            for value in ijson.items(counted, prefix):
                yield Record("", value, published)
        except (ijson.JSONError, UnicodeDecodeError, OverflowError, ValueError) as error:
            words = " ".join(str(error).split())[:120]
            yield Record("", None, published, f"{CUT} ({words})", broken_text(counted.last_text()))
