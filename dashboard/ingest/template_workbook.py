"""The template workbook: one sheet per border table, explained above its header, checked as typed.

The same border gives the same bytes. `template_files` reads a filled one.
"""

from __future__ import annotations

import datetime
import textwrap
from decimal import Decimal
from pathlib import Path
from typing import Any

import xlsxwriter

from dashboard.ingest import column_meanings, tables
from dashboard.ingest.column_meanings import Meaning

CONTENTS = "contents"
PUBLISHED, PUBLISHER, LICENCE = "published date", "publisher", "licence"
REMARKS = "remarks (not loaded)"
NOTES = "notes"  # sheets whose name begins so are nobody's data
TABLES = tuple(name for name in tables.TABLES if name not in tables.NEVER_BUILT)
MADE = datetime.datetime(2020, 1, 1)  # a time of writing would change the bytes
EARLIEST, LATEST = datetime.date(1990, 1, 1), datetime.date(2100, 12, 31)
MEANS_ROW, FORM_ROW, EXAMPLE_ROW, HEADER_ROW = 2, 3, 4, 5
LAST_ROW = 1_048_575
COLUMN_WIDTH, CONTENTS_WIDTH, LINE_HEIGHT, A4 = 24, 100, 15, 9
LONGEST_MESSAGE, LONGEST_LIST = 255, 255
MOST_DONE = 1.2  # works that were re-measured may be more than all
NUMBER_FORMATS = {
    "date": "yyyy-mm-dd",
    "moment": "yyyy-mm-dd hh:mm:ss",
    "money": "#,##0.00",
    "share": "0.00%",
    "integer": "0",
    "number": "General",
    "flag": "General",
    "text": 49,  # the built-in format of text, so that 007 stays 007
}
STEPS = (
    "Fill the sheets that you have data for and leave the others empty. One row is one record.",
    "Write in the cell beside 'published date' the day that the data speak for. It is required.",
    "Columns marked 'Required' must be filled in every row; leave a cell empty where a value is "
    "not known, and write 0 only where it is zero.",
    "Columns may be left out or put in another order; their names and those of the sheets stay.",
    "Load it with: python -m dashboard load WORKSPACE template FILE.xlsx",
)


def write(path: Path) -> Path:
    """Write the template to `path` and return it."""
    book = xlsxwriter.Workbook(path, {"default_date_format": NUMBER_FORMATS["date"]})
    book.set_properties({"title": "Template for public construction data", "created": MADE})
    styles = _styles(book)
    _write_contents(book, styles)
    for table in TABLES:
        _write_table(book, styles, table)
    book.close()
    return path


def _styles(book: xlsxwriter.Workbook) -> dict[str, Any]:
    wrapped = {"text_wrap": True, "valign": "top"}
    styles = {
        "title": {"bold": True, "font_size": 14},
        "plain": wrapped,
        "label": {**wrapped, "bold": True},
        "header": {"bold": True, "bottom": 2, "num_format": "@"},
        "link": {"hyperlink": True, "valign": "top"},
        "input": {"border": 1, "num_format": NUMBER_FORMATS["text"]},
        "input date": {"border": 1, "num_format": NUMBER_FORMATS["date"]},
    }
    styles |= {f"cell {kind}": {"num_format": form} for kind, form in NUMBER_FORMATS.items()}
    styles |= {
        f"example {kind}": {**wrapped, "italic": True, "align": "left", "num_format": form}
        for kind, form in NUMBER_FORMATS.items()
    }
    return {name: book.add_format(style) for name, style in styles.items()}


def _write_contents(book: xlsxwriter.Workbook, styles: dict[str, Any]) -> None:
    sheet = book.add_worksheet(CONTENTS)
    sheet.set_column(0, 0, 26)
    sheet.set_column(1, 1, CONTENTS_WIDTH)
    sheet.write(0, 0, "Template for public construction data", styles["title"])
    for number, step in enumerate(STEPS, start=1):
        sheet.write(number, 0, f"Step {number}", styles["label"])
        sheet.write(number, 1, step, styles["plain"])
        sheet.set_row(number, LINE_HEIGHT * _lines(step, CONTENTS_WIDTH))
    row = len(STEPS) + 2
    for name, style in ((PUBLISHED, "input date"), (PUBLISHER, "input"), (LICENCE, "input")):
        sheet.write(row, 0, name, styles["label"])
        sheet.write_blank(row, 1, None, styles[style])
        row += 1
    sheet.data_validation(
        len(STEPS) + 2,
        1,
        len(STEPS) + 2,
        1,
        _day_rule("the published date") | {"input_title": "Required"},
    )
    row += 1
    sheet.write_row(row, 0, ["sheet", "what a row of it is"], styles["header"])
    for table in TABLES:
        row += 1
        sheet.write_url(row, 0, f"internal:'{table}'!A1", styles["link"], string=table)
        said = column_meanings.description(table)
        sheet.write(row, 1, said, styles["plain"])
        sheet.set_row(row, LINE_HEIGHT * _lines(said, CONTENTS_WIDTH))
    sheet.set_landscape()
    sheet.set_paper(A4)
    sheet.fit_to_pages(1, 0)


