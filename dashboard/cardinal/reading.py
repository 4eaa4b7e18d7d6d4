"""Reads JSON lines into `processes`: every good line counts, every bad one is named.

DuckDB's reader refuses a whole file for one line that does not fit, or with `ignore_errors` makes
NULL of what it cannot read and says nothing. So the file is first read as if it were in order, and
that it went through is the proof that it is. Only where it does not, the file is read in portions;
only in the portions that are refused, the lines are looked at one by one, and what does not fit its
place is taken out and named. Nothing else is different on that way.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import duckdb

from dashboard.cardinal import shape
from dashboard.cardinal.first_pass import FirstPass
from dashboard.messages import InputError

PORTION_BYTES = 16_000_000
BLANK = b" \t\r\n"
GZIP, ZIP = b"\x1f\x8b", b"PK\x03\x04"
# How many notes on one line are worth reading.
MOST_NOTES = 5


@dataclass
class Read:
    """What became of the lines of a file."""

    processes: int = 0
    # Lines that are no JSON object, as (line number, reason). They count nowhere.
    bad: list[tuple[int, str]] = field(default_factory=list)
    # Lines that count, without the parts that are not of the kind that OCDS has there.
    mended: list[tuple[int, str]] = field(default_factory=list)
    # Objects without an `ocid` that is a text: out of scope, as with Cardinal.
    nameless: int = 0


def read(first_pass: FirstPass, path: Path, folder: Path) -> Read:
    """Fills `processes` from the file; `folder` takes copies of portions that are refused.

    Raises InputError for a file that cannot be JSON lines at all.
    """
    _check(path)
    found = Read()
    try:
        first_pass.add(str(path))
    except duckdb.InvalidInputException:
        _read_portions(first_pass, path, folder, found)
    found.processes, found.nameless = first_pass.duck.rows(
        "SELECT count(*), count(*) FILTER (ocid IS NULL) FROM processes"
    ).row(0)
    return found


def _check(path: Path) -> None:
    if path.is_dir():
        raise InputError(path, "this is a folder", "A file of JSON lines", "Name the file")
    try:
        with path.open("rb") as file:
            start = file.read(4)
    except OSError as error:
        raise InputError(path, "the file cannot be read", advice=str(error.strerror)) from None
    if start.startswith((GZIP, ZIP)):
        raise InputError(path, "the file is compressed", "JSON lines as plain text", "Unpack it")


def _read_portions(first_pass: FirstPass, path: Path, folder: Path, found: Read) -> None:
    copy = folder / "portion.jsonl"
    for first_line, portion in _portions(path):
        copy.write_bytes(portion)
        try:
            first_pass.add(str(copy))
        except duckdb.InvalidInputException:
            copy.write_bytes(_mended(first_pass, copy, portion, first_line, found))
            first_pass.add(str(copy))


def _portions(path: Path) -> Iterator[tuple[int, bytes]]:
    """Whole lines of about `PORTION_BYTES`, each time with the number of the first."""
    line = 1
    with path.open("rb") as file:
        while portion := file.read(PORTION_BYTES):
            portion += file.readline()
            yield line, portion
            line += portion.count(b"\n")


def _mended(
    first_pass: FirstPass, copy: Path, portion: bytes, first_line: int, found: Read
) -> bytes:
    """The lines of a portion that are JSON objects, each cut to what fits its place."""
    settings = first_pass.settings
    wanted = shape.of(settings)
    lines = [
        (first_line + n, text) for n, text in enumerate(portion.split(b"\n")) if text.strip(BLANK)
    ]
    kept = []
    # What is JSON is for DuckDB to say, so that a line counts or not whatever its neighbours are.
    valid = first_pass.duck.rows(
        "SELECT json IS NOT NULL AS valid FROM read_ndjson_objects($path, "
        "ignore_errors = true, compression = 'none')",
        {"path": str(copy)},
    ).to_series()
    for (number, text), is_valid in zip(lines, valid, strict=True):
        release, reason = _parsed(text)
        if reason or not is_valid:
            found.bad.append((number, f"not JSON: {reason or 'half a character'}"))
        elif not isinstance(release, dict):
            found.bad.append((number, "JSON, but not an object"))
        else:
            fitted = shape.Fitted(release, wanted, is_prepared=settings.is_prepared)
            if fitted.notes:
                found.mended.append((number, _listed(fitted.notes)))
            kept.append(json.dumps(fitted.kept, ensure_ascii=False).encode("utf-8"))
    return b"\n".join(kept)


def _parsed(text: bytes) -> tuple[object, str]:
    """The value of a line, or why there is none."""
    try:
        return json.loads(text.decode("utf-8")), ""
    except UnicodeDecodeError:
        return None, "not text in UTF-8"
    except RecursionError:
        return None, "nested too deeply"
    except ValueError as error:
        return None, str(error)


def _listed(notes: list[str]) -> str:
    more = len(notes) - MOST_NOTES
    return "; ".join(notes[:MOST_NOTES]) + (f"; and {more} more" if more > 0 else "")
