"""Forecasts of cost and time, made again at every past day with only what was known that day.

    results(read_series(workspace))

A series holds promises and what became of them. In New York's change log a promise is the budget or
the completion date that a report names, and its outcome what the report one or two years later
names: the log holds only works that were still under way at its end, so nobody can say from it what
the works cost in the end. In the list of school works a promise is the budget or the planned end of
a phase, made when the phase began, and its outcome the last estimate and the actual end.
"""

from __future__ import annotations

import datetime
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import polars as pl

from dashboard.engine.hooks import forecasts
from dashboard.evaluation.resampling import share_interval
from dashboard.ingest import store
from dashboard.messages import InputError
from dashboard.workspaces import Workspace

CHANGE_LOG, SCHOOLS = "nyc-capital-history", "nyc-schools"
HORIZONS = (365, 730)
SLACK_DAYS = 100  # reports come about three times a year
REMAINING_BANDS = (365, 1_095)  # days left by the promise itself: within one year, three, more
RESULT_COLUMNS = {
    "series": pl.String,
    "target": pl.String,  # cost: log of outcome over promise; finish: days of delay
    "forecast_count": pl.Int64,
    "work_count": pl.Int64,
    "inside_share": pl.Float64,  # of the outcomes, inside the 80 % interval from P10 to P90
    "inside_low": pl.Float64,  # 95 % bootstrap interval, works resampled
    "inside_high": pl.Float64,
    "below_p50_share": pl.Float64,
    "below_p80_share": pl.Float64,
    "loss": pl.Float64,  # mean pinball loss over P10, P50, P80, P90
    "promise_loss": pl.Float64,  # of the last reported figure taken as every quantile
    "median_loss": pl.Float64,  # of the class median taken as every quantile
    "loss_at_p50": pl.Float64,
    "promise_loss_at_p50": pl.Float64,
    "median_loss_at_p50": pl.Float64,
    "beats_both": pl.Boolean,  # on the mean over the four quantiles
}


@dataclass(frozen=True)
class Series:
    """Promises with their outcomes: one row per promise.

    `rows` has work_id, made (day), known (day on which the outcome was known), outcome (log ratio,
    or days), class_1, class_2 … from the most alike to the widest.
    """

    name: str
    target: str
    rows: pl.DataFrame


def results(series: list[Series]) -> pl.DataFrame:
    """One row of RESULT_COLUMNS per series."""
    return pl.DataFrame([_result(one) for one in series], schema=RESULT_COLUMNS)


def read_series(workspace: Workspace) -> list[Series]:
    """The series of the workspace of New York. Raises InputError where a list is not loaded."""
    folders = {
        name: [one["folder"] for one in store.records(workspace) if one["source"] == name]
        for name in (CHANGE_LOG, SCHOOLS)
    }
    for name, found in folders.items():
        if not found:
            raise InputError(
                f"workspace '{workspace.name}'",
                f"the source '{name}' is not loaded",
                "",
                f"python -m dashboard load {workspace.name} {name} FILE",
            )
    return [*_change_log(folders[CHANGE_LOG]), *_schools(folders[SCHOOLS])]


def _table(folders: list[str], table: str) -> pl.DataFrame:
    parts = [file for folder in folders for file in store.parts(Path(folder), f"src_{table}")]
    return pl.concat([pl.read_parquet(part) for part in parts])


def _change_log(folders: list[str]) -> list[Series]:
    works = _table(folders, "projects").select("project_id", "sector")
    budgets = _table(folders, "project_budgets").select(
        "project_id", made="budget_date", promise=pl.col("budget_amount").cast(pl.Float64)
    )
    plans = _table(folders, "project_schedules").select(
        "project_id", made="schedule_date", promise="completion_date"
    )
    found = []
    for horizon in HORIZONS:
        name = f"{CHANGE_LOG}, {horizon // 365} year{'s' if horizon > 365 else ''} on"
        cost = _later(budgets.filter(pl.col("promise") > 0), horizon).with_columns(
            outcome=(pl.col("later_promise") / pl.col("promise")).log()
        )
        finish = _later(plans, horizon).with_columns(
            outcome=(pl.col("later_promise") - pl.col("promise")).dt.total_days().cast(pl.Float64)
        )
        left = plans.select(
            "project_id",
            "made",
            class_1=_band((pl.col("promise") - pl.col("made")).dt.total_days()),
        )
        for target, rows in (("cost", cost), ("finish", finish)):
            rows = rows.join(left, on=["project_id", "made"], how="left").join(
                works, on="project_id", how="left"
            )
            found.append(Series(name, target, _named(rows, ["class_1"])))
    return found


