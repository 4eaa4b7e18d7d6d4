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
from datetime import timedelta

import numpy as np
import polars as pl

from dashboard.engine.hooks import Settings

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
    return _of_ordered(ordered, levels, len(ordered) if works is None else len(np.unique(works)))


def _of_ordered(ordered: np.ndarray, levels: Sequence[float], independent: int) -> np.ndarray:
    wanted = np.asarray(levels, dtype=float)
    count = len(ordered)
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


FORECAST_COLUMNS = {
    "project_id": pl.String,
    "currency": pl.String,
    "promised_amount": pl.Float64,
    "outturn_amount": pl.Float64,
    "cost_class": pl.String,
    "cost_work_count": pl.Int64,
    "cost_p10_amount": pl.Float64,
    "cost_p50_amount": pl.Float64,
    "cost_p80_amount": pl.Float64,
    "cost_p90_amount": pl.Float64,
    "cost_reason": pl.String,
    "promised_end_date": pl.Date,
    "finish_class": pl.String,
    "finish_work_count": pl.Int64,
    "finish_p10_date": pl.Date,
    "finish_p50_date": pl.Date,
    "finish_p80_date": pl.Date,
    "finish_p90_date": pl.Date,
    "finish_reason": pl.String,
}
NO_PROMISE = "no first budget"
NO_PLAN = "no first plan with a start and an end"
TOO_FEW = "fewer than twenty works of any class have ended"
NONE_LASTED = "no work of its class took as long as this one has"


def project_forecasts(rows: pl.DataFrame, settings: Settings) -> pl.DataFrame:
    """FORECAST_COLUMNS for every project that has not ended, from those of `rows` that have.

    Takes the columns of the query `project_forecasts`. Amounts in the project's currency. A
    forecast that cannot be made has its reason and NULLs.
    """
    planned = (pl.col("promised_end_date") - pl.col("promised_start_date")).dt.total_days()
    took = (pl.col("actual_end_date") - pl.col("begin_date")).dt.total_days()
    passed = (pl.col("known_until_date") - pl.col("begin_date")).dt.total_days()
    rows = rows.with_columns(
        pl.when(planned > 0).then(planned.cast(pl.Float64)).alias("planned_days"),
        pl.when(pl.col("promised_amount") > 0).then(pl.col("promised_amount")).alias("promise"),
        passed.cast(pl.Float64).fill_null(0.0).alias("passed_days"),
        took.cast(pl.Float64).alias("took_days"),
        pl.concat_str(pl.lit("sector and type: "), "sector", pl.lit(", "), "project_type").alias(
            "class_1"
        ),
        pl.concat_str(pl.lit("sector: "), "sector").alias("class_2"),
        pl.lit("all works").alias("class_3"),
    ).sort("project_id")
    ended = rows.filter(pl.col("is_finished"))
    cost = ended.filter(pl.col("promise") > 0, pl.col("outturn_amount") > 0).with_columns(
        ratio=pl.col("outturn_amount") / pl.col("promise")
    )
    time = ended.filter(pl.col("planned_days") > 0, pl.col("took_days") > 0).with_columns(
        ratio=pl.col("took_days") / pl.col("planned_days")
    )
    classes = _by_class(cost), _by_class(time)
    found = [
        _forecast(row, *classes)
        for row in rows.filter(~pl.col("is_finished").fill_null(False)).iter_rows(named=True)
    ]
    return pl.DataFrame(found, schema=FORECAST_COLUMNS)


Classes = dict[str, np.ndarray]


def _by_class(ended: pl.DataFrame) -> Classes:
    """The ratios of outcome to promise of every class that is large enough."""
    found: Classes = {}
    for rung in ("class_1", "class_2", "class_3"):
        named = ended.filter(pl.col(rung).is_not_null())
        for (name,), group in named.group_by(rung):
            if group.height >= FEWEST_IN_CLASS:
                found[name] = group["ratio"].sort().to_numpy()
    return found


def _class_of(row: dict, classes: Classes) -> str | None:
    names = (row["class_1"], row["class_2"], row["class_3"])
    return next((name for name in names if name in classes), None)


def _forecast(row: dict, cost: Classes, time: Classes) -> dict:
    said = {name: row[name] for name in FORECAST_COLUMNS if name in row}
    return said | _cost(row, cost) | _finish(row, time)


def _cost(row: dict, classes: Classes) -> dict:
    name = _class_of(row, classes)
    if row["promise"] is None or name is None:
        return {"cost_reason": NO_PROMISE if row["promise"] is None else TOO_FEW}
    ratios = classes[name]
    amounts = _of_ordered(ratios, LEVELS, len(ratios)) * row["promise"]
    columns = (f"cost_p{round(level * 100)}_amount" for level in LEVELS)
    return {"cost_class": name, "cost_work_count": len(classes[name])} | dict(
        zip(columns, np.round(amounts, 2).tolist(), strict=True)
    )


def _finish(row: dict, classes: Classes) -> dict:
    name = _class_of(row, classes)
    if row["planned_days"] is None or row["begin_date"] is None:
        return {"finish_reason": NO_PLAN}
    if name is None:
        return {"finish_reason": TOO_FEW}
    # What has not ended by now will not have taken less: only longer durations are still possible.
    possible = _longer(classes[name], row["planned_days"], row["passed_days"])
    if len(possible) == 0:
        return {"finish_class": name, "finish_work_count": 0, "finish_reason": NONE_LASTED}
    days = np.ceil(_of_ordered(possible, LEVELS, len(possible)) * row["planned_days"])
    columns = (f"finish_p{round(level * 100)}_date" for level in LEVELS)
    dates = (row["begin_date"] + timedelta(days=int(count)) for count in days)
    return {"finish_class": name, "finish_work_count": len(possible)} | dict(
        zip(columns, dates, strict=True)
    )


def _longer(ratios: np.ndarray, planned_days: float, passed_days: float) -> np.ndarray:
    """Those of the sorted `ratios` by which a work lasts longer than `passed_days`."""
    first = int(np.searchsorted(ratios, passed_days / planned_days))
    # The quotient may be a last digit off what the product says.
    while first > 0 and ratios[first - 1] * planned_days > passed_days:
        first -= 1
    while first < len(ratios) and ratios[first] * planned_days <= passed_days:
        first += 1
    return ratios[first:]
