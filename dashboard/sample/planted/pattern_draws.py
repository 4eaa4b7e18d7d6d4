"""Which lots get which pattern: each lot at most one, at a known share of all lots."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import polars as pl

from dashboard.sample.planted.procedures import OPTIONAL


class Draws:
    """Patterns handed out to lots before their procedures are written.

    `lots` has the columns of `procedures.write`, and contract_id and nature. Only lots that are
    decided and stand alone in their tender are handed out.
    """

    def __init__(self, random: np.random.Generator, lots: pl.DataFrame) -> None:
        self.random = random
        self.lots = lots
        self.pattern: list[str | None] = [None] * lots.height
        free = lots["decided_date"].is_not_null() & lots["tender_group"].is_null()
        self._open = list(random.permutation(np.flatnonzero(free.to_numpy())))
        self._changes: dict[str, dict[int, Any]] = {}

    def take(self, pattern: str, share: float, wanted: pl.Expr | None = None) -> list[int]:
        """Positions of `share` of all lots, taken out of what is left, where `wanted` holds."""
        count = round(share * self.lots.height)
        fits = self.lots.select(pl.lit(True) if wanted is None else wanted).to_series()
        fits = np.broadcast_to(fits.fill_null(False).to_numpy(), self.lots.height)
        taken = [i for i in self._open if fits[i]][:count]
        chosen = set(taken)
        self._open = [i for i in self._open if i not in chosen]
        for i in taken:
            self.pattern[i] = pattern
        return [int(i) for i in taken]

    def set(self, rows: list[int], values: Mapping[str, Any]) -> None:
        """Put the same value, or one of a list of values for each row, into columns of the lots."""
        for name, value in values.items():
            column = self._changes.setdefault(name, {})
            for k, row in enumerate(rows):
                column[row] = value[k] if isinstance(value, PerRow) else value

    def changed(self) -> pl.DataFrame:
        """The lots with what was set in place of what they had, and their `pattern`."""
        frame = self.lots.with_columns(pl.Series("pattern", self.pattern, dtype=pl.String))
        for name, column in self._changes.items():
            kind = OPTIONAL.get(name) or frame.schema[name]
            have = frame[name].to_list() if name in frame.columns else [None] * frame.height
            for row, value in column.items():
                have[row] = value
            frame = frame.with_columns(pl.Series(name, have, dtype=kind, strict=False))
        return frame


class PerRow(list):
    """Values of `Draws.set` that differ from row to row."""
