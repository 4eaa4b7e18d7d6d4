"""One object of a project read with care: each property as what it should be, or an issue."""

from __future__ import annotations

import functools
import hashlib
import math
import re
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from decimal import ROUND_HALF_EVEN, Decimal
from typing import Any

from dashboard.ingest import values
from dashboard.ingest.oc4ids.people import PERSONAL, raw_text
from dashboard.ingest.privacy import PERSON_REMOVED, redact
from dashboard.ingest.reading import BadRow
from dashboard.ingest.row_texts import storable
from dashboard.ingest.values import NULLED, REPAIRED

LONGEST_RAW_VALUE = 300
OWN_EXTENSION = "x_clearworks"  # what the standard cannot carry, under this one property
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}(?:[T ].*)?")
_CURRENCY = re.compile(r"[A-Z]{3}")


@dataclass(frozen=True)
class Money:
    """An amount and its currency; both may be unknown."""

    amount: Decimal | None = None
    currency: str | None = None


@dataclass
class Notes:
    """What one project gave: rows by border table, issues, and the parts that were set aside."""

    number: int
    rows: dict[str, list[dict[str, Any]]] = field(default_factory=dict)
    issues: list[tuple[int, str, str, str, str]] = field(default_factory=list)
    bad_rows: list[BadRow] = field(default_factory=list)

    def add(self, table: str, part: Part, **row: Any) -> dict[str, Any]:
        """Keep a row of `table` that was read from `part`; what our own extension says wins."""
        row["path"], row["raw"] = part.path, part.value
        self.rows.setdefault(table, []).append(row)
        return row

    def issue(self, column: str, raw: object, issue: str, action: str = NULLED) -> None:
        """Say that a value was nulled or repaired."""
        text = raw_text(raw) if isinstance(raw, dict | list) else redact(storable(str(raw)))
        self.issues.append((self.number, column, text[:LONGEST_RAW_VALUE], issue, action))

    def set_aside(self, path: str, reason: str, raw: object) -> None:
        """Keep a part that cannot be used as a row of the quarantine."""
        is_personal = PERSONAL & set(path.split("/"))
        text = PERSON_REMOVED if is_personal else raw_text(raw)
        self.bad_rows.append(BadRow(self.number, f"{path}: {reason}", text))


# The same days and words come again and again.
@functools.lru_cache(maxsize=50_000)
def _day(text: str) -> values.Reading:
    return values.day(text, ("%Y-%m-%d",))


@functools.lru_cache(maxsize=20_000)
def _clean(text: str) -> values.Reading:
    return values.clean(storable(text))


def kind(value: object) -> str:
    """What a JSON value is, in words."""
    if value is None:
        return "nothing"
    if isinstance(value, bool):
        return "true or false"
    if isinstance(value, str):
        return "text"
    if isinstance(value, dict):
        return "an object"
    return "a list" if isinstance(value, list) else "a number"


def is_number(value: object) -> bool:
    """Whether a JSON value is a number; true and false are none."""
    return isinstance(value, int | float | Decimal) and not isinstance(value, bool)


def _once(read: Callable) -> Callable:
    """Reads a property once, so that what is wrong with it is said once."""

    @functools.wraps(read)
    def reading(part: Part, key: str = "id", *more: Any) -> Any:
        name = (read.__name__, key)
        if name not in part.known:
            part.known[name] = read(part, key, *more)
        return part.known[name]

    return reading