def _write_table(book: xlsxwriter.Workbook, styles: dict[str, Any], table: str) -> None:
    sheet = book.add_worksheet(table)
    meanings = column_meanings.of_table(table)
    sheet.write(0, 0, table.replace("_", " ").capitalize(), styles["title"])
    sheet.write(1, 0, column_meanings.description(table))
    labels = ("what it means", "how to write it", "example (not loaded)")
    for row, label in zip((MEANS_ROW, FORM_ROW, EXAMPLE_ROW), labels, strict=True):
        sheet.write(row, 0, label, styles["label"])
    sheet.write(HEADER_ROW, 0, REMARKS, styles["header"])
    sheet.set_column(0, 0, 22)
    for row, texts in (
        (MEANS_ROW, [one.means for one in meanings]),
        (FORM_ROW, [_form(one) for one in meanings]),
        (EXAMPLE_ROW, [one.example for one in meanings]),
    ):
        sheet.set_row(row, LINE_HEIGHT * max(_lines(text) for text in texts))
    for column, meaning in enumerate(meanings, start=1):
        width = max(COLUMN_WIDTH, len(meaning.column) + 3)
        sheet.set_column(column, column, width, styles[f"cell {meaning.kind}"])
        sheet.write(MEANS_ROW, column, meaning.means, styles["plain"])
        sheet.write(FORM_ROW, column, _form(meaning), styles["plain"])
        sheet.write(EXAMPLE_ROW, column, _example(meaning), styles[f"example {meaning.kind}"])
        sheet.write_string(HEADER_ROW, column, meaning.column, styles["header"])
        sheet.data_validation(HEADER_ROW + 1, column, LAST_ROW, column, rule(meaning))
    sheet.freeze_panes(HEADER_ROW + 1, 1)
    sheet.repeat_rows(HEADER_ROW)
    sheet.repeat_columns(0)
    sheet.set_landscape()
    sheet.set_paper(A4)


def _form(meaning: Meaning) -> str:
    return f"Required: {meaning.form}" if meaning.required else meaning.form


def _lines(text: str, width: int = COLUMN_WIDTH) -> int:
    """How many lines a text takes in a column of that width, letters being wider than digits."""
    return len(textwrap.wrap(text, int(width * 0.9))) or 1


def _example(meaning: Meaning) -> Any:
    """The example as a cell of its kind."""
    text = meaning.example
    match meaning.kind:
        case "date":
            return datetime.date.fromisoformat(text)
        case "moment":
            return datetime.datetime.fromisoformat(text)
        case "money" | "share":
            return float(Decimal(text))
        case "integer":
            return int(text)
        case "flag":
            return text == "true"
        case "number" if meaning.column not in ("longitude", "latitude"):
            return float(text)
    return text


def rule(meaning: Meaning) -> dict[str, Any]:
    """What may be typed into a cell of the column, and what is said when it is chosen."""
    message = f"{meaning.means} {meaning.form[:1].upper()}{meaning.form[1:]}."
    said = {
        "input_title": "Required" if meaning.required else "May be empty",
        "input_message": _cut(message),
    }
    return _checks(meaning) | said


def _checks(meaning: Meaning) -> dict[str, Any]:
    name = meaning.column
    listed = ",".join(meaning.words)
    if meaning.words and len(listed) <= LONGEST_LIST:
        return _list_rule(name, list(meaning.words))
    match meaning.kind:
        case "flag":
            return _list_rule(name, ["true", "false"])
        case "date" | "moment":
            return _day_rule(name)
        case "money":
            return _number_rule(name, -1e15, 1e15, "an amount without currency or words")
        case "share":
            most = MOST_DONE if name in ("physical_share", "planned_share") else 1
            return _number_rule(name, 0, most, f"a share from 0 to {most:g}, or {most:.0%} at most")
        case "integer":
            checks = _number_rule(name, 0, 2**31 - 1, "a whole number, 0 or more")
            return checks | {"validate": "integer"}
        case "number" if name not in ("longitude", "latitude"):  # degrees may come in minutes
            return _number_rule(name, -1e300, 1e300, "a number without a unit")
    return {"validate": "any"}


def _list_rule(name: str, words: list[str]) -> dict[str, Any]:
    return {
        "validate": "list",
        "source": words,
        "error_title": "Not in the list",
        "error_message": _cut(f"{name} is one of: {', '.join(words)}. Or leave the cell empty."),
    }


def _day_rule(name: str) -> dict[str, Any]:
    return {
        "validate": "date",
        "criteria": "between",
        "minimum": EARLIEST,
        "maximum": LATEST,
        "error_title": "Not a day",
        "error_message": _cut(f"{name} is a day from 1990 to 2100, as in 2025-09-30."),
        "input_message": "A day, as in 2025-09-30.",
    }


def _number_rule(name: str, low: float, high: float, what: str) -> dict[str, Any]:
    return {
        "validate": "decimal",
        "criteria": "between",
        "minimum": low,
        "maximum": high,
        "error_title": "Not a number",
        "error_message": _cut(f"{name} is {what}. Leave the cell empty if it is not known."),
    }


def _cut(text: str) -> str:
    return text if len(text) <= LONGEST_MESSAGE else text[: LONGEST_MESSAGE - 2] + " …"
