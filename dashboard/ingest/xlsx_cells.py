"""XLSX workbooks, cell by cell, as they were saved: no formula is run, no link followed.

Sheets are streamed, so that memory grows with the cells that hold something. (The usual library
lays out the whole rectangle up to the last cell: two cells in a file of 6 KB make it ask for
500 GB, and it says neither which cells are percentages nor which are joined.)
"""

from __future__ import annotations

import posixpath
import re
import xml.etree.ElementTree as ElementTree
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import IO

from dashboard.ingest import xlsx_rows
from dashboard.ingest.sheet_cells import (
    MergedCells,
    Rows,
    Sheet,
    SheetRow,
    column_number,
    moment_text,
    number_text,
    percent_text,
    sound,
)
from dashboard.ingest.xlsx_rows import text_of, unescaped
from dashboard.messages import InputError

RELATION = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
STRICT_RELATION = "{http://purl.oclc.org/ooxml/officeDocument/relationships}id"
DATE_FORMATS = {*range(14, 23), *range(27, 37), *range(45, 48), *range(50, 59)}
PERCENT_FORMATS = {9, 10}
MERGED = re.compile(rb'<(?:\w+:)?mergeCell\s[^>]*ref="([A-Z]{1,3})(\d+):([A-Z]{1,3})(\d+)"')
MOST_AFTER_ROWS = 2**26
QUOTED = re.compile(r'"[^"]*"|\\.|\[[^\]]*\]|_.|\*.')


class XlsxWorkbook:
    """An open XLSX: its sheets in order, and the rows of each."""

    def __init__(self, path: Path) -> None:
        """Raises InputError where the workbook's own lists cannot be read."""
        self.path = path
        self.archive = zipfile.ZipFile(path)
        self.names = set(self.archive.namelist())
        self.book = self._book_path()
        self.is_1904 = False
        self.sheets = self._sheets()
        self._texts: list[str] | None = None
        self._writers: list[Callable[[str], str]] | None = None

    def close(self) -> None:
        """Gives the file back."""
        self.archive.close()

    def _tree(self, member: str) -> ElementTree.Element:
        try:
            return ElementTree.fromstring(self.archive.read(member))
        except (KeyError, ElementTree.ParseError) as error:
            raise InputError(
                self.path.name,
                f"its part '{member}' is missing or no sound XML",
                "Expected was an XLSX workbook",
                "Open it in a spreadsheet program and save it again",
            ) from error

    def _relations(self, member: str) -> dict[str, tuple[str, str]]:
        """Kind and target of every relation of `member`, by its id."""
        folder, name = posixpath.split(member)
        listed = posixpath.join(folder, "_rels", f"{name}.rels")
        if listed not in self.names:
            return {}
        found = {}
        for one in self._tree(listed):
            target = one.get("Target", "")
            inside = target[1:] if target.startswith("/") else posixpath.join(folder, target)
            kind = one.get("Type", "").rpartition("/")[2]
            found[one.get("Id", "")] = (kind, posixpath.normpath(inside))
        return found

    def _book_path(self) -> str:
        for kind, target in self._relations("").values():
            if kind == "officeDocument":
                return target
        return "xl/workbook.xml"

    def _sheets(self) -> list[Sheet]:
        relations = self._relations(self.book)
        sheets = []
        for part in self._tree(self.book).iter():
            name = part.tag.rpartition("}")[2]
            if name == "workbookPr":
                self.is_1904 = part.get("date1904", "0") in ("1", "true", "on")
            if name == "sheet":
                key = part.get(RELATION) or part.get(STRICT_RELATION) or ""
                kind, target = relations.get(key, ("", ""))
                if kind == "worksheet" and target in self.names:  # no chart, no old macro sheet
                    hidden = part.get("state", "visible") != "visible"
                    sheets.append(Sheet(part.get("name", ""), hidden, target))
        return sheets

    def _member(self, kind: str) -> str | None:
        targets = [target for one, target in self._relations(self.book).values() if one == kind]
        return next((target for target in targets if target in self.names), None)

    @property
    def texts(self) -> list[str]:
        """The table of texts that cells point into."""
        if self._texts is None:
            member = self._member("sharedStrings")
            self._texts = []
            if member:
                with self.archive.open(member) as stream:
                    self._texts = list(_shared_texts(stream))
        return self._texts

    @property
    def writers(self) -> list[Callable[[str], str]]:
        """For every cell style how its number is written: as it is, as a day, as a percentage."""
        if self._writers is None:
            member = self._member("styles")
            self._writers = self._styles(self._tree(member)) if member else []
        return self._writers

    def _styles(self, tree: ElementTree.Element) -> list[Callable[[str], str]]:
        def as_day(text: str) -> str:
            return moment_text(text, self.is_1904)

        codes: dict[int, str] = {}
        writers: list[Callable[[str], str]] = []
        for group in tree:
            name = group.tag.rpartition("}")[2]
            if name == "numFmts":
                codes = {int(one.get("numFmtId", 0)): one.get("formatCode", "") for one in group}
            if name == "cellXfs":
                for style in group:
                    number = int(style.get("numFmtId", 0))
                    kind = _kind(number, codes.get(number))
                    writers.append({"day": as_day, "percent": percent_text}.get(kind, number_text))
        return writers

    def rows(self, sheet: Sheet, start: int = 0) -> Rows:
        """Every row of `sheet` that holds something, in the order of the file.

        Rows before `start` may be left out.
        """
        return sound(self.path, sheet.name, self._rows(sheet, start))

    def _rows(self, sheet: Sheet, start: int) -> Rows:
        texts, writers = self.texts, self.writers
        with self.archive.open(sheet.member) as stream:
            for number, cells in xlsx_rows.raw_rows(stream, start):
                found = _row(number, cells, texts, writers)
                if found.cells:
                    yield found

    def merged(self, sheet: Sheet) -> list[MergedCells]:
        """The cells of `sheet` that are joined into one."""
        with self.archive.open(sheet.member) as stream:
            return list(_merged(stream))


