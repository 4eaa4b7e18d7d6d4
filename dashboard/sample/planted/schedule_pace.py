"""The pace of the works against their plan, and plans that could only be met by a leap."""

from __future__ import annotations

from datetime import timedelta

import numpy as np
import polars as pl

from dashboard.sample.planting import Planting
from dashboard.sample.truth import CLEAR, FLAGGED, INSUFFICIENT

FAMILY = "schedule: pace"
UNPLANNED_SHARE = 0.04  # of the works under way report no plan
RUSHED_SHARE = 0.12  # are to be finished implausibly fast
OLDEST_DAYS = 60
MARGIN = 0.012
WATCH, HIGH = 0.95, 0.90
EARLIEST_PLANNED, TIME_BASED = 0.05, 0.6
EARLIEST_BUILT = 0.3
DAY = np.timedelta64(1, "D")


def plant(planting: Planting) -> None:
    """Plant them in one chunk of the city."""
    random = planting.random(FAMILY)
    works = _running(planting)
    if works.is_empty():
        return
    _plan(planting, random, works)
    _rush(planting, random, works)


def _running(planting: Planting) -> pl.DataFrame:
    """One row per works contract under way that reports, with its reports as lists."""
    projects = planting.rows("projects").filter(pl.col("status") == "implementation")
    contracts = planting.rows("contracts").select(
        "contract_id", pl.col("start_date").alias("contract_start"), "current_end_date"
    )
    reports = planting.rows("progress_reports").group_by("contract_id", maintain_order=True).agg(
        pl.col("project_id").first(),
        pl.col("period_end_date").alias("days"),
        pl.col("physical_share").cast(pl.Float64).alias("shares"),
        pl.col("planned_share").cast(pl.Float64).alias("plan"),
    )  # fmt: skip
    found = reports.join(
        projects.select(
            *("project_id", "planned_start_date", "planned_end_date"),
            *("actual_start_date", "forecast_end_date"),
        ),
        on="project_id",
        how="inner",
        maintain_order="left",
    ).join(contracts, on="contract_id", how="left", maintain_order="left")
    oldest = planting.as_of - timedelta(days=OLDEST_DAYS)
    return found.with_columns(
        pl.col("shares").list.last().alias("built"),
        pl.col("days").list.last().alias("last_day"),
        (pl.col("days").list.last() >= oldest).alias("is_recent"),
    ).filter(pl.col("built") < 1, pl.col("planned_start_date").is_not_null())


def _ratios(row: dict) -> tuple[str, float, float]:
    """What is missing, if anything, and the value and time ratios of one contract."""
    days = np.array(row["days"], dtype="datetime64[D]")
    plan = np.array(row["plan"], dtype=float)
    start = np.datetime64(row["planned_start_date"], "D")
    known = ~np.isnan(plan) & (days > start)
    if known.sum() < 2 or np.isnan(plan[-1]):
        return "no plan in the reports", np.nan, np.nan
    if plan[-1] < EARLIEST_PLANNED:
        return "hardly anything planned so far", np.nan, np.nan
    value = row["built"] / plan[-1]
    elapsed = (days[-1] - start) / DAY
    length = (np.datetime64(row["planned_end_date"], "D") - start) / DAY
    time = np.nan
    if elapsed >= TIME_BASED * length and row["built"] < plan[known].max():
        at = np.r_[0.0, (days[known] - start) / DAY]
        # np.interp wants a rising plan: the last day on which it stood still is left out.
        values, first = np.unique(np.r_[0.0, plan[known]], return_index=True)
        time = np.interp(row["built"], values, at[first]) / elapsed
    return "", value, time


def _plan(planting: Planting, random: np.random.Generator, works: pl.DataFrame) -> None:
    """The truth of S3: late works are behind their plan. Who would be near a limit is on plan."""
    unplanned, on_plan = [], []
    told: dict[tuple[str, str, str], list[str]] = {}
    draw = random.random(works.height)
    for row, chance in zip(works.iter_rows(named=True), draw, strict=True):
        project = row["project_id"]
        if not row["is_recent"]:
            told.setdefault((INSUFFICIENT, "", "reports stopped coming"), []).append(project)
            continue
        if chance < UNPLANNED_SHARE:
            unplanned.append(row["contract_id"])
            told.setdefault((INSUFFICIENT, "", "no plan in the reports"), []).append(project)
            continue
        missing, value, time = _ratios(row)
        ratio = value if np.isnan(time) else time
        if missing:
            told.setdefault((INSUFFICIENT, "", missing), []).append(project)
        elif min(abs(ratio - WATCH), abs(ratio - HIGH)) < MARGIN:
            on_plan.append(row["contract_id"])
            told.setdefault((CLEAR, "", "exactly as planned"), []).append(project)
        elif ratio <= HIGH:
            told.setdefault((FLAGGED, "high", "behind its plan"), []).append(project)
        elif ratio <= WATCH:
            told.setdefault((FLAGGED, "watch", "a little behind its plan"), []).append(project)
        elif row["built"] < 0.25:
            told.setdefault((CLEAR, "", "a slow start, as planned"), []).append(project)
    for (outcome, severity, note), projects in told.items():
        planting.truth("S3", "project", projects, outcome, note, severity, projects)
    reports = planting.rows("progress_reports")
    planting.replace(
        "progress_reports",
        reports.with_columns(
            pl.when(pl.col("contract_id").is_in(on_plan))
            .then(pl.col("physical_share").cast(reports.schema["planned_share"]))
            .when(~pl.col("contract_id").is_in(unplanned))
            .then("planned_share")
            .alias("planned_share")
        ),
    )


