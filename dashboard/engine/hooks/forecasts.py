"""Reference-class forecasts: what became of works like this one, as quantiles and not as a number.

The outside view (Kahneman and Tversky 1979; Flyvbjerg 2006): the ratio of outcome to promise among
works that had ended is carried over to the one that has not. Quantiles are order statistics, with
the correction for a finite sample of conformal prediction (Vovk, Gammerman and Shafer 2005).
Where earlier forecasts have come due, their levels follow what happened to them (adaptive conformal
inference, Gibbs and Candès 2021, with the step of their paper), because works of last year are not
quite like those of the year before.
"""

from __future__ import annotations

import heapq
from collections.abc import Sequence

import numpy as np

LEVELS = (0.1, 0.5, 0.8, 0.9)
FEWEST_IN_CLASS = 20
FEWEST_AT_ALL = 50
STEP = 0.005
SMALLEST_LEVEL = 0.005


def class_quantiles(
    outcomes: np.ndarray, levels: Sequence[float], works: np.ndarray | None = None
) -> np.ndarray:
    """The quantiles of `outcomes` at `levels`, on the safe side for a small class.

    Of n outcomes, the one of rank ceil((n + 1) level) from the middle upwards and floor((n + 1)
    level) below it: the next outcome of the same kind then lies between two of them with at least
    the probability of their levels, whatever the distribution. Several outcomes of one work tell
    less than as many works: where `works` names them, n + 1 is counted in works. Beyond the
    smallest and the largest outcome a quantile stays with these.
    """
    ordered = np.sort(np.asarray(outcomes, dtype=float))
    wanted = np.asarray(levels, dtype=float)
    count = len(ordered)
    independent = count if works is None else len(np.unique(works))
    steps = np.round(wanted * (independent + 1), 9)  # 0.8 x 11 is 8.8, not a little more
    ranks = np.where(wanted < 0.5, np.floor(steps), np.ceil(steps)) / independent * count
    return ordered[np.clip(np.round(ranks).astype(int), 1, count) - 1]


def first_large_class(
    known: np.ndarray, classes: Sequence[np.ndarray], row: int, fewest: int = FEWEST_IN_CLASS
) -> tuple[np.ndarray, int]:
    """Which of the rows `known` (a mask) stand in the first class of `row` that is large enough.

    `classes` holds one array of names per rung, from the most alike to the widest. Returns the mask
    and the rung, counted from 1; everyone known, with the rung after the last, where no class is.
    """
    for rung, names in enumerate(classes, start=1):
        alike = known & (names == names[row])
        if alike.sum() >= fewest:
            return alike, rung
    return known, len(classes) + 1


class AdaptiveLevels:
    """The levels at which quantiles are read, moved by how earlier forecasts came out."""

    def __init__(self, levels: Sequence[float] = LEVELS, step: float = STEP) -> None:
        self.wanted = np.asarray(levels, dtype=float)
        self.step = step
        self._levels = self.wanted.copy()
        self._open: list[tuple[float, int, float, np.ndarray]] = []

    def at(self, moment: float) -> np.ndarray:
        """The levels to use at a moment, after all forecasts that had come due by then."""
        while self._open and self._open[0][0] <= moment:
            _, _, outcome, forecast = heapq.heappop(self._open)
            reached = outcome <= forecast
            moved = self._levels + self.step * (self.wanted - reached)
            self._levels = np.clip(moved, SMALLEST_LEVEL, 1 - SMALLEST_LEVEL)
        return np.maximum.accumulate(self._levels)

    def given(self, due: float, number: int, outcome: float, forecast: np.ndarray) -> None:
        """Note a forecast whose outcome becomes known at the moment `due`."""
        heapq.heappush(self._open, (due, number, outcome, forecast))


def rolling(
    made_at: np.ndarray,
    known_at: np.ndarray,
    outcomes: np.ndarray,
    classes: Sequence[np.ndarray],
    works: np.ndarray,
    *,
    step: float = STEP,
) -> dict[str, np.ndarray]:
    """Forecasts of every row with nothing but what was known at the moment it was made.

    `made_at` and `known_at` are moments (day numbers), `outcomes` what came of each row, `works`
    which work it is about. Returns by name, one entry per row that could be forecast: `row`,
    `outcome`, `forecast` (one column for each of LEVELS), `class_median`, `rung`, `class_count`. A
    row is left out while fewer than 50 outcomes are known.
    """
    adaptive = AdaptiveLevels(step=step)
    found: dict[str, list] = {name: [] for name in ROLLING_COLUMNS}
    for row in np.argsort(made_at, kind="stable"):
        levels = adaptive.at(made_at[row])
        known = known_at <= made_at[row]
        if known.sum() < FEWEST_AT_ALL:
            continue
        alike, rung = first_large_class(known, classes, row)
        forecast = class_quantiles(outcomes[alike], levels, works[alike])
        adaptive.given(known_at[row], int(row), outcomes[row], forecast)
        values = (row, outcomes[row], forecast, np.median(outcomes[alike]), rung, alike.sum())
        for name, value in zip(ROLLING_COLUMNS, values, strict=True):
            found[name].append(value)
    return {name: np.array(values) for name, values in found.items()}


ROLLING_COLUMNS = ("row", "outcome", "forecast", "class_median", "rung", "class_count")


def pinball_loss(outcomes: np.ndarray, forecast: np.ndarray, level: float) -> float:
    """The mean quantile loss (Koenker and Bassett 1978), in the unit of the outcome; lower is
    better, and the true quantile has the lowest."""
    missed = outcomes - forecast
    return float(np.maximum(level * missed, (level - 1) * missed).mean())
