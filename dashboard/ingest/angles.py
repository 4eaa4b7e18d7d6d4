"""Degrees, minutes and seconds with the letter of a hemisphere, as decimal degrees."""

from __future__ import annotations

import re

from dashboard.ingest.numerals import plain

_DEGREE = r"[°º˚]|\s*(?:deg(?:rees)?|grados?|graus?)\b\.?"
_MINUTE = r"['´`′’]|\s*min\b\.?"
_SECOND = r"[\"”″]|''|\s*(?:sec|seg|s)\b\.?(?!\s*$)"
_NUMBER = r"\d+(?:[.,]\d+)?"
_PARTS = re.compile(
    rf"(?P<before>[NSEWO])?\s*(?P<minus>-)?\s*(?P<degrees>{_NUMBER})"
    rf"(?:(?:\s*(?P<sign>{_DEGREE})\s*|\s+|:)"
    rf"(?:(?P<minutes>{_NUMBER})(?:\s*(?:{_MINUTE})\s*|\s+|:|(?=\s*[NSEWO]?$))"
    rf"(?:(?P<seconds>{_NUMBER})\s*(?:{_SECOND})?)?)?)?"
    r"\s*(?P<after>[NSEWO])?",
    re.IGNORECASE,
)
SOUTH_OR_WEST = {"S", "W"}
LATITUDES = {"N", "S"}


def degrees(text: str, low: float, high: float) -> float | str:
    """`34°36'12.5" S` or `34 36 12S` as decimal degrees, or in words why it is none.

    A hemisphere letter or a degree sign must be there: three bare numbers may be anything. O is
    west in Spanish and Portuguese and east in German; the range of the column decides it.
    """
    found = _PARTS.fullmatch(plain(text).replace("''", '"').strip())
    if found is None or (found["before"] and found["after"]):
        return "several or unusual coordinates in one cell"
    letter = (found["before"] or found["after"] or "").upper()
    if not letter and not found["sign"]:
        return "several or unusual coordinates in one cell"
    if letter and found["minus"]:
        return "a minus and a hemisphere in one coordinate"
    numbers = [found[part] for part in ("degrees", "minutes", "seconds")]
    given = [number.replace(",", ".") for number in numbers if number]
    if any("." in number for number in given[:-1]):
        return "decimals before the last part of a coordinate"
    parts = [float(number) for number in given]
    if any(part >= 60 for part in parts[1:]):
        return "more than 59 minutes or seconds"
    size = sum(part / 60**power for power, part in enumerate(parts))
    if size > (90 if letter in LATITUDES else 180):
        return "out of range for a coordinate"
    signs = [-1] if found["minus"] or letter in SOUTH_OR_WEST else [1]
    if letter == "O":
        signs = [-1, 1]
    fitting = [sign * size for sign in signs if low <= sign * size <= high]
    if len(fitting) == 1:
        return round(fitting[0], 9)
    if fitting:
        return "a hemisphere letter that may be east or west"
    return "out of range for a coordinate"