class Part:
    """An object inside a project, its JSON path, and its name without list positions."""

    def __init__(self, value: dict, path: str, name: str, notes: Notes) -> None:
        self.value, self.path, self.name, self.notes = value, path, name, notes
        self.known: dict[tuple[str, str], Any] = {}

    def _column(self, key: str) -> str:
        return f"{self.name}/{key}" if self.name else key

    def _issue(self, key: str, raw: object, issue: str, action: str = NULLED) -> None:
        self.notes.issue(self._column(key), raw, issue, action)

    def says(self, key: str) -> bool:
        """Whether the property has any value; an empty text, list or object is none."""
        value = self.value.get(key)
        return not (value is None or value in ("", [], {}))

    @_once
    def text(self, key: str) -> str | None:
        """A text, cleaned and without contacts."""
        return self._text(key, self.value.get(key))

    def _text(self, key: str, value: object) -> str | None:
        if value is None or value == "":
            return None
        if is_number(value):
            self._issue(key, value, "a number where text was expected", REPAIRED)
            return str(value)
        if not isinstance(value, str):
            self._issue(key, value, f"text was expected, found {kind(value)}")
            return None
        read = _clean(value)
        if read.issue:
            self._issue(key, value, read.issue, REPAIRED)
        return read.value

    @_once
    def identifier(self, key: str = "id") -> str | None:
        """An id as text; a number is one as well. One that holds a contact is replaced."""
        value = self.value.get(key)
        if is_number(value):
            return str(value)
        if not isinstance(value, str):
            if value is not None:
                self._issue(key, value, f"an id was expected, found {kind(value)}")
            return None
        found = storable(value).strip()
        if "@" in found and redact(found) != found:
            self._issue(key, found, "contact of a person", REPAIRED)
            return "id-" + hashlib.sha256(found.encode()).hexdigest()[:12]
        return found or None

    @_once
    def word(self, key: str, codes: dict[str, str]) -> str | None:
        """The value of a code list, by the code whatever its capitals."""
        text = self.text(key)
        if text is None:
            return None
        known = {code.casefold(): value for code, value in codes.items()}
        found = known.get(text.casefold())
        if found is None:
            self._issue(key, text, "not in the code list")
        return found

    @_once
    def words(self, key: str) -> list[str]:
        """A list of texts, each once; a single text stands for a list of one."""
        value = self.value.get(key)
        if isinstance(value, str):
            value = [value]
        elif value is not None and not isinstance(value, list):
            self._issue(key, value, f"a list of texts was expected, found {kind(value)}")
            value = None
        found = [self._text(key, one) for one in value or []]
        return list(dict.fromkeys(one for one in found if one))

    @_once
    def day(self, key: str) -> date | None:
        """The day of a date or moment as the publisher wrote it, in no other time zone."""
        value = self.value.get(key)
        if value is None or value == "":
            return None
        text = value.strip() if isinstance(value, str) else ""
        if not _DAY.fullmatch(text):
            self._issue(key, value, "not a date")
            return None
        read = _day(text[:10])
        if read.issue:
            self._issue(key, value, read.issue)
        return read.value

    def money(self, key: str) -> Money:
        """The amount and currency of a Value object."""
        part = self.part(key)
        return part.value_of("amount") if part else Money()

    def value_of(self, key: str) -> Money:
        """The amount under `key` of this Value object, and its currency."""
        return Money(self.amount(key), self.currency("currency"))

    @_once
    def amount(self, key: str) -> Decimal | None:
        """An amount with two places; one written as text is read and said so."""
        value = self.value.get(key)
        if value is None or value == "":
            return None
        if is_number(value):
            found = Decimal(str(value))
            if not found.is_finite() or abs(found) >= values.LARGEST_MONEY:
                self._issue(key, value, "out of range for an amount")
                return None
            return found.quantize(Decimal("0.01"), ROUND_HALF_EVEN)
        if not isinstance(value, str):
            self._issue(key, value, f"a number was expected, found {kind(value)}")
            return None
        read = values.money(value.strip(), ".")
        if read.value is None:
            self._issue(key, value, read.issue)
            return None
        issue = f"; {read.issue}" if read.issue else ""
        self._issue(key, value, f"a number written as text{issue}", REPAIRED)
        return read.value

    @_once
    def currency(self, key: str) -> str | None:
        """A currency as its three letters."""
        text = self.text(key)
        if text is None:
            return None
        if _CURRENCY.fullmatch(text.upper()):
            return text.upper()
        self._issue(key, text, "not a currency")
        return None

    @_once
    def number(self, key: str) -> float | None:
        """A number of any size; one written as text counts, since measures may be."""
        value = self.value.get(key)
        if value is None or value == "":
            return None
        if isinstance(value, str):
            text = value.strip().removesuffix("%").strip()
            read = values.number(text)
            if read.issue:
                self._issue(key, value, read.issue)
            return read.value
        if not is_number(value) or not math.isfinite(value):
            self._issue(key, value, f"a number was expected, found {kind(value)}")
            return None
        return float(value)

    def count(self, key: str) -> int | None:
        """A whole number."""
        found = self.number(key)
        if found is None:
            return None
        if found != int(found) or abs(found) > 2**53:
            self._issue(key, self.value.get(key), "not a whole number")
            return None
        return int(found)

    def moment(self, key: str) -> datetime | None:
        """A moment in UTC; one without a time zone is taken for that."""
        text = self.text(key)
        if text is None:
            return None
        try:
            found = datetime.fromisoformat(text)
        except ValueError:
            self._issue(key, text, "not a moment")
            return None
        return found.astimezone(UTC).replace(tzinfo=None) if found.tzinfo else found

    @_once
    def flag(self, key: str) -> bool | None:
        """True, false or not known."""
        value = self.value.get(key)
        if value is None or isinstance(value, bool):
            return value
        self._issue(key, value, f"true or false was expected, found {kind(value)}")
        return None

    @_once
    def part(self, key: str) -> Part | None:
        """The object under `key`, or None; anything else is set aside."""
        value = self.value.get(key)
        if value is None or value == "" or value == {}:
            return None
        if isinstance(value, dict):
            return Part(value, f"{self.path}/{key}", self._column(key), self.notes)
        reason = f"an object was expected, found {kind(value)}"
        self.notes.set_aside(f"{self.path}/{key}", reason, value)
        return None

    @_once
    def parts(self, key: str) -> list[Part]:
        """The objects of the list under `key`; whatever else is in it is set aside."""
        value = self.value.get(key)
        if value is None or value == "":
            return []
        if not isinstance(value, list):
            reason = f"a list was expected, found {kind(value)}"
            self.notes.set_aside(f"{self.path}/{key}", reason, value)
            return []
        found = []
        for number, one in enumerate(value):
            path = f"{self.path}/{key}/{number}"
            if isinstance(one, dict):
                found.append(Part(one, path, self._column(key), self.notes))
            elif one is not None and one != "":
                reason = f"an object was expected, found {kind(one)}"
                self.notes.set_aside(path, reason, one)
        return found

    def own(self) -> Part:
        """What our own extension says here; empty for anybody else's file."""
        return self.part(OWN_EXTENSION) or Part(
            {}, f"{self.path}/{OWN_EXTENSION}", self._column(OWN_EXTENSION), self.notes
        )