def _band(days: pl.Expr) -> pl.Expr:
    one, three = REMAINING_BANDS
    return (
        pl.when(days < one)
        .then(pl.lit("within a year"))
        .when(days < three)
        .then(pl.lit("within three years"))
        .when(days >= three)
        .then(pl.lit("later"))
    )


def _later(promises: pl.DataFrame, horizon: int) -> pl.DataFrame:
    """Each promise beside the one reported nearest to `horizon` days after it."""
    days = promises["made"].unique().sort()
    pairs = []
    for made in days:
        wanted = made + datetime.timedelta(days=horizon)
        near = [day for day in days if abs((day - wanted).days) <= SLACK_DAYS]
        if near:
            known = min(near, key=lambda day: abs((day - wanted).days))
            pairs.append({"made": made, "known": known})
    pairs_frame = pl.DataFrame(pairs, schema={"made": pl.Date, "known": pl.Date})
    later = promises.rename({"made": "known", "promise": "later_promise"})
    return promises.join(pairs_frame, on="made").join(later, on=["project_id", "known"])


def _schools(folders: list[str]) -> list[Series]:
    phases = _table(folders, "projects").select(
        "source_line",
        "project_id",
        "sector",
        phase="component",
        made="actual_start_date",
        known="actual_end_date",
        planned="planned_end_date",
    )
    costs = _table(folders, "project_costs").select(
        "source_line", "budget_amount", "forecast_amount"
    )
    rows = phases.join(costs, on="source_line", how="left").filter(
        pl.col("made").is_not_null() & pl.col("known").is_not_null()
    )
    rows = rows.with_columns(
        class_1=pl.concat_str("phase", pl.lit(", "), "sector"), class_2=pl.col("phase")
    )
    amounts = [pl.col(name).cast(pl.Float64) for name in ("forecast_amount", "budget_amount")]
    cost = rows.filter(amounts[0] > 0, amounts[1] > 0).with_columns(
        outcome=(amounts[0] / amounts[1]).log()
    )
    finish = rows.filter(pl.col("planned").is_not_null()).with_columns(
        outcome=(pl.col("known") - pl.col("planned")).dt.total_days().cast(pl.Float64)
    )
    rungs = ["class_1", "class_2"]
    return [
        Series(SCHOOLS, "cost", _named(cost, rungs)),
        Series(SCHOOLS, "finish", _named(finish, rungs)),
    ]


def _named(rows: pl.DataFrame, rungs: list[str]) -> pl.DataFrame:
    return rows.select(
        pl.col("project_id").alias("work_id"),
        "made",
        "known",
        "outcome",
        *(pl.col(rung).fill_null("not known") for rung in rungs),
    ).sort("made", "work_id", "known", "outcome")


def _result(series: Series) -> dict:
    rows = series.rows
    rungs = [rows[name].to_numpy() for name in rows.columns if name.startswith("class_")]
    made, known = (rows[name].cast(pl.Int32).to_numpy() for name in ("made", "known"))
    works = rows["work_id"].to_numpy()
    found = forecasts.rolling(made, known, rows["outcome"].to_numpy(), rungs, works)
    outcome, forecast, median = found["outcome"], found["forecast"], found["class_median"]
    inside = (outcome >= forecast[:, 0]) & (outcome <= forecast[:, -1])
    works = works[found["row"]]
    low, high = _interval(inside, works)
    columns = {
        "loss": list(forecast.T),
        "promise_loss": [np.zeros(len(outcome))] * len(forecasts.LEVELS),
        "median_loss": [median] * len(forecasts.LEVELS),
    }
    losses = {
        name: [
            forecasts.pinball_loss(outcome, said, level)
            for said, level in zip(quantiles, forecasts.LEVELS, strict=True)
        ]
        for name, quantiles in columns.items()
    }
    mean = {name: float(np.mean(values)) for name, values in losses.items()}
    return {
        "series": series.name,
        "target": series.target,
        "forecast_count": len(outcome),
        "work_count": len(set(works)),
        "inside_share": float(inside.mean()),
        "inside_low": low,
        "inside_high": high,
        "below_p50_share": float((outcome <= forecast[:, 1]).mean()),
        "below_p80_share": float((outcome <= forecast[:, 2]).mean()),
        **mean,
        **{f"{name}_at_p50": values[1] for name, values in losses.items()},
        "beats_both": mean["loss"] < min(mean["promise_loss"], mean["median_loss"]),
    }


def _interval(inside: np.ndarray, works: np.ndarray) -> tuple[float, float]:
    """The 95 % bootstrap interval of a share, whole works drawn again: their rows go together."""
    _, positions = np.unique(works, return_inverse=True)
    return share_interval(np.bincount(positions, weights=inside), np.bincount(positions))