def _kind(number: int, code: str | None) -> str:
    """What a number format shows: `day`, `percent` or `number`."""
    if code is None:
        return (
            "day"
            if number in DATE_FORMATS
            else "percent"
            if number in PERCENT_FORMATS
            else "number"
        )
    bare = QUOTED.sub("", code.split(";")[0]).casefold()
    if "%" in bare:
        return "percent"
    is_elapsed = re.search(r"\[(?:h+|m+|s+)\]", code.casefold())
    if is_elapsed or "general" in bare:
        return "number"
    return "day" if re.search("[ymdhs]", bare.replace("red", "")) else "number"


def _row(
    number: int,
    raw_cells: list[xlsx_rows.RawCell],
    texts: list[str],
    writers: list[Callable[[str], str]],
) -> SheetRow:
    cells: dict[int, str] = {}
    numbers: set[int] = set()
    errors: set[int] = set()
    for column, style, kind, text in raw_cells:
        if kind == "s":
            text = texts[abs(int(text))]
        elif kind in ("", "n"):
            numbers.add(column)
            index = int(style or 0)
            text = (writers[index] if index < len(writers) else number_text)(text)
        elif kind == "b":
            text = "true" if text.strip() in ("1", "true") else "false"
        elif kind == "e":
            errors.add(column)
        elif kind == "d":
            text = text.removesuffix("Z").removesuffix("T00:00:00").replace("T", " ")
        else:
            text = unescaped(text)
        if text and not text.isspace():
            cells[column] = text
    return SheetRow(number, cells, numbers, errors)


def _shared_texts(stream: IO[bytes]) -> Iterator[str]:
    root = None
    for event, part in ElementTree.iterparse(stream, events=("start", "end")):
        if root is None:
            root = part
        if event == "end" and part.tag.endswith("}si"):
            yield text_of(part)
            root.clear()


def _merged(stream: IO[bytes]) -> Iterator[MergedCells]:
    """The joined cells are listed after the rows; the rows themselves are passed over."""
    tail, is_after = b"", False
    while block := stream.read(xlsx_rows.BLOCK_BYTES):
        tail += block
        if not is_after:
            after = re.search(rb"</(?:\w+:)?sheetData>|<(?:\w+:)?sheetData\s*/>", tail)
            is_after = after is not None
            tail = tail[after.end() :] if after else tail[-64:]
        elif len(tail) > MOST_AFTER_ROWS:
            break
    for first, top, last, bottom in MERGED.findall(tail if is_after else b""):
        yield MergedCells(
            int(top), int(bottom), column_number(first.decode()), column_number(last.decode())
        )
