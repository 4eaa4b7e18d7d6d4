"""Delimited files to a frame of text: every record accounted for, with the line it starts on."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import polars as pl

from dashboard.ingest import header_lines
from dashboard.ingest.declarations import Manifest
from dashboard.ingest.header_lines import SEARCHED, Line
from dashboard.ingest.privacy import redact
from dashboard.messages import InputError

csv.field_size_limit(2**27)
LINE = "source_line"
LONGEST_RECORD = 2000  # physical lines; a quote that stays open longer was never meant to


@dataclass(frozen=True)
class BadRow:
    """A record that cannot be taken apart: where it starts, what is wrong, what it says."""

    line: int
    reason: str
    text: str


@dataclass(frozen=True)
class CellIssue:
    """A cell that is no value before it is even read: where it is, what it says, why."""

    line: int
    header: str
    text: str
    issue: str = "a formula of the spreadsheet that failed"


@dataclass(frozen=True)
class RawTable:
    """A file as text: `frame` has the column `source_line` and one text column per header."""

    frame: pl.DataFrame
    bad_rows: list[BadRow] = field(default_factory=list)
    layout: dict[str, object] = field(default_factory=dict)  # how the file can be read again
    cell_issues: list[CellIssue] = field(default_factory=list)  # such cells are NULL in the frame

    @property
    def record_count(self) -> int:
        """The records of the file, good and bad; one may have given several rows."""
        return self.frame[LINE].n_unique() + len(self.bad_rows)


def read_csv(path: Path, manifest: Manifest) -> RawTable:
    """The rows of a delimited file. Raises InputError where nothing in it can be read.

    Polars reads it; if delimiters and line breaks in the bytes do not add up to those in the
    cells, Python's csv module reads it again, record by record, and names the bad ones.
    """
    content = file_bytes(path)
    encoding = find_encoding(path, content, manifest.encodings)
    lines = physical_lines(content)
    delimiter, header, header_lines = _find_header(path, lines, encoding, manifest)
    layout = {
        "kind": "csv",
        "encoding": encoding,
        "delimiter": delimiter,
        "columns": header,
        "personal": list(manifest.personal),
        "carriage_returns": b"\n" not in content,
    }
    frame = _read_fast(content, encoding, delimiter, header, header_lines)
    if frame is not None:
        return RawTable(frame, [], layout)
    rows, bad_rows = read_records(lines, encoding, delimiter, header, header_lines)
    schema = {LINE: pl.Int64(), **{name: pl.String() for name in header}}
    frame = pl.DataFrame(rows, schema=schema, orient="row")
    if bad_rows and len(bad_rows) > len(rows):
        undecodable = sum("bytes that are not" in bad.reason for bad in bad_rows)
        if undecodable * 2 > len(rows) + len(bad_rows):
            raise InputError(
                path.name,
                f"{undecodable} of its {len(rows) + len(bad_rows)} rows hold bytes that are not "
                f"{encoding}",
                f"Expected was text in {' or '.join(manifest.encodings)}",
                "Save it again in that encoding, or add its encoding to the manifest",
            )
    return RawTable(frame, bad_rows, layout)


def file_bytes(path: Path) -> bytes:
    """The bytes of `path`. Raises InputError if it is no readable, non-empty text file."""
    check_file(path)
    content = path.read_bytes()
    refuse_binary(path, content[:4096])
    return content


def check_file(path: Path) -> None:
    """Raise InputError unless `path` is a file with something in it."""
    if path.is_dir():
        raise InputError(path, "this is a folder", "A file was expected", "Name the file itself")
    if not path.is_file():
        raise InputError(path, "there is no such file", "", "Check the path")
    if path.stat().st_size == 0:
        raise InputError(
            path.name, "the file is empty", "At least a header was expected", "Fetch it again"
        )


def refuse_binary(path: Path, start: bytes) -> None:
    """Raise InputError if a file that begins with `start` is no text."""
    if b"\0" in start or start[:2] == b"PK":
        raise InputError(
            path.name,
            "this is not a text file",
            "Expected was text with one record a line",
            "It must be saved as CSV, or its own kind be declared in format.kind of the manifest",
        )


def find_encoding(path: Path, content: bytes, encodings: tuple[str, ...]) -> str:
    """The first of `encodings` in which all of `content` can be read, else the first of all."""
    for encoding in encodings:
        try:
            content.decode(encoding)
        except UnicodeDecodeError:
            continue
        except LookupError as error:
            raise InputError(path.name, f"the encoding '{encoding}' is not known") from error
        return encoding
    return encodings[0]


def physical_lines(content: bytes) -> list[bytes]:
    """The lines of `content` with their ends; old files may end them with a carriage return."""
    content = content.removeprefix(b"\xef\xbb\xbf")
    if b"\n" not in content:
        content = content.replace(b"\r", b"\n")
    return content.splitlines(keepends=True) if b"\r" not in content else _split(content)


def _split(content: bytes) -> list[bytes]:
    parts = content.split(b"\n")
    lines = [part + b"\n" for part in parts[:-1]]
    return lines + [parts[-1]] if parts[-1] else lines


def _find_header(
    path: Path, lines: list[bytes], encoding: str, manifest: Manifest
) -> tuple[str, list[str], int]:
    """The delimiter whose header names most of the declared columns, the header, its last line."""
    wanted = header_lines.declared(manifest)
    best: tuple[int, str, list[str], int] | None = None
    for delimiter in manifest.delimiters:
        first = list(_first_records(lines, encoding, delimiter))
        header = header_lines.find(first, wanted, manifest.layout)
        if header and (best is None or header.found > best[0]):
            last = first[min(header.last, len(first) - 1)]
            best = (header.found, delimiter, header.names, last.end)
    if best is None:
        line = manifest.layout.header_line
        raise InputError(
            path.name, f"its {f'line {line}' if line else 'first line'} cannot be read as a header"
        )
    return best[1], best[2], best[3]


def _first_records(lines: list[bytes], encoding: str, delimiter: str) -> Iterator[Line]:
    """The records of the first lines as far as they can be taken apart."""
    texts = (line.decode(encoding, errors="replace") for line in lines[:SEARCHED])
    reader = csv.reader(texts, delimiter=delimiter)
    before = 0
    try:
        for cells in reader:
            if any(cell.strip() for cell in cells):
                yield Line(before + 1, cells, reader.line_num)
            before = reader.line_num
    except csv.Error:
        return


def _read_fast(
    content: bytes, encoding: str, delimiter: str, header: list[str], header_lines: int
) -> pl.DataFrame | None:
    """The whole file through Polars, or None where the counts do not add up."""
    try:
        text = content.decode(encoding).removeprefix("\ufeff")
    except UnicodeDecodeError:
        return None
    if "\n" not in text:
        text = text.replace("\r", "\n")
    body = text.split("\n", header_lines)[header_lines:]
    body_text = body[0].replace("\r\n", "\n") if body else ""
    schema = {name: pl.String() for name in header}
    if not body_text.strip():
        return pl.DataFrame(schema={LINE: pl.Int64(), **schema})
    if not body_text.endswith("\n"):
        body_text += "\n"
    try:
        frame = pl.read_csv(
            io.BytesIO(body_text.encode()),
            has_header=False,
            schema=schema,
            separator=delimiter,
        )
    except (pl.exceptions.PolarsError, pl.exceptions.PanicException):
        return None
    breaks_in_cell = pl.all().str.count_matches("\n", literal=True).fill_null(0)
    breaks = frame.select(pl.sum_horizontal(breaks_in_cell))
    inside = frame.select(pl.all().str.count_matches(delimiter, literal=True).sum()).row(0)
    expected_delimiters = frame.height * (len(header) - 1) + sum(inside)
    expected_breaks = frame.height + int(breaks.to_series().sum())
    if (
        body_text.count(delimiter) != expected_delimiters
        or body_text.count("\n") != expected_breaks
    ):
        return None
    starts = (breaks.to_series() + 1).cast(pl.Int64).cum_sum().shift(1, fill_value=0)
    return frame.select((starts + header_lines + 1).alias(LINE), pl.all())


def read_records(
    lines: list[bytes], encoding: str, delimiter: str, header: list[str], first: int
) -> tuple[list[list[object]], list[BadRow]]:
    """Every record from line `first` on that has as many cells as `header`, and every other.

    A row is `[line, *cells]`, lines counted from 1; empty lines are no records.
    """
    rows: list[list[object]] = []
    bad_rows: list[BadRow] = []
    position = first
    while position < len(lines):
        cells, used, problem = _next_record(lines, position, encoding, delimiter)
        if cells == [] and not problem:
            position += used  # an empty line is no record
            continue
        cells = _without_empty_tail(cells, len(header))
        if not problem and len(cells) != len(header):
            problem = f"{len(cells)} cells where the header has {len(header)}"
        if problem:
            # A quote left open swallows the rows after it: give up one line, not all of them.
            raw = lines[position].decode(encoding, errors="replace").rstrip("\r\n")
            bad_rows.append(BadRow(position + 1, problem, redact(raw, broken=True)))
            position += 1
            continue
        rows.append([position + 1, *cells])
        position += used
    return rows, bad_rows


def _without_empty_tail(cells: list[str], expected: int) -> list[str]:
    """`cells` cut to `expected` where everything beyond it is empty."""
    if len(cells) > expected and not any(cell.strip() for cell in cells[expected:]):
        return cells[:expected]
    return cells


def _next_record(
    lines: list[bytes], position: int, encoding: str, delimiter: str
) -> tuple[list[str], int, str]:
    """The cells of the record that starts at `position`, the lines it takes, what is wrong."""
    undecodable = False

    def texts():
        nonlocal undecodable
        for line in lines[position : position + LONGEST_RECORD]:
            try:
                yield line.decode(encoding).replace("\r\n", "\n")
            except UnicodeDecodeError:
                undecodable = True
                yield line.decode(encoding, errors="replace").replace("\r\n", "\n")

    reader = csv.reader(texts(), delimiter=delimiter, strict=True)
    try:
        cells = next(reader)
    except (csv.Error, StopIteration) as error:
        if "unexpected end" in str(error) or isinstance(error, StopIteration):
            return [], 1, "a quote is opened and never closed"
        return [], 1, f"quotes are out of place ({error})"
    if undecodable:
        return cells, reader.line_num, f"it holds bytes that are not {encoding}"
    return cells, reader.line_num, ""


def record_text(lines: list[bytes], position: int, encoding: str, delimiter: str) -> str:
    """The record that starts at `position` of `lines`, as it stands in the file."""
    _, used, _ = _next_record(lines, position, encoding, delimiter)
    whole = b"".join(lines[position : position + used])
    return whole.decode(encoding, errors="replace").rstrip("\r\n")


def check_columns(path: Path, manifest: Manifest, names: list[str]) -> dict[str, str]:
    """For each declared column its name in this file.

    A column that is lacking is refused; where it is optional it is left out.
    """
    found: dict[str, str] = {}
    for column in manifest.columns.values():
        match = next((name.strip() for name in column.sources if name.strip() in names), None)
        if match is None and column.optional:
            continue
        if match is None:
            wanted = " or ".join(f"'{name}'" for name in column.sources)
            shown = ", ".join(f"'{name[:40]}'" for name in names[:60])
            more = f" and {len(names) - 60} more" if len(names) > 60 else ""
            raise InputError(
                manifest.where,
                f"column '{column.name}' should come from {wanted}, which {path.name} lacks",
                f"It has: {shown}{more}",
                f"Change the manifest, or ask the owner ({manifest.owner}) what changed",
            )
        found[column.name] = match
    return found
