"""Jurisdiction packs: currency, legal payment clocks and local thresholds, each with its source."""

from __future__ import annotations

import hashlib
import tomllib
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

import polars as pl

from dashboard.engine import calendars
from dashboard.engine.catalogue import ROOT
from dashboard.messages import InputError, did_you_mean

PACKS = ROOT / "data" / "reference" / "jurisdictions"
CLOCKS = (
    "received_date",
    "approved_date",
    "issued_date",
    "work_received_date",
    "parent_settled_date",
)
CLOCK_COLUMNS: dict[str, pl.DataType] = {
    "tier": pl.String(),
    "clock": pl.String(),  # the date that starts it
    "limit_days": pl.Int64(),
    "day_kind": pl.String(),  # calendar or business
    "rolls_forward": pl.Boolean(),  # a due date on a day off moves to the next business day
    "interest_rate_year": pl.Float64(),  # simple, a year of 365 days
    "fixed_fee_amount": pl.Float64(),  # owed once for each late invoice
    "citation": pl.String(),
    "verification": pl.String(),  # V read in the text, V2 second hand, M memory, D house default
}
# What else the law or the house says in numbers: limits, ceilings, periods. One row per statement.
RULE_COLUMNS: dict[str, pl.DataType] = {
    "rule_name": pl.String(),  # approval_limit, direct_award_limit, submission_period_days, …
    "applies_to": pl.String(),  # a method, category, tier or document; NULL applies to all
    "number": pl.Float64(),
    "currency": pl.String(),
    "valid_from_date": pl.Date(),
    "valid_to_date": pl.Date(),
    "citation": pl.String(),
    "verification": pl.String(),
}
KNOWN_KEYS = {
    *("title", "currency", "language", "time_zone", "fiscal_year_start", "calendar"),
    *("payment_clocks", "rules", "overrides", "not_found", "minimum_cell_projects"),
}
DAY_KINDS = ("calendar", "business")
VERIFICATIONS = ("V", "V2", "M", "D")


@dataclass(frozen=True)
class Pack:
    """One jurisdiction's rules. `overrides` maps an indicator code to thresholds and parameters."""

    code: str
    title: str
    currency: str
    payment_clocks: tuple[dict, ...] = ()
    rules: tuple[dict, ...] = ()
    overrides: dict = field(default_factory=dict)
    fiscal_year_start: str = "01-01"
    calendar: dict = field(default_factory=dict)
    not_found: tuple[str, ...] = ()  # what was looked for and stays empty, in words
    sha256: str = ""

    def clocks_frame(self) -> pl.DataFrame:
        """The payment clocks as the relation `ref_payment_clocks`; empty where none was found."""
        rows = [
            {name: clock.get(name) for name in CLOCK_COLUMNS} | {"day_kind": clock.get("days")}
            for clock in self.payment_clocks
        ]
        return pl.DataFrame(rows, schema=CLOCK_COLUMNS)

    def rules_frame(self) -> pl.DataFrame:
        """The other rules as the relation `ref_rules`; empty where none was found."""
        rows = [{name: one.get(name) for name in RULE_COLUMNS} for one in self.rules]
        return pl.DataFrame(rows, schema=RULE_COLUMNS)


def relations(pack: Pack | None, as_of: date | None = None) -> dict[str, pl.DataFrame]:
    """What SQL may read of a pack: `ref_payment_clocks`, `ref_rules`, `ref_calendar`."""
    has_calendar = pack is not None and as_of is not None and pack.calendar
    clocks = pack.clocks_frame() if pack else pl.DataFrame(schema=CLOCK_COLUMNS)
    rules = pack.rules_frame() if pack else pl.DataFrame(schema=RULE_COLUMNS)
    return {
        "ref_payment_clocks": clocks,
        "ref_rules": rules,
        "ref_calendar": calendars.calendar(pack.calendar, pack.fiscal_year_start, as_of)
        if has_calendar
        else calendars.nothing(),
    }


def read(code: str, folder: Path = PACKS) -> Pack:
    """The pack `code`. Raises InputError naming file, key and remedy."""
    path = folder / f"{code}.toml"
    where = f"data/reference/jurisdictions/{code}.toml"
    if not path.exists():
        known = [other.stem for other in folder.glob("*.toml")]
        raise InputError(where, "there is no such jurisdiction pack", did_you_mean(code, known))
    text = path.read_bytes()
    try:
        content = tomllib.loads(text.decode())
    except tomllib.TOMLDecodeError as error:
        raise InputError(where, f"not valid TOML: {error}") from error
    _check(content, where)
    return Pack(
        code=code,
        title=content.get("title", code),
        currency=content["currency"],
        payment_clocks=tuple(content.get("payment_clocks", ())),
        rules=tuple(content.get("rules", ())),
        overrides=content.get("overrides", {}),
        fiscal_year_start=content.get("fiscal_year_start", "01-01"),
        calendar=content.get("calendar", {}),
        not_found=tuple(content.get("not_found", ())),
        sha256=hashlib.sha256(text).hexdigest(),
    )


def _check(content: dict, where: str) -> None:
    """Refuses an unknown key, a statement without its source, a clock that nothing can start."""
    for key in content:
        if key not in KNOWN_KEYS:
            raise InputError(where, f"unknown key '{key}'", did_you_mean(key, KNOWN_KEYS))
    for clock in content.get("payment_clocks", ()):
        named = f"the clock of tier '{clock.get('tier')}'"
        if clock.get("clock") not in CLOCKS:
            raise InputError(
                where,
                f"unknown clock '{clock.get('clock')}'",
                did_you_mean(str(clock.get("clock")), CLOCKS),
            )
        if clock.get("days") not in DAY_KINDS:
            raise InputError(where, f"{named} counts neither calendar nor business days")
        counts_business = clock["days"] == "business" or clock.get("rolls_forward")
        if counts_business and not content.get("calendar"):
            raise InputError(
                where, f"{named} counts business days, but there is no [calendar]", "", "add one"
            )
        _check_source(clock, named, where)
    for rule in content.get("rules", ()):
        named = f"the rule '{rule.get('rule_name')}'"
        for key in rule:
            if key not in RULE_COLUMNS:
                raise InputError(
                    where, f"{named} has an unknown key '{key}'", did_you_mean(key, RULE_COLUMNS)
                )
        if not rule.get("rule_name") or not isinstance(rule.get("number"), int | float):
            raise InputError(where, f"{named} needs a rule_name and a number")
        _check_source(rule, named, where)
    country = content.get("calendar", {}).get("country")
    if country and country not in calendars.known_countries():
        raise InputError(where, f"no holidays are known for the country '{country}'")


def _check_source(statement: dict, named: str, where: str) -> None:
    if not statement.get("citation"):
        raise InputError(where, f"{named} cites no source")
    if statement.get("verification") not in VERIFICATIONS:
        raise InputError(
            where, f"{named} does not say how well it was checked", ", ".join(VERIFICATIONS)
        )
