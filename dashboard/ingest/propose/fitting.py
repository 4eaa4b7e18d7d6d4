"""Whether what stands in a column can be what its name says."""

from __future__ import annotations

import re

from dashboard.ingest.propose import dates, numbers, words
from dashboard.ingest.propose.fields import FIELDS
from dashboard.ingest.propose.seen import LONGEST_CODE, Seen

SPREADSHEET_DAYS = (14_600, 73_000)  # 1940 to 2099
UNIX_SECONDS = (3e8, 4.2e9)
LARGEST_SHARE = 150  # per cent
FEW = 0.02
FULL = 0.97
CENTS = 0.3  # of the values: an amount rather than a code with a slip in it


def fits(field: str, seen: Seen) -> tuple[float, str]:
    """How well the values fit the field, 0 to 1, and the reason in words."""
    if seen.is_empty:
        return 0.0, "the column is empty"
    kind = FIELDS[field]
    test = {
        "date": _date,
        "money": _money,
        "share": _share,
        "coordinate": _coordinate,
        "integer": _whole,
        "number": _number,
        "flag": _flag,
        "code": _code,
        "text": _text,
    }.get(kind)
    return test(field, seen) if test else (1.0, "")


def _date(field: str, seen: Seen) -> tuple[float, str]:
    if seen.dates and seen.dates.share >= dates.ENOUGH:
        return 1.0, f"{seen.dates.share:.0%} of its values are dates"
    if is_spreadsheet_day(seen):
        return 0.9, "its numbers are days as a spreadsheet counts them"
    if is_unix_seconds(seen):
        return 0.9, "its numbers are seconds since 1970"
    return 0.0, "its values are no dates"


def is_spreadsheet_day(seen: Seen) -> bool:
    """Whether all numbers lie where the day numbers of 1940 to 2099 lie."""
    found = seen.numbers
    return bool(
        found
        and found.share >= FULL
        and SPREADSHEET_DAYS[0] <= found.lowest <= found.highest <= SPREADSHEET_DAYS[1]
    )


def is_unix_seconds(seen: Seen) -> bool:
    """Whether nearly all numbers lie where the seconds since 1970 of 1980 to 2100 lie."""
    found = seen.numbers
    return bool(
        found
        and found.whole
        and found.share >= FULL
        and UNIX_SECONDS[0] <= found.median
        and found.highest <= UNIX_SECONDS[1]
    )


def _money(field: str, seen: Seen) -> tuple[float, str]:
    if not _has_numbers(seen):
        return 0.0, "its values are no amounts"
    if seen.numbers.percent_share > 0.5:
        return 0.0, "its values are percentages"
    beside = ", with a currency" if seen.numbers.currency else ""
    return 1.0, f"{seen.numbers.share:.0%} of its values are numbers{beside}"


def _has_numbers(seen: Seen) -> bool:
    return bool(seen.numbers and seen.numbers.share >= numbers.ENOUGH)


def _share(field: str, seen: Seen) -> tuple[float, str]:
    if not _has_numbers(seen):
        return 0.0, "its values are no numbers"
    total = sum(seen.counts.values())
    large = sum(n for text, n in seen.counts.items() if _size(text) > LARGEST_SHARE)
    if not -1 <= seen.numbers.median <= LARGEST_SHARE or large > FEW * total:
        return 0.0, "its values are too large for a share"
    return 1.0, f"its numbers go from {seen.numbers.lowest:g} to {seen.numbers.highest:g}"


def _size(text: str) -> float:
    """How large a number is, whatever stands beside it; 0 for what is none."""
    found = re.search(r"\d+(?:[.,]\d+)?", text)
    return float(found[0].replace(",", ".")) if found else 0.0


def _coordinate(field: str, seen: Seen) -> tuple[float, str]:
    if not _has_numbers(seen) and seen.letters > 0.2:
        return 0.0, "its values are no coordinates"
    limit = 90 if field == "latitude" else 180
    inside = seen.numbers and abs(seen.numbers.median) <= limit
    return (1.0, "its numbers are degrees") if inside else (0.0, "its numbers are no degrees")


def _whole(field: str, seen: Seen) -> tuple[float, str]:
    good = _has_numbers(seen) and seen.numbers.whole and 0 <= seen.numbers.highest < 10_000
    return (1.0, "its values are whole numbers") if good else (0.0, "its values are no counts")


def _number(field: str, seen: Seen) -> tuple[float, str]:
    return (1.0, "its values are numbers") if _has_numbers(seen) else (0.0, "no numbers")


def _flag(field: str, seen: Seen) -> tuple[float, str]:
    return (1.0, "its values are yes and no") if seen.is_flag else (0.0, "not yes and no")


def _code(field: str, seen: Seen) -> tuple[float, str]:
    if seen.average_length > LONGEST_CODE:
        return 0.0, "its values are too long for a code"
    if seen.dates and seen.dates.share >= FULL and not seen.numbers:
        return 0.0, "its values are dates"
    if seen.numbers and seen.numbers.share >= FULL and seen.numbers.cents_share > CENTS:
        return 0.0, "its values are amounts"
    if (
        field in ("party_identifier", "supplier_id")
        and seen.letters > 0.5
        and " " in "".join(list(seen.counts)[:50])
    ):
        return 0.0, "its values are names"
    return 1.0, f"{seen.distinct:,} different codes in {seen.filled:,} cells"


def _text(field: str, seen: Seen) -> tuple[float, str]:
    if seen.dates and seen.dates.share >= FULL:
        return 0.0, "its values are dates"
    if seen.letters < 0.5:
        return 0.0, "its values are no words"
    if field in ("status", "currency", "procurement_method") and seen.distinct > max(
        60, 0.5 * seen.filled
    ):
        return 0.0, "its values hardly repeat"
    if field == "currency" and seen.average_length > 20:
        return 0.0, "its values are no currencies"
    return 1.0, f"{seen.distinct:,} different texts in {seen.filled:,} cells"


def stands_for_status(seen: Seen) -> float:
    """The share of cells whose text is a known word for the state of a project."""
    known = words.code_words("project_status")
    total = sum(seen.counts.values())
    return sum(n for text, n in seen.counts.items() if words.plain(text) in known) / max(total, 1)
