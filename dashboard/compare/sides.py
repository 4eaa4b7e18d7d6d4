"""A built file as one side of a comparison."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

import polars as pl

from dashboard.engine.duck import Duck


@dataclass(frozen=True)
class Side:
    """One of the two builds: its database, and its rules by code."""

    facts: Duck
    rules: dict[str, dict]

    @property
    def as_of(self):
        return self.facts.single("SELECT as_of FROM build")


def opened(path: Path) -> Side:
    """The built file `path`, to be closed by whoever opened it."""
    facts = Duck(path, read_only=True)
    rules = facts.rows("SELECT * FROM indicator_definitions")
    return Side(facts, {row["code"]: row for row in rows_of(rules)})


def rows_of(frame: pl.DataFrame) -> Iterable[dict]:
    """The rows of a frame as dictionaries."""
    return frame.iter_rows(named=True)
