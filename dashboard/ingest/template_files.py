"""A filled template workbook, or a CSV with a border table's own columns: what is in it, and how
it is read. No manifest is written by hand for them.
"""

from __future__ import annotations

import csv
import datetime
import re
import zipfile
from dataclasses import replace
from itertools import islice
from pathlib import Path

from dashboard.ingest import column_meanings, header_lines
from dashboard.ingest import template_workbook as workbook
from dashboard.ingest.column_meanings import Meaning
from dashboard.ingest.declarations import Column, Layout, Manifest, Mapping
from dashboard.ingest.reading import check_file
from dashboard.ingest.sheet_cells import Sheet
from dashboard.ingest.values import SPREADSHEET_DAY, day, fold
from dashboard.ingest.workbooks import Workbook, opened
from dashboard.messages import InputError, did_you_mean

SOURCE = "template"  # the word that loads a template whatever the workspace's sources are called
PREFIX = f"{SOURCE}-"
FORMAT = "template"
DAYS = ("%Y-%m-%d", "%Y-%m-%d %H:%M:%S", SPREADSHEET_DAY)
MOMENTS = ("%Y-%m-%d %H:%M:%S", "%Y-%m-%dT%H:%M:%S", "%Y-%m-%dT%H:%M:%S%z", "%Y-%m-%d %H:%M")
DEGREES = {"longitude": 180.0, "latitude": 90.0}
IN_NAME = re.compile(r"(?P<year>20\d\d)-(?P<month>\d\d)-(?P<day>\d\d)")
SAID = {"owner": workbook.PUBLISHER, "licence": workbook.LICENCE}
NOT_SAID = "not stated in the file"
MANIFEST = """# Written when a template was first loaded. The columns are those of the border table.
title = "Template: {words}"
owner = "as stated in each file"
licence = "as stated in each file"
kind = "rows"
files = ["*"]
published = {{ template = true }}
template = "{table}"
format = {{ kind = "template" }}
"""


def source_name(table: str) -> str:
    """What the source of a table's template is called: `template-contract-items`."""
    return PREFIX + table.replace("_", "-")


def manifest_text(table: str) -> str:
    """The manifest of that source, the same in every workspace."""
    return MANIFEST.format(table=table, words=table.replace("_", " "))


def completed(manifest: Manifest) -> Manifest:
    """`manifest` with the columns and the mapping that its border table gives it."""
    meanings = column_meanings.of_table(manifest.template)
    names = {meaning.column: meaning.column for meaning in meanings}
    return replace(
        manifest,
        columns={meaning.column: _column(meaning) for meaning in meanings},
        mappings=(Mapping(manifest.template, names, {}),),
        layout=Layout(sheet=manifest.template),
    )


def _column(meaning: Meaning) -> Column:
    formats = {"date": DAYS, "moment": MOMENTS}.get(meaning.kind, ())
    most = DEGREES.get(meaning.column)
    kind = "code" if meaning.words else "coordinate" if most else meaning.kind
    return Column(
        meaning.column,
        kind,
        (meaning.column,),
        required=meaning.required,
        optional=not meaning.required,
        formats=formats,
        codes={word: word for word in meaning.words},
        decimal=".",
        minimum=-most if most else 0.0 if kind == "share" else None,
        maximum=most or (workbook.MOST_DONE if kind == "share" else None),
    )


def is_workbook(path: Path) -> bool:
    """Whether `path` is no plain text, so that the rules for workbooks apply to it."""
    with path.open("rb") as file:
        start = file.read(8)
    return zipfile.is_zipfile(path) or start.startswith(b"\xd0\xcf\x11\xe0")


def tables_in(path: Path, known: set[str]) -> list[str]:
    """The tables that `path` fills, and those of `known` sources that it now leaves empty.

    Raises InputError for a sheet or column that is none of the template's, for a workbook in
    which nothing is filled in, and for a CSV whose table cannot be told.
    """
    check_file(path)
    if not is_workbook(path):
        return [_table_of_text(path)]
    with opened(path) as book:
        found = {sheet.name: _is_filled(book, sheet) for sheet in _table_sheets(book)}
    if not any(found.values()):
        raise InputError(
            path.name,
            "no sheet of the template has a row below its header",
            "At least one was expected",
            f"The sheets are called {', '.join(workbook.TABLES[:4])} and so on",
        )
    return [
        table
        for table in workbook.TABLES
        if found.get(table) or (table in found and source_name(table) in known)
    ]