def _rush(planting: Planting, random: np.random.Generator, works: pl.DataFrame) -> None:
    """The truth of S6: the day on which the last milestone is said to be met."""
    milestones = planting.rows("milestones")
    last = (
        milestones.filter(pl.col("actual_date").is_null(), pl.col("forecast_date").is_not_null())
        .sort("contract_id", "baseline_date", maintain_order=True)
        .group_by("contract_id", maintain_order=True)
        .agg(pl.col("milestone_id").last(), pl.col("forecast_date").last().alias("said"))
    )
    found = works.join(last, on="contract_id", how="left", maintain_order="left").with_columns(
        pl.coalesce("said", "forecast_end_date", "current_end_date").alias("end")
    )
    too_early = found.filter("is_recent", pl.col("built") < EARLIEST_BUILT, pl.col("built") > 0)
    silent = found.filter(~pl.col("is_recent"))
    for rows, note in ((too_early, "too little built yet"), (silent, "reports stopped coming")):
        planting.truth(
            "S6", "contract", rows["contract_id"].to_list(), INSUFFICIENT, note, "",
            rows["project_id"].to_list(),
        )  # fmt: skip
    open_ = found.filter(
        "is_recent", pl.col("built") >= EARLIEST_BUILT, pl.col("milestone_id").is_not_null()
    )
    worked = (open_["last_day"] - open_["contract_start"]).dt.total_days().to_numpy()
    left = (open_["end"] - open_["last_day"]).dt.total_days().to_numpy()
    built = open_["built"].to_numpy()
    ratio = (1 - built) / np.maximum(left, 1) * worked / built
    wanted = np.where(random.random(len(ratio)) < 0.5, random.uniform(1.62, 1.85, len(ratio)),
                      random.uniform(2.25, 3.6, len(ratio)))  # fmt: skip
    length = np.rint((1 - built) * worked / built / wanted)
    # An end before the reporting date would be no plan at all, and few days are too coarse.
    possible = (ratio < 1.3) & (length >= 50)
    rushed = possible & (random.random(len(ratio)) < RUSHED_SHARE / 0.3)
    near = ~rushed & (((ratio > 1.38) & (ratio < 1.62)) | ((ratio > 1.85) & (ratio < 2.2)))
    relaxed = np.ceil((1 - built) * worked / built / 1.2)
    days = np.where(rushed, length, np.where(near, relaxed, left)).astype(np.int64)
    ratio = (1 - built) / np.maximum(days, 1) * worked / built
    _set_forecasts(planting, open_, pl.Series(days), pl.Series(rushed | near))
    calm = ~rushed & (ratio < 1.5)
    for rows, outcome, severity, note in (
        (ratio >= 2, FLAGGED, "high", "to be finished twice as fast as so far"),
        ((ratio >= 1.5) & (ratio < 2), FLAGGED, "watch", "to be finished much faster than so far"),
        (calm & (ratio > 1.1), CLEAR, "", "to be finished a little faster than so far"),
    ):
        chosen = open_.filter(pl.Series(rows))
        planting.truth(
            "S6", "contract", chosen["contract_id"].to_list(), outcome, note, severity,
            chosen["project_id"].to_list(), ratio[rows].round(4).tolist(),
        )  # fmt: skip


def _set_forecasts(
    planting: Planting, works: pl.DataFrame, days: pl.Series, changed: pl.Series
) -> None:
    """Move the forecast of the last milestone of the `changed` works to `days` after the report."""
    moved = works.select(
        "milestone_id",
        (pl.col("last_day") + pl.duration(days=days)).alias("moved_date"),
    ).filter(changed)
    planting.replace(
        "milestones",
        planting.rows("milestones")
        .join(moved, on="milestone_id", how="left", maintain_order="left")
        .with_columns(pl.coalesce("moved_date", "forecast_date").alias("forecast_date"))
        .drop("moved_date"),
    )
