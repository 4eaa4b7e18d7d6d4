"""Sheets of XLSX and ODS workbooks to rows of text; the line is the row as the sheet numbers it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import chain, islice
from pathlib import Path

import polars as pl

from dashboard.ingest import header_lines
from dashboard.ingest.declarations import Manifest
from dashboard.ingest.header_lines import Header, Line
from dashboard.ingest.reading import LINE, CellIssue, RawTable, check_file
from dashboard.ingest.sheet_cells import MergedCells, Sheet, SheetRow, column_number
from dashboard.ingest.values import decimal_mark
from dashboard.ingest.workbook_safety import LARGEST_GRID, MOST_CELL_TEXT
from dashboard.ingest.workbooks import Workbook, merged_cells, named_sheet, opened
from dashboard.messages import InputError

BATCH = 20_000


def read_rows(path: Path, manifest: Manifest) -> RawTable:
    """The rows below the header of one sheet, as text; empty rows are no records.

    Days are ISO texts, percentages have their sign, formulas the value they had when the file was
    saved; a cell with an error is NULL and told. Raises InputError where the sheet cannot be told
    or read.
    """
    check_file(path)
    with opened(path) as book:
        sheet = _sheet(book, manifest)
        rows = _bounded(book.rows(sheet), manifest)
        first = list(islice(rows, header_lines.SEARCHED))
        merged = merged_cells(book, sheet) if manifest.layout.header_lines > 1 else []
        header = _header(first, merged, manifest)
        if header is None:
            raise InputError(
                path.name,
                f"the sheet '{sheet.name}' has no row that could be its header",
                "Expected was a row that names the columns",
                "Say in format.header_line of the manifest where it is",
            )
        table = _Table(path, sheet, header, manifest, book.is_1904)
        rest = chain(first[header.last + 1 :], rows)
        while batch := list(islice(rest, BATCH)):
            table.take(batch)
        return table.finished()


def _bounded(rows: Iterable[SheetRow], manifest: Manifest) -> Iterator[SheetRow]:
    """`rows` with the cells of the manifest's range of columns only."""
    if not manifest.layout.columns:
        yield from rows
        return
    first, last = map(column_number, manifest.layout.columns.split(":"))
    for row in rows:
        cells = {column: text for column, text in row.cells.items() if first <= column <= last}
        if cells:
            yield SheetRow(row.number, cells, row.numbers, row.errors)


def _sheet(book: Workbook, manifest: Manifest) -> Sheet:
    """The sheet that the manifest names, else the one that has the header it declares."""
    if manifest.layout.sheet:
        return named_sheet(book, manifest.layout.sheet)
    visible = [sheet for sheet in book.sheets if not sheet.is_hidden]
    if not visible:
        raise InputError(book.path.name, "it has no sheet that is not hidden", "One was expected")
    if len(visible) == 1:
        return visible[0]
    found: list[tuple[int, Sheet]] = []
    for sheet in visible:
        first = list(islice(_bounded(book.rows(sheet), manifest), header_lines.SEARCHED))
        header = _header(first, [], manifest)
        found.append((header.found if header else 0, sheet))
    most = max(count for count, _ in found)
    best = [sheet for count, sheet in found if count == most]
    if most and len(best) > 1:
        raise InputError(
            book.path.name,
            f"{len(best)} of its sheets fit: {', '.join(repr(one.name) for one in best[:20])}",
            "One sheet is one source",
            "Name it in format.sheet of the manifest, and write a manifest for each of the others",
        )
    return best[0]


def _header(rows: list[SheetRow], merged: list[MergedCells], manifest: Manifest) -> Header | None:
    lines = [
        Line(
            row.number,
            _cells(row),
            spans=header_lines.spans_in(row.number, merged) or None,
        )
        for row in rows
    ]
    return header_lines.find(lines, header_lines.declared(manifest), manifest.layout)


def _cells(row: SheetRow) -> list[str]:
    return [row.cells.get(column, "") for column in range(max(row.cells) + 1)]


