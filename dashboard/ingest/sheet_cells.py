"""What the cells of any workbook have in common: texts as a spreadsheet means them."""

from __future__ import annotations

import datetime
import re
import xml.etree.ElementTree as ElementTree
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache
from pathlib import Path

from dashboard.messages import InputError

# The day that a day number counts from. Day 60 is 29 February 1900, which never was: spreadsheets
# took over that mistake, so that the days before it count from one day later.
DAY_ZERO = datetime.datetime(1899, 12, 30)
DAY_ZERO_1904 = datetime.datetime(1904, 1, 1)
LEAP_DAY_THAT_NEVER_WAS = 60
LAST_DAY = 2_958_466  # the day after 9999-12-31
ERRORS = re.compile(r"#(?:[A-ZÀ-Ý0-9/¡!?_]{2,18})[!?]?|#N/A|Err:\d{3}")
_PLAIN = re.compile(r"-?\d{1,15}(?:\.\d{1,12})?")


@dataclass(frozen=True)
class SheetRow:
    """A row as the spreadsheet numbers it: text by column (from 0); what is a number, an error."""

    number: int
    cells: dict[int, str]
    numbers: frozenset[int] | set[int] = frozenset()  # columns whose cell is a number, not a text
    errors: frozenset[int] | set[int] = frozenset()


@dataclass(frozen=True)
class Sheet:
    """One sheet of a workbook: its name, whether it is hidden, and where its cells lie."""

    name: str
    is_hidden: bool
    member: str  # of an XLSX the file inside, of an ODS the number of the table


@dataclass(frozen=True)
class MergedCells:
    """Cells joined into one, from the first to the last row (from 1) and column (from 0)."""

    first_row: int
    last_row: int
    first_column: int
    last_column: int


Rows = Iterator[SheetRow]
# What Python's readers of archives, XML and numbers say of a file that is not sound.
UNSOUND = (
    ElementTree.ParseError,
    zipfile.BadZipFile,
    zlib.error,
    ArithmeticError,
    EOFError,
    LookupError,
    NotImplementedError,
    OSError,
    RecursionError,
    RuntimeError,
    ValueError,
)


def sound(path: Path, name: str, rows: Rows) -> Rows:
    """`rows` of the sheet `name`. Raises InputError where the workbook breaks off among them."""
    number = 0
    try:
        for row in rows:
            number = row.number
            yield row
    except UNSOUND as error:
        raise InputError(
            path.name,
            f"the sheet '{name}' breaks off after row {number}",
            "Expected was a whole workbook",
            "Fetch it again, or open it in a spreadsheet program and save it again",
        ) from error


def number_text(text: str) -> str:
    """A stored number as plain digits with a point, to the 15 digits that spreadsheets keep."""
    if len(text) <= 15 and _PLAIN.fullmatch(text):
        return text
    try:
        short = format(float(text), ".15g")
    except ValueError:
        return text
    return format(Decimal(short), "f") if "e" in short else short


@lru_cache(maxsize=2**16)
def percent_text(text: str) -> str:
    """A stored share as the percentage that the cell shows: `0.35` as `35%`."""
    shown = format(Decimal(number_text(text)) * 100, "f")
    return (shown.rstrip("0").rstrip(".") if "." in shown else shown) + "%"


@lru_cache(maxsize=2**16)
def moment_text(text: str, is_1904: bool = False) -> str:
    """A day number as `2024-03-04`, with a time of day as `2024-03-04 14:30:00`.

    A number below 1 is a time of day alone. What is no day of a spreadsheet stays a number.
    """
    try:
        count = float(text)
    except ValueError:
        return text
    found = day_number(count, is_1904)
    if found is None:
        return "1900-02-29" if int(count) == LEAP_DAY_THAT_NEVER_WAS else number_text(text)
    if count < 1 and not is_1904:
        return found.strftime("%H:%M:%S")
    return iso_text(found)


def iso_text(moment: datetime.datetime) -> str:
    """A moment as ISO text, without the time of day where that is midnight."""
    if moment.time() == datetime.time():
        return moment.date().isoformat()
    return moment.replace(microsecond=0).isoformat(" ")


def day_number(count: float, is_1904: bool = False) -> datetime.datetime | None:
    """The moment that a spreadsheet's day number means, or None where it means none."""
    if not 0 <= count < LAST_DAY:
        return None
    seconds = round(count * 86_400)
    if is_1904:
        return DAY_ZERO_1904 + datetime.timedelta(seconds=seconds)
    if int(count) == LEAP_DAY_THAT_NEVER_WAS:
        return None
    early = datetime.timedelta(days=int(count < LEAP_DAY_THAT_NEVER_WAS))
    return DAY_ZERO + early + datetime.timedelta(seconds=seconds)


def is_error(text: str) -> bool:
    """Whether `text` is what a spreadsheet writes where a formula failed: `#REF!`, `#N/A`."""
    return text.startswith(("#", "Err:")) and bool(ERRORS.fullmatch(text))


def column_number(letters: str) -> int:
    """The number of a column, from 0, by its letters: A is 0, AA is 26."""
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - 64
    return number - 1
