"""Sentences of an evidence card: a template of an indicator's header with a row's own numbers."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from dashboard.i18n import formats

PLACE = re.compile(r"\{([a-z_0-9]+)\}")
SHARES = ("_share", "_rate", "_ratio", "_growth")
COUNTS = ("_count", "_number", "_year")


def places(template: str) -> list[str]:
    """The columns that a template names, in their order."""
    return PLACE.findall(template)


def filled(template: str, row: Mapping[str, Any], unit: str, currency: str | None) -> str:
    """The template with its columns written out as a reader should see them.

    `unit` is that of the column `value`; amounts are written in full, so that the sum can be done
    again by hand. What the row does not know stands as "not supplied". Raises KeyError for a column
    that the row has not.
    """
    return PLACE.sub(lambda found: written(found[1], row[found[1]], unit, currency), template)


def written(name: str, value: Any, unit: str, currency: str | None) -> str:
    """One value of an evidence row in words, by the name of its column."""
    if value is None:
        return formats.NOT_SUPPLIED
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, datetime):
        return f"{formats.day(value.date())}, {value:%H:%M}"
    if isinstance(value, date):
        return formats.day(value)
    if isinstance(value, list):
        return ", ".join(str(one) for one in value)
    if not isinstance(value, int | float | Decimal):
        return str(value)
    if name == "value" and unit != "money":
        return formats.measured(float(value), unit, currency)
    if name.endswith("_amount") or name == "value":
        return f"{currency or ''} {float(value):,.2f}".strip()
    if name.endswith(SHARES):
        return formats.share(float(value), 1)
    if name.endswith("_days"):
        return formats.days(float(value))
    if name.endswith(COUNTS):
        return formats.count(float(value))
    return f"{float(value):,.4g}"
