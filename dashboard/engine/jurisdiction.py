"""Jurisdiction packs: currency, legal payment clocks and local thresholds, each with its source."""

from __future__ import annotations

import hashlib
import tomllib
from dataclasses import dataclass, field
from pathlib import Path

import polars as pl

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
    "citation": pl.String(),
    "verification": pl.String(),  # V read in the text, V2 second hand, M memory, D house default
}


@dataclass(frozen=True)
class Pack:
    """One jurisdiction's rules. `overrides` maps an indicator code to thresholds and parameters."""

    code: str
    title: str
    currency: str
    payment_clocks: tuple[dict, ...] = ()
    overrides: dict = field(default_factory=dict)
    fiscal_year_start: str = "01-01"
    sha256: str = ""

    def clocks_frame(self) -> pl.DataFrame:
        """The payment clocks as the relation `ref_payment_clocks`; empty where none was found."""
        rows = [{name: clock.get(name) for name in CLOCK_COLUMNS} for clock in self.payment_clocks]
        return pl.DataFrame(rows, schema=CLOCK_COLUMNS)


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
    for clock in content.get("payment_clocks", ()):
        if clock.get("clock") not in CLOCKS:
            raise InputError(
                where,
                f"unknown clock '{clock.get('clock')}'",
                did_you_mean(str(clock.get("clock")), CLOCKS),
            )
        if not clock.get("citation"):
            raise InputError(where, f"the clock of tier '{clock.get('tier')}' cites no source")
    return Pack(
        code=code,
        title=content.get("title", code),
        currency=content["currency"],
        payment_clocks=tuple(content.get("payment_clocks", ())),
        overrides=content.get("overrides", {}),
        fiscal_year_start=content.get("fiscal_year_start", "01-01"),
        sha256=hashlib.sha256(text).hexdigest(),
    )
