"""Sentences of an evidence card: a template of an indicator's header with a row's own numbers."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from dashboard.i18n import formats

# {column}, {column:share} or {column:number} against its name, {column|words where it is NULL}.
PLACE = re.compile(r"\{([a-z_0-9]+)(?::(share|number))?(?:\|([^{}|]*))?\}")
SHARES = ("_share", "_rate", "_ratio", "_growth", "_rate_year")
COUNTS = ("_count", "_number")
# Of these the second figure after the point counts: an index of 0.94 is not one of 0.9.
PLAIN_UNITS = ("money", "index", "rate", "hours")


def places(template: str) -> list[str]:
    """The columns that a template names, in their order."""
    return [found[1] for found in PLACE.finditer(template)]


def filled(template: str, row: Mapping[str, Any], unit: str, currency: str | None) -> str:
    """The template with its columns written out as a reader should see them.

    `unit` is that of the column `value`; amounts are written in full, so that the sum can be done
    again by hand. What the row does not know stands as the words behind the bar, else as "not
    supplied". Raises KeyError for a column that the row has not.
    """

    def shown(found: re.Match[str]) -> str:
        name, kind, otherwise = found.groups()
        value = row[name]
        if value is None and otherwise is not None:
            return otherwise
        return written(name, value, unit, currency, kind)

    return PLACE.sub(shown, template)


def written(name: str, value: Any, unit: str, currency: str | None, kind: str | None = None) -> str:
    """One value of an evidence row in words, by the name of its column or as `kind` says."""
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
    value = float(value) + 0.0  # no "-0"
    if kind is not None:
        return formats.share(value, 1) if kind == "share" else number(value)
    if name == "value" and unit not in PLAIN_UNITS:
        return formats.measured(value, unit, currency)
    if name.endswith("_amount") or (name == "value" and unit == "money"):
        return f"{currency or ''} {value:,.2f}".strip()
    if name.endswith(SHARES):
        return formats.share(value, 1)
    if name.endswith("_days"):
        return formats.days(value)
    if name.endswith("_year"):
        return f"{value:.0f}"
    return formats.count(value) if name.endswith(COUNTS) else number(value)


def number(value: float) -> str:
    """A bare number: four figures, and from a thousand on in groups of three."""
    if 0 < abs(value) < 0.0001:
        return "under 0.0001" if value > 0 else "above -0.0001"
    return formats.count(value) if abs(value) >= 1000 else f"{value:.4g}"