def _table_sheets(book: Workbook) -> list[Sheet]:
    sheets = []
    for sheet in book.sheets:
        if sheet.name in workbook.TABLES:
            sheets.append(sheet)
        elif fold(sheet.name).startswith((workbook.CONTENTS, workbook.NOTES)):
            continue
        elif next(book.rows(sheet), None) is not None:
            raise InputError(
                book.path.name,
                f"the sheet '{sheet.name}' is no table of the template",
                did_you_mean(sheet.name, workbook.TABLES),
                f"Rename it, or begin its name with '{workbook.NOTES}' if it holds no data",
            )
    return sheets


def _is_filled(book: Workbook, sheet: Sheet) -> bool:
    """Whether rows stand below the header; every column of the header must be the table's."""
    rows = book.rows(sheet)
    first = list(islice(rows, header_lines.SEARCHED))
    meanings = {one.column: one for one in column_meanings.of_table(sheet.name)}
    lines = [
        header_lines.Line(row.number, [row.cells.get(n, "") for n in range(max(row.cells) + 1)])
        for row in first
    ]
    header = header_lines.find(lines, set(meanings), Layout())
    if header is None or not header.found:
        if first:
            raise InputError(
                book.path.name,
                f"the sheet '{sheet.name}' has no row with the names of its columns",
                f"Expected were: {', '.join(list(meanings)[:8])} …",
                "Copy the header from a new template",
            )
        return False
    is_filled = len(first) > header.last + 1
    if is_filled:
        _refuse_columns(book.path, sheet.name, header.names, meanings)
    return is_filled


def _refuse_columns(path: Path, table: str, names: list[str], meanings: dict[str, Meaning]) -> None:
    for number, name in enumerate(names, start=1):
        if name not in meanings and name not in (workbook.REMARKS, f"column {number}"):
            raise InputError(
                path.name,
                f"the sheet '{table}' has the column '{name[:60]}', which the table lacks",
                did_you_mean(name, meanings),
                "Rename it or take it out",
            )
    missing = [one.column for one in meanings.values() if one.required and one.column not in names]
    if missing:
        raise InputError(
            path.name,
            f"the sheet '{table}' lacks the required column '{missing[0]}'",
            "",
            "Copy the header from a new template",
        )


def _table_of_text(path: Path) -> str:
    """The table of a CSV by its name, else the only one that its header fits."""
    stem = path.stem.casefold().replace("-", "_").replace(" ", "_")
    named = [one for one in workbook.TABLES if re.match(rf"{one}(?![a-z])", stem)]
    if named:
        return max(named, key=len)
    with path.open(encoding="utf-8-sig", errors="replace", newline="") as file:
        names = {cell.strip() for cell in next(csv.reader(file), [])}
    fitting = [table for table in workbook.TABLES if _fits(table, names)]
    if len(fitting) == 1:
        return fitting[0]
    raise InputError(
        path.name,
        f"its columns fit several tables: {', '.join(fitting)}"
        if fitting
        else "neither its name nor its columns say which table it is",
        "Expected was the name of a table, as in payments_2025-09-30.csv",
        f"Known are: {', '.join(workbook.TABLES)}",
    )


def _fits(table: str, names: set[str]) -> bool:
    meanings = column_meanings.of_table(table)
    required = {one.column for one in meanings if one.required}
    return required <= names <= {one.column for one in meanings}


def published_day(path: Path) -> datetime.date:
    """The day that the file speaks for: from the contents sheet, or from the name of a CSV.

    Raises InputError where it is not said.
    """
    if not is_workbook(path):
        found = IN_NAME.search(path.name)
        try:
            return datetime.date(*(int(part) for part in found.groups()))  # type: ignore[union-attr]
        except (AttributeError, ValueError) as error:
            raise InputError(
                path.name,
                "its name does not say for which day the data speak",
                f"Expected was a name such as {path.stem}_2025-09-30{path.suffix}",
                "Rename it so",
            ) from error
    text = _said(path).get(workbook.PUBLISHED, "")
    reading = day(text, DAYS)
    if reading.value is None:
        shown = f" ('{text[:40]}' is {reading.issue})" if text else ""
        raise InputError(
            path.name,
            f"the sheet '{workbook.CONTENTS}' does not say for which day the data speak{shown}",
            f"Expected was a day in the cell beside '{workbook.PUBLISHED}'",
            "Write it there, as in 2025-09-30",
        )
    return reading.value


def about(path: Path) -> dict[str, str]:
    """Owner and licence as the contents sheet states them, for the record of the load."""
    said = _said(path) if is_workbook(path) else {}
    return {key: said.get(label) or NOT_SAID for key, label in SAID.items()}


def _said(path: Path) -> dict[str, str]:
    """What stands beside the labels in the first column of the contents sheet."""
    with opened(path) as book:
        for sheet in book.sheets:
            if fold(sheet.name) == workbook.CONTENTS:
                rows = islice(book.rows(sheet), 100)
                return {fold(row.cells.get(0, "")): row.cells.get(1, "").strip() for row in rows}
    return {}
