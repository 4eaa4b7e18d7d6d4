"""Dates in any of the ways that publishers write them: their formats, and what is undecided."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from dashboard.ingest import numerals
from dashboard.ingest.month_names import english_months

CLOCK = r"(?:\s+|T)\d{1,2}:\d{2}.*$"
DAY_FIRST, MONTH_FIRST = "day first", "month first"
UNDECIDED = "%?"  # stands in a format where day and month may be either
BUDDHIST_YEARS = (2450, 2650)
COMMON_YEARS = (1900, 2150)
LONGEST = 60  # characters, with a time of day
ENOUGH = 0.8  # of the distinct texts: what is left are words for "no value" and slips
RARE = 0.005
_YEAR_FIRST = re.compile(r"(\d{4})([-/.])(\s?)(\d{1,2})\2\s?(\d{1,2})\.?")
_YEAR_LAST = re.compile(r"(\d{1,2})([-/.])(\s?)(\d{1,2})\2\s?(\d{4}|\d{2})")
_COMPACT = re.compile(r"(19|20)\d{2}(0[1-9]|1[0-2])(0[1-9]|[12]\d|3[01])")
_WITH_MONTH = re.compile(
    r"(\d{1,2})([-\s./]+)(?:de )?([A-Z][a-z]{2})[a-z]*\.?([-\s./,]+)(?:de )?(\d{4}|\d{2})(\D*)"
)
_MONTH_FIRST = re.compile(r"([A-Z][a-z]{2})[a-z]*\.?\s+(\d{1,2}),?\s+(\d{4})")
_KOREAN = re.compile(r"(\d{4})년\s*(\d{1,2})월\s*(\d{1,2})일")
_VIETNAMESE = re.compile(r"[Nn]gày\s+(\d{1,2})\s+tháng\s+(\d{1,2})\s+năm\s+(\d{4})")


@dataclass(frozen=True)
class Dates:
    """How a column writes its dates. `undecided` formats need an answer before they are used."""

    formats: tuple[str, ...]
    undecided: tuple[str, ...]
    order: str  # of numeric dates, where some value shows it
    era: str
    has_clock: bool
    unread: tuple[str, ...]
    share: float  # of the distinct texts that are dates
    example: str = ""  # one that may be read two ways

    def settled(self, order: str) -> tuple[str, ...]:
        """All formats, the undecided ones read in `order`; without one they are left out."""
        if not order:
            return self.formats
        first, second = ("%d", "%m") if order == DAY_FIRST else ("%m", "%d")
        read = [
            one.replace(UNDECIDED, first, 1).replace(UNDECIDED, second, 1) for one in self.undecided
        ]
        return (*self.formats, *read)


def found_in(counts: Mapping[str, int]) -> Dates | None:
    """How the texts of a column (each with its count) are dates; None where they are none."""
    by_format: dict[str, list[tuple[int, int]]] = {}
    weights: dict[str, int] = {}
    unread, years, has_clock, example = [], [], False, ""
    for text, count in counts.items():
        if len(text) > LONGEST:
            unread.append(text)
            continue
        bare = english_months(numerals.with_digits(text.strip()))
        without_clock = re.sub(CLOCK, "", bare)
        shape = _shape(without_clock)
        if shape is None:
            unread.append(text)
            continue
        layout, year, parts = shape
        has_clock = has_clock or without_clock != bare
        years.append(year)
        weights[layout] = weights.get(layout, 0) + count
        by_format.setdefault(layout, [])
        if parts:
            by_format[layout].append(parts)
            if not example and parts[0] != parts[1]:
                example = text
    read = len(counts) - len(unread)
    if not counts or not read or not _plausible(years):
        return None
    total = sum(weights.values())
    kept = {one: parts for one, parts in by_format.items() if weights[one] >= RARE * total}
    formats, undecided, orders = _decided(kept)
    buddhist = sum(BUDDHIST_YEARS[0] <= year <= BUDDHIST_YEARS[1] for year in years)
    return Dates(
        formats=tuple(formats),
        undecided=tuple(undecided),
        order=orders.pop() if len(orders) == 1 else "",
        era="buddhist" if buddhist * 2 > len(years) else "",
        has_clock=has_clock,
        unread=tuple(unread),
        share=read / len(counts),
        example=example,
    )


def _plausible(years: list[int]) -> bool:
    good = sum(
        COMMON_YEARS[0] <= year <= COMMON_YEARS[1] or BUDDHIST_YEARS[0] <= year <= BUDDHIST_YEARS[1]
        for year in years
    )
    return good >= 0.9 * len(years)


def _decided(
    kept: dict[str, list[tuple[int, int]]],
) -> tuple[list[str], list[str], set[str]]:
    formats, undecided, orders = [], [], set()
    for layout, parts in kept.items():
        if UNDECIDED not in layout:
            formats.append(layout)
            continue
        day_first = any(first > 12 for first, _ in parts)
        month_first = any(second > 12 for _, second in parts)
        if day_first != month_first:
            order = DAY_FIRST if day_first else MONTH_FIRST
            orders.add(order)
            first, second = ("%d", "%m") if day_first else ("%m", "%d")
            formats.append(layout.replace(UNDECIDED, first, 1).replace(UNDECIDED, second, 1))
        else:
            undecided.append(layout)
    return formats, undecided, orders


def _shape(text: str) -> tuple[str, int, tuple[int, int] | None] | None:
    """The layout of one date with its year, and for numeric ones the two parts in doubt."""
    if match := _YEAR_FIRST.fullmatch(text):
        year, sign, blank, month, day = match.groups()
        if not (1 <= int(month) <= 12 and 1 <= int(day) <= 31):
            return None
        mark = f"{sign}{' ' if blank else ''}"
        tail = "." if text.endswith(".") else ""
        return f"%Y{mark}%m{mark}%d{tail}", int(year), None
    if match := _YEAR_LAST.fullmatch(text):
        first, sign, blank, second, year = match.groups()
        parts = (int(first), int(second))
        if not (min(parts) >= 1 and max(parts) <= 31 and min(parts) <= 12):
            return None
        mark = f"{sign}{' ' if blank else ''}"
        layout = f"{UNDECIDED}{mark}{UNDECIDED}{mark}{'%Y' if len(year) == 4 else '%y'}"
        return layout, _full(year), parts
    if _COMPACT.fullmatch(text):
        return "%Y%m%d", int(text[:4]), None
    if match := _KOREAN.fullmatch(text):
        return _spaced("%Y년 %m월 %d일", text), int(match[1]), None
    if match := _VIETNAMESE.fullmatch(text):
        return f"{text.split()[0]} %d tháng %m năm %Y", int(match[3]), None
    return _with_month(text)


def _with_month(text: str) -> tuple[str, int, None] | None:
    if match := _WITH_MONTH.fullmatch(text):
        year = match[5]
        layout = text[: match.start(1)] + "%d" + text[match.end(1) : match.start(3)] + "%b"
        layout += text[match.end(3) : match.start(5)] + ("%Y" if len(year) == 4 else "%y")
        return layout + match[6], _full(year), None
    if match := _MONTH_FIRST.fullmatch(text):
        comma = "," if "," in text else ""
        return f"%b %d{comma} %Y", int(match[3]), None
    return None


def _full(year: str) -> int:
    """A year of two digits counts as one of this century."""
    return int(year) if len(year) == 4 else 2000 + int(year)


def _spaced(layout: str, text: str) -> str:
    return layout if " " in text else layout.replace(" ", "")
