"""The settings file of Cardinal: an INI file whose sections switch indicators on."""

from __future__ import annotations

import configparser
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from dashboard.messages import InputError, did_you_mean

INDICATORS = (
    *("R003", "R018", "R024", "R025", "R028", "R030"),
    *("R035", "R036", "R038", "R048", "R058"),
)
# Cardinal knows these too. Their sections are accepted, and the reader is told.
OTHER_INDICATORS = ("R044", "R055")
TOP = "the top of the file"
TRUE, FALSE = ("true", "1", "on", "yes"), ("false", "0", "off", "no")


class Refused(ValueError):
    """A value that does not fit its setting; says what was expected."""


def _text(value: str) -> str:
    quoted = len(value) > 1 and value[0] == value[-1] and value[0] in "\"'"
    return value[1:-1] if quoted else value


def _texts(value: str) -> tuple[str, ...]:
    """A list with bars between: as many texts as stand before or between them."""
    parts = _text(value).split("|")
    return tuple(parts[:-1] if parts[-1] == "" else parts)


def _bare(value: str) -> str:
    """A number or yes and no, without a comment behind it."""
    return _text(value.partition("#")[0].partition(";")[0].strip())


def _natural(value: str) -> int:
    text = _bare(value)
    if not text.isascii() or not text.isdecimal():
        raise Refused("A whole number of 0 or more was expected")
    return int(text)


def _percentile(value: str) -> int:
    number = _natural(value)
    if number > 100:
        raise Refused("A whole number from 0 to 100 was expected")
    return number


def _days(value: str) -> int:
    try:
        return int(_bare(value))
    except ValueError:
        raise Refused("A whole number of days was expected") from None


def _decimal(value: str) -> float:
    try:
        return float(_bare(value))
    except ValueError:
        raise Refused("A decimal such as 0.05 was expected") from None


def _amounts(value: str) -> tuple[float, ...]:
    try:
        return tuple(float(text) for text in _texts(value))
    except ValueError:
        raise Refused("Amounts with | between them were expected") from None


def _is_true(value: str) -> bool:
    word = _bare(value).lower()
    if word not in TRUE + FALSE:
        raise Refused("true or false was expected")
    return word in TRUE


Reader = Callable[[str], object]
# What each section may hold; None takes any name (codes and names of procedures).
SECTIONS: dict[str, dict[str | None, Reader]] = {
    TOP: {
        "currency": _text,
        "no_price_comparison_procurement_methods": _texts,
        "price_comparison_procurement_methods": _texts,
    },
    "defaults": {
        "currency": _text,
        "item_classification_scheme": _text,
        "bid_status": _text,
        "award_status": _text,
        "party_roles": _is_true,
    },
    "redactions": {"amount": _amounts, "organization_id": _texts},
    "corrections": {"award_status_by_contract_status": _is_true},
    "modifications": {
        "move_auctions": _is_true,
        "prefix_buyer_or_procuring_entity_id": _text,
        "prefix_tenderer_or_supplier_id": _text,
        "split_procurement_method_details": _text,
    },
    "codelists.bid_status": {None: _text},
    "codelists.award_status": {None: _text},
    "exclusions": {"procurement_method_details": _texts},
    "R003": {"threshold": _days, "procurement_methods": _texts},
    "R003.procurement_method_details": {None: _days},
    "R018": {"procurement_methods": _texts},
    "R024": {"threshold": _decimal},
    "R025": {"percentile": _percentile, "threshold": _decimal},
    "R028": {},
    "R030": {},
    "R035": {"threshold": _natural},
    "R036": {},
    "R038": {
        "threshold": _decimal,
        "minimum_submitted_bids": _natural,
        "minimum_contracting_processes": _natural,
    },
    "R048": {
        "digits": _natural,
        "threshold": _natural,
        "minimum_contracting_processes": _natural,
    },
    "R058": {"threshold": _decimal},
}


@dataclass(frozen=True)
class Settings:
    """What a settings file says; without one every indicator runs with its defaults."""

    indicators: tuple[str, ...] = INDICATORS
    # Sections of indicators that Cardinal has and that are not computed here.
    left_out: tuple[str, ...] = ()
    values: Mapping[str, Mapping[str, object]] = field(default_factory=dict)
    # Whether the corrections of Cardinal's `prepare` are made first.
    is_prepared: bool = True

    def of(self, section: str) -> Mapping[str, object]:
        """All values of a section; empty where it is missing."""
        return self.values.get(section, {})

    def get(self, section: str, name: str, default: object = None) -> object:
        """One value, or the default where it is not set."""
        return self.of(section).get(name, default)

    def prepared(self, section: str, name: str) -> object:
        """One value of a section for `prepare`; None where that is switched off."""
        return self.get(section, name) if self.is_prepared else None


def read(path: Path | None, *, is_prepared: bool = True) -> Settings:
    """The settings in the INI file at `path`. Raises InputError for what Cardinal would refuse."""
    if path is None:
        return Settings(is_prepared=is_prepared)
    parser = configparser.RawConfigParser(
        strict=False, comment_prefixes=("#", ";"), default_section=""
    )
    parser.optionxform = str  # codes and names of procedures keep their case
    try:
        parser.read_string(f"[{TOP}]\n{path.read_text(encoding='utf-8-sig')}", source=path.name)
    except OSError as error:
        raise InputError(path, "the file cannot be read", advice=str(error.strerror)) from None
    except (configparser.Error, UnicodeDecodeError) as error:
        wrong = " ".join(str(error).split())
        raise InputError(path, f"this is no settings file: {wrong}", "An INI file") from None
    values: dict[str, dict[str, object]] = {}
    for section in parser.sections():
        if section in OTHER_INDICATORS:
            continue
        if section not in SECTIONS:
            raise InputError(
                f"{path}, [{section}]", "there is no such section", did_you_mean(section, SECTIONS)
            )
        values[section] = {
            name: _value(path, section, name, text) for name, text in parser.items(section)
        }
    return Settings(
        tuple(code for code in INDICATORS if _has(values, code)),
        tuple(code for code in OTHER_INDICATORS if parser.has_section(code)),
        values,
        is_prepared,
    )


def _has(values: Mapping[str, object], code: str) -> bool:
    """Whether a section or a section below it switches an indicator on."""
    return any(section == code or section.startswith(f"{code}.") for section in values)


def _value(path: Path, section: str, name: str, text: str) -> object:
    known = SECTIONS[section]
    reader = known.get(name) or known.get(None)
    where = f"{path}, {name}" if section == TOP else f"{path}, [{section}] {name}"
    if reader is None:
        raise InputError(where, "there is no such setting", did_you_mean(name, known))
    try:
        return reader(text.strip())
    except Refused as refused:
        raise InputError(where, f"'{text}' does not fit", str(refused)) from None
