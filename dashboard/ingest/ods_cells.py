"""ODS workbooks, cell by cell, as they were saved. Repeated cells are counted before they are made.

A cell that says it is repeated a million times costs a few bytes in the file; empty ones are passed
over, and more than a sheet can hold are refused.
"""

from __future__ import annotations

import xml.etree.ElementTree as ElementTree
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import IO

from dashboard.ingest.sheet_cells import (
    MergedCells,
    Rows,
    Sheet,
    SheetRow,
    is_error,
    number_text,
    percent_text,
    sound,
)
from dashboard.ingest.workbook_safety import LARGEST_GRID
from dashboard.messages import InputError

CONTENT = "content.xml"
OFFICE = "{urn:oasis:names:tc:opendocument:xmlns:office:1.0}"
TABLE = "{urn:oasis:names:tc:opendocument:xmlns:table:1.0}"
TEXT = "{urn:oasis:names:tc:opendocument:xmlns:text:1.0}"
STYLE = "{urn:oasis:names:tc:opendocument:xmlns:style:1.0}"
LAST_ROW = 2**20
LAST_COLUMN = 2**14
NOT_PRINTED = {f"{OFFICE}annotation"}


class OdsWorkbook:
    """An open ODS: its sheets in order, and the rows of each."""

    def __init__(self, path: Path) -> None:
        """Raises InputError where its content cannot be read."""
        self.path = path
        self.archive = zipfile.ZipFile(path)
        self.sheets = list(self._sheets())
        self.is_1904 = False  # days are stored as days

    def close(self) -> None:
        """Gives the file back."""
        self.archive.close()

    def _events(self) -> Iterator[tuple[str, ElementTree.Element]]:
        with self.archive.open(CONTENT) as stream:
            yield from _events(stream)

    def _sheets(self) -> Iterator[Sheet]:
        hidden: set[str] = set()
        number = 0
        for event, part in self._events():
            if event == "end" and part.tag == f"{STYLE}style":
                shown = [one.get(f"{TABLE}display", "true") for one in part]
                if "false" in shown:
                    hidden.add(part.get(f"{STYLE}name", ""))
            if event == "start" and part.tag == f"{TABLE}table":
                style = part.get(f"{TABLE}style-name", "")
                yield Sheet(part.get(f"{TABLE}name", ""), style in hidden, str(number))
                number += 1

    def rows(self, sheet: Sheet, start: int = 0) -> Rows:
        """Every row of `sheet` that holds something; a repeated row comes as often as it says.

        Rows before `start` may be left out.
        """
        return sound(self.path, sheet.name, self._rows(sheet, start))

    def _rows(self, sheet: Sheet, start: int) -> Rows:
        line, made = 0, 0
        for part in self._rows_of(sheet):
            repeats = max(1, int(part.get(f"{TABLE}number-rows-repeated", 1)))
            row = _row(line + 1, part)
            if row.cells:
                made += repeats * len(row.cells)
                if made > LARGEST_GRID or line + repeats > LAST_ROW:
                    raise InputError(
                        self.path.name,
                        f"the sheet '{sheet.name}' repeats a row {repeats:,} times",
                        f"At most {LARGEST_GRID:,} cells and {LAST_ROW:,} rows were expected",
                    )
                for number in range(max(line + 1, start), line + repeats + 1):
                    yield SheetRow(number, row.cells, row.numbers, row.errors)
            line += repeats

    def _rows_of(self, sheet: Sheet) -> Iterator[ElementTree.Element]:
        wanted, number, inside = int(sheet.member), -1, False
        for event, part in self._events():
            if part.tag == f"{TABLE}table":
                if event == "start":
                    number += 1
                inside = event == "start" and number == wanted
                if event == "end" and number == wanted:
                    return
            elif inside and event == "end" and part.tag == f"{TABLE}table-row":
                yield part

    def merged(self, sheet: Sheet) -> list[MergedCells]:
        """The cells of `sheet` that are joined into one."""
        found, line = [], 0
        for part in self._rows_of(sheet):
            column = 0
            for cell in part:
                down = int(cell.get(f"{TABLE}number-rows-spanned", 1))
                across = int(cell.get(f"{TABLE}number-columns-spanned", 1))
                if down > 1 or across > 1:
                    last = column + across - 1
                    found.append(MergedCells(line + 1, line + down, column, last))
                column += int(cell.get(f"{TABLE}number-columns-repeated", 1))
            line += int(part.get(f"{TABLE}number-rows-repeated", 1))
        return found


def _events(stream: IO[bytes]) -> Iterator[tuple[str, ElementTree.Element]]:
    """Start and end of every element; a row and whatever lies beside it is cleared once seen."""
    holders: list[ElementTree.Element] = []
    for event, part in ElementTree.iterparse(stream, events=("start", "end")):
        if event == "start":
            holders.append(part)
            yield event, part
            continue
        holders.pop()
        yield event, part
        if part.tag == f"{TABLE}table-row" and holders:
            holders[-1].remove(part)


def _row(number: int, row: ElementTree.Element) -> SheetRow:
    cells: dict[int, str] = {}
    numbers: set[int] = set()
    errors: set[int] = set()
    column = 0
    for cell in row:
        if cell.tag not in (f"{TABLE}table-cell", f"{TABLE}covered-table-cell"):
            continue
        repeats = max(1, int(cell.get(f"{TABLE}number-columns-repeated", 1)))
        text = _text(cell)
        if text and not text.isspace():
            for place in range(column, min(column + repeats, LAST_COLUMN)):
                cells[place] = text
                if cell.get(f"{OFFICE}value-type") in ("float", "currency"):
                    numbers.add(place)
                if is_error(text):
                    errors.add(place)
        column += repeats
    return SheetRow(number, cells, numbers, errors)


def _text(cell: ElementTree.Element) -> str:
    kind = cell.get(f"{OFFICE}value-type", "")
    if kind in ("float", "currency"):
        return number_text(cell.get(f"{OFFICE}value", ""))
    if kind == "percentage":
        return percent_text(cell.get(f"{OFFICE}value", ""))
    if kind == "boolean":
        return cell.get(f"{OFFICE}boolean-value", "")
    if kind == "date":
        stored = cell.get(f"{OFFICE}date-value", "")
        return stored.partition(".")[0].removesuffix("T00:00:00").replace("T", " ")
    lines = [_line(part) for part in cell if part.tag == f"{TEXT}p"]
    return "\n".join(lines)


def _line(part: ElementTree.Element) -> str:
    """A paragraph as text, with its blanks, tabs and line breaks, without notes."""
    texts = [part.text or ""]
    for one in part:
        if one.tag == f"{TEXT}s":
            texts.append(" " * min(int(one.get(f"{TEXT}c", 1)), 100))
        elif one.tag == f"{TEXT}tab":
            texts.append("\t")
        elif one.tag == f"{TEXT}line-break":
            texts.append("\n")
        elif one.tag not in NOT_PRINTED:
            texts.append(_line(one))
        texts.append(one.tail or "")
    return "".join(texts)
