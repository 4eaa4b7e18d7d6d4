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
import orjson

from dashboard.cardinal import shape
from dashboard.cardinal.first_pass import FirstPass
from dashboard.cardinal.settings import Settings
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
        for mend in (None, _Mending(), _Mending(is_thorough=True)):
            text = portion if mend is None else mend.of(first_pass, copy, first_line, portion)
            copy.write_bytes(text)
            try:
                first_pass.add(str(copy))
            except duckdb.InvalidInputException:
                if mend is not None and mend.is_thorough:
                    raise
            else:
                if mend is not None:
                    found.bad += mend.bad
                    found.mended += mend.mended
                break


def _portions(path: Path) -> Iterator[tuple[int, bytes]]:
    """Whole lines of about `PORTION_BYTES`, each time with the number of the first."""
    line = 1
    with path.open("rb") as file:
        while portion := file.read(PORTION_BYTES):
            portion += file.readline()
            yield line, portion
            line += portion.count(b"\n")


@dataclass
class _Mending:
    """Makes a portion readable: what is no JSON object goes, what does not fit is cut to fit.

    Lines that fit stay as they are; thoroughly, every line is written anew, for names that an
    object has twice are only seen by DuckDB.
    """

    is_thorough: bool = False
    bad: list[tuple[int, str]] = field(default_factory=list)
    mended: list[tuple[int, str]] = field(default_factory=list)

    def of(self, first_pass: FirstPass, copy: Path, first_line: int, portion: bytes) -> bytes:
        """The lines of the portion that count; `copy` is a file that may be written."""
        wanted = shape.of(first_pass.settings)
        copy.write_bytes(portion)
        # What is JSON is for DuckDB to say, so that a line counts or not whatever is beside it.
        valid = first_pass.duck.rows(
            "SELECT json IS NOT NULL AS valid FROM read_ndjson_objects($path, "
            "ignore_errors = true, compression = 'none')",
            {"path": str(copy)},
        ).to_series()
        lines = [(n, text) for n, text in enumerate(portion.split(b"\n")) if text.strip(BLANK)]
        kept = []
        for (place, text), is_valid in zip(lines, valid, strict=True):
            if is_valid and not self.is_thorough and _fits(text, wanted):
                kept.append(text)
            else:
                kept += self._line(first_line + place, text, is_valid, first_pass.settings)
        return b"\n".join(kept)

    def _line(self, number: int, text: bytes, is_valid: bool, settings: Settings) -> list[bytes]:
        release, reason = _parsed(text)
        if reason or not is_valid:
            self.bad.append((number, f"not JSON: {reason or 'half a character'}"))
            return []
        if not isinstance(release, dict):
            self.bad.append((number, "JSON, but not an object"))
            return []
        fitted = shape.Fitted(release, shape.of(settings), is_prepared=settings.is_prepared)
        if fitted.notes:
            self.mended.append((number, _listed(fitted.notes)))
        return [json.dumps(fitted.kept, ensure_ascii=False).encode("utf-8")]


def _fits(text: bytes, wanted: dict[str, shape.Shape]) -> bool:
    """Whether a line is surely in order."""
    try:
        return shape.fits(orjson.loads(text), wanted)
    except orjson.JSONDecodeError:
        return False


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
