"""Opening a workbook of either kind, finding a sheet in it, and reading one of its rows again."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from pathlib import Path

from dashboard.ingest import workbook_safety
from dashboard.ingest.ods_cells import OdsWorkbook
from dashboard.ingest.sheet_cells import UNSOUND, MergedCells, Sheet
from dashboard.ingest.xlsx_cells import XlsxWorkbook
from dashboard.messages import InputError, did_you_mean

Workbook = XlsxWorkbook | OdsWorkbook


@contextlib.contextmanager
def opened(path: Path) -> Iterator[Workbook]:
    """The workbook at `path`, told by its content and not by its name.

    Raises InputError for what is no workbook or not safe to read.
    """
    kind = workbook_safety.check(path)
    try:
        book = XlsxWorkbook(path) if kind == "xlsx" else OdsWorkbook(path)
    except UNSOUND as error:
        raise _not_sound(path) from error
    try:
        yield book
    finally:
        book.close()


def merged_cells(book: Workbook, sheet: Sheet) -> list[MergedCells]:
    """The cells of `sheet` that are joined into one. Raises InputError where it cannot be read."""
    try:
        return book.merged(sheet)
    except UNSOUND as error:
        raise _not_sound(book.path) from error


def _not_sound(path: Path) -> InputError:
    return InputError(
        path.name,
        "its content is damaged",
        "Expected was a whole workbook",
        "Fetch it again, or open it in a spreadsheet program and save it again",
    )


def named_sheet(book: Workbook, wanted: str | int) -> Sheet:
    """The sheet of that name, hidden or not, or of that number among those not hidden, from 1.

    Raises InputError if there is none.
    """
    visible = [sheet for sheet in book.sheets if not sheet.is_hidden]
    if isinstance(wanted, int) and 1 <= wanted <= len(visible):
        return visible[wanted - 1]
    text = " ".join(str(wanted).split())
    for sheet in book.sheets:
        if " ".join(sheet.name.split()) == text:
            return sheet
    raise InputError(
        book.path.name,
        f"it has no sheet '{wanted}'",
        did_you_mean(text, [sheet.name for sheet in book.sheets]),
        "Name another in format.sheet of the manifest",
    )


def record(path: Path, layout: dict, number: int) -> dict[str, str] | None:
    """The cells of row `number` of the sheet in `layout`, by their column's name; None if empty."""
    with opened(path) as book:
        for found in book.rows(named_sheet(book, layout["sheet"]), number):
            if found.number == number:
                names = dict(zip(layout["column_numbers"], layout["columns"], strict=True))
                wanted = {*names, *found.cells} if not layout.get("bounded") else names
                return {
                    names.get(column, f"column {column + 1}"): found.cells.get(column, "")
                    for column in sorted(wanted)
                }
            if found.number > number:
                return None
    return None