class _Table:
    """The rows of a sheet on their way into a frame, in batches."""

    def __init__(
        self, path: Path, sheet: Sheet, header: Header, manifest: Manifest, is_1904: bool
    ) -> None:
        self.path, self.sheet, self.manifest = path, sheet, manifest
        self.is_1904 = is_1904
        self.names = dict(enumerate(header.names))
        self.frames: list[pl.DataFrame] = []
        self.issues: list[CellIssue] = []
        self.fractions: dict[str, list[int]] = {}  # where a number cell has decimals
        self.height = 0
        self.text_length = 0
        self.widest = set(self.names)

    def take(self, batch: list[SheetRow]) -> None:
        """One more frame out of the next rows."""
        columns: dict[int, list[str | None]] = {}
        for index, row in enumerate(batch):
            for column, text in row.cells.items():
                cells = columns.get(column)
                if cells is None:
                    cells = columns[column] = [None] * len(batch)
                if column in row.errors:
                    self.issues.append(CellIssue(row.number, self._name(column), text))
                    continue
                cells[index] = text
                self.text_length += len(text)
                if column in row.numbers and "." in text:
                    self.fractions.setdefault(self._name(column), []).append(self.height + index)
        self.height += len(batch)
        self.widest |= columns.keys()
        self._refuse_too_large()
        self.frames.append(
            pl.DataFrame(
                {
                    LINE: pl.Series([row.number for row in batch], dtype=pl.Int64),
                    **{
                        self._name(column): pl.Series(columns[column], dtype=pl.String)
                        for column in sorted(columns)
                    },
                }
            )
        )

    def _name(self, column: int) -> str:
        name = self.names.get(column)
        if name is None:
            name = self.names[column] = f"column {column + 1}"
        return name

    def _refuse_too_large(self) -> None:
        cells = self.height * len(self.widest)
        if cells > LARGEST_GRID or self.text_length > MOST_CELL_TEXT:
            raise InputError(
                self.path.name,
                f"the sheet '{self.sheet.name}' would take {cells:,} cells and "
                f"{self.text_length:,} characters",
                f"At most {LARGEST_GRID:,} cells and {MOST_CELL_TEXT:,} characters",
                "Split it, or save the columns that are needed as CSV",
            )

    def finished(self) -> RawTable:
        """All of it, with the layout that finds a row again."""
        numbers = sorted(self.names)
        names = [self.names[number] for number in numbers]
        empty = pl.DataFrame(schema={LINE: pl.Int64(), **dict.fromkeys(names, pl.String())})
        frame = pl.concat([empty, *self.frames], how="diagonal")
        lines = frame[LINE]
        if lines.n_unique() < lines.len():
            raise InputError(self.path.name, f"the sheet '{self.sheet.name}' has a row twice")
        layout = {
            "kind": "sheet",
            "sheet": self.sheet.name,
            "columns": names,
            "column_numbers": numbers,
            "bounded": bool(self.manifest.layout.columns),
            "personal": list(self.manifest.personal),
            "is_1904": self.is_1904,
        }
        return RawTable(self._with_one_mark(frame), [], layout, self.issues)

    def _with_one_mark(self, frame: pl.DataFrame) -> pl.DataFrame:
        """`frame` with the decimals of number cells written as the texts of their column are.

        In a column of `1.234,50` typed as text, a number cell of 12.345 would else be taken for
        twelve thousand.
        """
        for column in self.manifest.columns.values():
            name = next((one for one in column.sources if one in self.fractions), None)
            if column.type != "money" or name is None:
                continue
            places = pl.Series(self.fractions.pop(name), dtype=pl.UInt32)
            is_number = pl.int_range(frame.height, eager=True).is_in(places.implode())
            texts = frame[name].filter(~is_number)
            mark = column.decimal or decimal_mark(texts.drop_nulls().unique())
            if mark == ",":
                changed = frame[name].gather(places).str.replace(".", ",", literal=True)
                frame = frame.with_columns(frame[name].scatter(places, changed))
        return frame
