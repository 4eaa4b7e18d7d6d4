"""Where the header of a table is and what its columns are called, in text files and in sheets."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from dashboard.ingest.declarations import Layout, Manifest
from dashboard.ingest.privacy import redact
from dashboard.ingest.sheet_cells import MergedCells

SEARCHED = 50  # lines in which a header is looked for


@dataclass(frozen=True)
class Line:
    """One line before the data: its number, its cells from the first column on, where it ends."""

    number: int
    cells: Sequence[str]
    end: int = 0
    spans: tuple[tuple[int, int], ...] | None = None  # columns joined into one, where known


@dataclass(frozen=True)
class Header:
    """The names of the columns, how many of them are declared, and the first line after it."""

    names: list[str]
    found: int
    last: int  # index of its last line among those that were looked at


def clean_header(cells: Sequence[str]) -> list[str]:
    """Column names as they are used here: stripped, the unnamed and the repeated numbered."""
    names: list[str] = []
    for number, cell in enumerate(cells, start=1):
        name = redact(" ".join(cell.split())) or f"column {number}"
        names.append(name if name not in names else f"{name} ({number})")
    return names


def declared(manifest: Manifest) -> set[str]:
    """Every name under which a column of the manifest may come."""
    return {source.strip() for column in manifest.columns.values() for source in column.sources}


def find(lines: Sequence[Line], wanted: set[str], layout: Layout) -> Header | None:
    """The header that names most of `wanted`, the first of several; None where there is none.

    With `header_line` the one that begins there, and no other.
    """
    best: Header | None = None
    for index, line in enumerate(lines):
        if layout.header_line and line.number != layout.header_line:
            continue
        parts = lines[index : index + layout.header_lines]
        if len(parts) < layout.header_lines:
            break
        names = clean_header(joined(parts))
        found = len(wanted & set(names))
        if names and (best is None or found > best.found):
            last = index + layout.header_lines - 1 + layout.skip_after_header
            best = Header(names, found, last)
    return best


def joined(parts: Sequence[Line]) -> list[str]:
    """One name a column out of the lines of a header: `Contract` above `Amount` and `Date` gives
    `Contract Amount` and `Contract Date`.

    A heading stands over all the columns that it is joined over; where a file does not say which,
    over those that follow it without a heading of their own.
    """
    width = max(len(part.cells) for part in parts)
    rows = [[*part.cells, *[""] * (width - len(part.cells))] for part in parts]
    for number, part in enumerate(parts[:-1]):
        rows[number] = _spread(rows[number], rows[number + 1 :], part.spans)
    names = []
    for column in range(width):
        words = [" ".join(row[column].split()) for row in rows]
        names.append(" ".join(dict.fromkeys(word for word in words if word)))
    return names


def _spread(
    cells: list[str], below: list[list[str]], spans: tuple[tuple[int, int], ...] | None
) -> list[str]:
    spread = list(cells)
    if spans:
        for first, last in spans:
            for column in range(first + 1, min(last + 1, len(spread))):
                spread[column] = spread[column] or (cells[first] if first < len(cells) else "")
        return spread
    for column in range(1, len(spread)):
        if not spread[column].strip() and any(row[column].strip() for row in below):
            spread[column] = spread[column - 1]
    return spread


def spans_in(row: int, merged: Iterable[MergedCells]) -> tuple[tuple[int, int], ...]:
    """The columns joined in one row, first and last, out of the joined cells of a sheet."""
    return tuple(
        (one.first_column, one.last_column)
        for one in merged
        if one.first_row <= row <= one.last_row and one.last_column > one.first_column
    )
