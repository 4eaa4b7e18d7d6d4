"""Numbers, shares, money, days and dates as a reader should see them."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

NOT_SUPPLIED = "not supplied"
SCALES = ((1e12, "tn"), (1e9, "bn"), (1e6, "m"), (1e3, "k"))


def count(value: float | None) -> str:
    """1,234; whole numbers without decimals, parts of one with a single one."""
    if value is None:
        return NOT_SUPPLIED
    return f"{value:,.0f}" if float(value).is_integer() else f"{value:,.1f}"


def share(value: float | None, decimals: int = 0) -> str:
    """0.153 as 15 %; a small share that is not zero never shows as 0 %."""
    if value is None:
        return NOT_SUPPLIED
    text = f"{value * 100:,.{decimals}f}"
    if value and float(f"{value * 100:.{decimals}f}") == 0:
        return "under 1 %" if decimals == 0 else f"{value * 100:.2g} %"
    return f"{text} %"


def money(value: float | Decimal | None, currency: str | None) -> str:
    """12,345,678 of XTS as `XTS 12.3 m`; small amounts in full."""
    if value is None:
        return NOT_SUPPLIED
    amount = float(value)
    unit = f"{currency} " if currency else ""
    for scale, suffix in SCALES:
        if abs(amount) >= scale * 10 or (scale > 1e3 and abs(amount) >= scale):
            return f"{unit}{amount / scale:,.1f} {suffix}"
    return f"{unit}{amount:,.0f}"


def days(value: float | None) -> str:
    """613 days, 1 day."""
    if value is None:
        return NOT_SUPPLIED
    return f"{value:,.0f} {'day' if round(value) == 1 else 'days'}"


def day(value: date | None) -> str:
    """2025-12-31 as 31 Dec 2025."""
    return NOT_SUPPLIED if value is None else f"{value.day} {value:%b %Y}"


def measured(value: float | None, unit: str, currency: str | None = None) -> str:
    """A value in the unit of its indicator."""
    if value is None:
        return NOT_SUPPLIED
    if unit in ("ratio", "share", "points"):
        return share(value, 1)
    if unit == "days":
        return days(value)
    if unit in ("index", "rate", "hours"):
        return f"{value:,.2f}" + (" hours" if unit == "hours" else "")
    return money(value, currency) if unit == "money" else count(value)
