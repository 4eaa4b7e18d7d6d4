"""Single values of a release: each as it is stored between reading and the border, or an issue.

Days are ISO days, moments ISO moments in UTC, amounts decimal texts. A value that cannot be read is
None with an issue; one that was put right is a value with an issue and the action `repaired`.
"""

from __future__ import annotations

import datetime
import math
import re
import zoneinfo
from collections.abc import Callable
from typing import Any

from dashboard.ingest import values
from dashboard.ingest.values import EARLIEST, LARGEST_MONEY, LATEST, NULLED, REPAIRED

Read = tuple[Any, str, str]  # value, issue, action
MOST_KNOWN = 200_000
_ISO = re.compile(r"\d{4}-\d{2}-\d{2}(?:[T ]\d{2}:\d{2}.*)?")
_BARE = re.compile(r"\d{4}(?:-\d{2})?|\d{1,2}[./-]\d{1,2}[./-]\d{2,4}")
# One mark with three digits behind it groups thousands in one country and divides in the next.
_AMBIGUOUS = re.compile(r"-?\d{1,3}\.\d{3}")
_LOWEST, _HIGHEST = EARLIEST.isoformat(), LATEST.isoformat()


def _is_number(value: Any) -> bool:
    return type(value) in (int, float)


def _is_finite(value: float) -> bool:
    return abs(value) < 1e300 if type(value) is int else math.isfinite(value)


def money(value: Any) -> Read:
    """An amount as a decimal text."""
    if _is_number(value):
        if not _is_finite(value):
            return None, "not a finite number", NULLED
        if abs(value) >= LARGEST_MONEY:
            return None, "out of range for an amount", NULLED
        return repr(value), "", NULLED
    if type(value) is str:
        text = value.strip()
        if not text:
            return None, "", NULLED
        if _AMBIGUOUS.fullmatch(text):
            return None, "an amount as text: thousands or decimals?", NULLED
        found = values.money(text, ".")
        if found.value is None:
            return None, found.issue, NULLED
        return str(found.value), found.issue or "an amount as text", REPAIRED
    return None, "not an amount", NULLED


def number(value: Any) -> Read:
    """A finite number."""
    if _is_number(value):
        if _is_finite(value):
            return float(value), "", NULLED
        return None, "not a finite number", NULLED
    if type(value) is str:
        if not value.strip():
            return None, "", NULLED
        if _AMBIGUOUS.fullmatch(value.strip()):
            return None, "a number as text: thousands or decimals?", NULLED
        found = values.number(value.strip())
        return (
            found.value,
            found.issue or "a number as text",
            REPAIRED if not found.issue else NULLED,
        )
    return None, "not a number", NULLED


def percent(value: Any) -> Read:
    """A share from 0 to 1 out of a percentage from 0 to 100, as shareholdings are written."""
    if type(value) is str:
        value = value.strip().removesuffix("%").strip()
    found, issue, action = number(value)
    if found is None or 0 <= found <= 100:
        return (None if found is None else found / 100), issue, action
    return None, "out of range for a percentage", NULLED


def whole(value: Any) -> Read:
    """A whole number that is not negative."""
    found, issue, action = number(value)
    if found is None:
        return None, issue, action
    if found != int(found) or not 0 <= found < 2**53:
        return None, "not a count", NULLED
    return int(found), issue, action


def flag(value: Any) -> Read:
    """Yes or no."""
    if type(value) is bool:
        return value, "", NULLED
    if type(value) is str:
        if not value.strip():
            return None, "", NULLED
        found = values.flag(value)
        return found.value, found.issue or "yes or no as text", NULLED if found.issue else REPAIRED
    return None, "neither yes nor no", NULLED


def code(value: Any, known: dict[str, str]) -> Read:
    """A word of a code list, whatever its capitals."""
    if type(value) is not str:
        return None, "not in the code list", NULLED
    text = value.strip()
    if not text:
        return None, "", NULLED
    found = known.get(text.casefold())
    if found is None:
        return None, "not in the code list", NULLED
    return found, "" if found == text else "a code in other letters", REPAIRED


def words(value: Any) -> Read:
    """A list of texts; one text alone is a list of one."""
    if type(value) is str:
        text = value.strip()
        return (
            ([text], "one text where a list was expected", REPAIRED) if text else ([], "", NULLED)
        )
    if type(value) is not list:
        return None, "not a list of texts", NULLED
    kept = [
        str(one).strip()
        for one in value
        if type(one) in (str, int) or (type(one) is float and math.isfinite(one))
    ]
    issue = "" if len(kept) == len(value) else "something in the list is no text"
    return [one for one in kept if one], issue, NULLED


class Clock:
    """Reads days and moments; `time_zone` is the zone whose days moments in UTC are."""

    def __init__(self, time_zone: str = "") -> None:
        self.zone = zoneinfo.ZoneInfo(time_zone) if time_zone else None
        self.days: dict[str, str] = {}  # days that were read without an issue
        self.moment = _remembered(self._moment)

    def day(self, value: Any) -> Read:
        """A day as an ISO day."""
        if type(value) is not str:
            return None, "not a date", NULLED
        found = self.days.get(value)
        if found is not None:
            return found, "", NULLED
        day, issue, action = self._day(value)
        if day is not None:
            if len(self.days) >= MOST_KNOWN:
                self.days.clear()
            self.days[value] = day
        return day, issue, action

    def _day(self, value: str) -> Read:
        text = value.strip()
        if not text:
            return None, "", NULLED
        if not _ISO.fullmatch(text):
            is_bare = _BARE.fullmatch(text)
            if is_bare and "-" not in text[:5] and len(text) > 7:
                return None, "not a date in the order year, month, day", NULLED
            return None, "a year or month, not a day" if is_bare else "not a date", NULLED
        try:
            found = datetime.date.fromisoformat(text[:10])
            if self.zone and len(text) > 10:
                found = self._local(text, found)
        except ValueError:
            return None, "not a date", NULLED
        day = found.isoformat()
        if not _LOWEST <= day <= _HIGHEST:
            return None, "out of range for a date", NULLED
        return day, "", NULLED

    def _local(self, text: str, written: datetime.date) -> datetime.date:
        """The day in the declared zone of a moment written in UTC.

        Midnight in UTC is a day that was made a moment by whoever wrote the file.
        """
        moment = datetime.datetime.fromisoformat(text)
        if moment.utcoffset() != datetime.timedelta(0) or moment.time() == datetime.time():
            return written
        return moment.astimezone(self.zone).date()

    def _moment(self, value: str) -> Read:
        text = value.strip()
        if not text:
            return None, "", NULLED
        if not _ISO.fullmatch(text):
            return None, "not a moment", NULLED
        try:
            found = datetime.datetime.fromisoformat(text)
        except ValueError:
            return None, "not a moment", NULLED
        if not EARLIEST <= found.date() <= LATEST:
            return None, "out of range for a date", NULLED
        if found.tzinfo is None:
            written = found.isoformat(timespec="microseconds")
            return written, "no time zone: taken as UTC", REPAIRED
        found = found.astimezone(datetime.UTC).replace(tzinfo=None)
        return found.isoformat(timespec="microseconds"), "", NULLED


def _remembered(read: Callable[[str], Read]) -> Callable[[Any], Read]:
    """`read` with its answers kept: dates come again and again."""
    known: dict[str, Read] = {}

    def answer(value: Any) -> Read:
        if type(value) is not str:
            return None, "not a date", NULLED
        found = known.get(value)
        if found is None:
            if len(known) >= MOST_KNOWN:
                known.clear()
            found = known[value] = read(value)
        return found

    return answer
