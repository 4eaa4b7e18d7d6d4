"""Values as OC4IDS writes them: objects without empty properties, moments, money to the cent."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from datetime import date, datetime
from decimal import Decimal
from functools import cache
from typing import Any

import orjson

from dashboard.export.codes import CURRENCIES

EXTENSION = "x_clearworks"
_URI = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:[A-Za-z0-9._~:/?#\[\]@!$&'()*+,;=%-]+")


def filled(**properties: Any) -> dict[str, Any]:
    """The properties that have a value; an empty text, list or object is none."""
    return {key: value for key, value in properties.items() if _is_value(value)}


def _is_value(value: Any) -> bool:
    return value is not None and value != "" and value != [] and value != {}


def day(value: date | None) -> str | None:
    """A day as the moment it begins."""
    return f"{value.isoformat()}T00:00:00Z" if value else None


def number(value: Decimal | float | int) -> int | float | orjson.Fragment:
    """A number with every digit it has; an amount never passes through a binary fraction."""
    if not isinstance(value, Decimal):
        return value
    if value == value.to_integral_value():
        return int(value)
    return orjson.Fragment(format(value.normalize(), "f").encode())


def money(amount: Decimal | None, currency: str | None) -> dict | None:
    """A Value object, or None where the amount is not known.

    A currency outside the code list stands beside the amount in our own extension.
    """
    if amount is None:
        return None
    if currency and currency not in CURRENCIES:
        return {"amount": number(amount), EXTENSION: {"currency": currency}}
    return filled(amount=number(amount), currency=currency)


def period(start: date | None, end: date | None) -> dict:
    """A Period object; empty where neither day is known."""
    return filled(startDate=day(start), endDate=day(end))


def reference(party_id: str | None, name: str | None) -> dict:
    """A reference to an organisation; empty where nothing is known of it."""
    return filled(id=party_id, name=name)


def is_uri(text: str | None) -> bool:
    """Whether a text may stand where the schema wants an address."""
    return bool(text and _URI.fullmatch(text))


@cache
def camel(column: str) -> str:
    """`signed_date` as `signedDate`."""
    first, *rest = column.split("_")
    return first + "".join(word.capitalize() for word in rest)


def own(row: Mapping[str, Any], columns: Iterable[str]) -> dict[str, Any]:
    """The named columns of `row` that have a value, as our own extension names and writes them."""
    return {camel(name): plain(row[name]) for name in columns if _is_value(row.get(name))}


def plain(value: Any) -> Any:
    """A value of a model as JSON: days as text, amounts with every digit."""
    if isinstance(value, datetime):
        return value.isoformat(timespec="seconds")
    if isinstance(value, date):
        return value.isoformat()
    return number(value) if isinstance(value, Decimal) else value
