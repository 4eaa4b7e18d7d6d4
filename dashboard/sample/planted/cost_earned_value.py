"""What the works cost beside what they are worth: the columns of earned value in the reports."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

import numpy as np
import polars as pl

from dashboard.sample.planting import Planting
from dashboard.sample.truth import CLEAR, FLAGGED, INSUFFICIENT

FAMILY = "cost: earned value"
# Share of the works under way, and the cost performance from and to; the rest is honest.
STORIES = ((0.08, 0.912, 0.943), (0.05, 0.878, 0.894), (0.07, 0.815, 0.86), (0.07, 0.66, 0.78))
HONEST = (1.005, 1.09)
OPTIMISTIC_SHARE = 0.10  # report a forecast that asks for much cheaper work
SILENT_SHARE = 0.06  # report no forecast
LIMITS = (0.15, 0.25)  # of the forecast against the value today, then against the first one
FIRST_LIMITS = (0.30, 0.50)
OLDEST_DAYS = 60
EARLIEST_SHARE = 0.2
MARGIN = 0.012  # around every limit nobody is found
TRIES = 24


def plant(planting: Planting) -> None:
    """Plant them in one chunk of the city."""
    random = planting.random(FAMILY)
    reports = planting.rows("progress_reports")
    works = _works(planting, reports)
    if works.is_empty():
        return
    performance, optimism = _drawn(random, works)
    works = works.with_columns(
        pl.Series("performance", performance), pl.Series("optimism", optimism)
    )
    _write(planting, reports, works, random)
    _say(planting, works)


def _works(planting: Planting, reports: pl.DataFrame) -> pl.DataFrame:
    """One row per contract that reports: its last report, values, and whether it is under way."""
    last = reports.group_by("contract_id", maintain_order=True).agg(
        pl.col("project_id").first(),
        pl.col("physical_share").cast(pl.Float64).last().alias("share"),
        pl.col("period_end_date").last().alias("last_date"),
    )
    contracts = planting.rows("contracts").select(
        "contract_id",
        pl.col("contract_amount").cast(pl.Float64).alias("budget"),
        pl.coalesce("original_amount", "contract_amount").cast(pl.Float64).alias("first_budget"),
    )
    projects = planting.rows("projects").select("project_id", "status")
    return (
        last.join(contracts, on="contract_id", how="inner", maintain_order="left")
        .join(projects, on="project_id", how="left", maintain_order="left")
        .with_columns(
            ((pl.col("status") == "implementation") & (pl.col("share") < 1)).alias("is_running"),
            (
                pl.col("last_date") >= planting.as_of - timedelta(days=OLDEST_DAYS)
            ).alias("is_recent"),
        )
    )  # fmt: skip


@dataclass(frozen=True)
class _Measures:
    """What a cost performance comes to, by contract."""

    overrun: np.ndarray  # of the forecast against the value today
    first_overrun: np.ndarray  # and against the one at signature
    left: np.ndarray  # share of the value that is left

    @property
    def is_near_a_limit(self) -> np.ndarray:
        near = np.zeros(len(self.overrun), dtype=bool)
        for limit in LIMITS:
            near |= np.abs(self.overrun - limit) < MARGIN
        for limit in FIRST_LIMITS:
            near |= np.abs(self.first_overrun - limit) < MARGIN
        return near | (np.abs(self.left) < MARGIN)


def _measures(works: pl.DataFrame, performance: np.ndarray) -> _Measures:
    growth = (works["budget"] / works["first_budget"]).to_numpy()
    return _Measures(
        overrun=1 / performance - 1,
        first_overrun=growth / performance - 1,
        left=1 - works["share"].to_numpy() / performance,
    )


def _drawn(random: np.random.Generator, works: pl.DataFrame) -> tuple[np.ndarray, np.ndarray]:
    """The cost performance of each contract, and by how much its forecast is too hopeful."""
    count = works.height
    shares = np.cumsum([story[0] for story in STORIES])
    story = np.searchsorted(shares, random.random(count), side="right")
    running = works["is_running"].to_numpy()
    story = np.where(running, story, len(STORIES))
    low = np.array([*(entry[1] for entry in STORIES), HONEST[0]])[story]
    high = np.array([*(entry[2] for entry in STORIES), HONEST[1]])[story]
    performance = low + (high - low) * random.random(count)
    for _ in range(TRIES):
        near = _measures(works, performance).is_near_a_limit & running
        again = low + (high - low) * random.random(count)
        performance = np.where(near, again, performance)
    honest = (story == len(STORIES)) & running & (works["share"].to_numpy() < 0.93)
    hopeful = honest & (random.random(count) < OPTIMISTIC_SHARE)
    return performance, np.where(hopeful, random.uniform(0.16, 0.45, count), 0.0)


def _write(
    planting: Planting, reports: pl.DataFrame, works: pl.DataFrame, random: np.random.Generator
) -> None:
    """The cost so far and the forecast of every report, at the performance of its contract."""
    silent = pl.Series("is_silent", random.random(works.height) < SILENT_SHARE)
    known = works.with_columns(silent & (works["optimism"] == 0)).select(
        "contract_id", "budget", "performance", "optimism", "is_silent"
    )
    earned = pl.col("physical_share").cast(pl.Float64) * pl.col("budget")
    cost = (earned / pl.col("performance")).round(2)
    left = (pl.col("budget") - earned) / (pl.col("performance") + pl.col("optimism"))
    money = pl.Decimal(18, 2)
    planting.replace(
        "progress_reports",
        reports.join(known, on="contract_id", how="left", maintain_order="left")
        .with_columns(
            cost.cast(money).alias("actual_cost_amount"),
            pl.when(~pl.col("is_silent"))
            .then((cost + left).round(2))
            .cast(money)
            .alias("forecast_amount"),
            pl.lit(planting.currency).alias("currency"),
        )
        .drop("budget", "performance", "optimism", "is_silent"),
    )


def _say(planting: Planting, works: pl.DataFrame) -> None:
    running = works.filter("is_running")
    stale = running.filter(~pl.col("is_recent"))
    early = running.filter("is_recent", pl.col("share") < EARLIEST_SHARE)
    for rows, note in ((stale, "reports stopped coming"), (early, "hardly begun")):
        for code in ("C7", "C8"):
            _tell(planting, code, rows, INSUFFICIENT, "", note)
    judged = running.filter("is_recent", pl.col("share") >= EARLIEST_SHARE)
    performance = judged["performance"].to_numpy()
    high, watch = performance <= 0.90, (performance > 0.90) & (performance <= 0.95)
    _tell(planting, "C7", judged.filter(pl.Series(high)), FLAGGED, "high", "dearer than planned")
    _tell(planting, "C7", judged.filter(pl.Series(watch)), FLAGGED, "watch", "dearer than planned")
    found = _measures(judged, performance)
    used_up = found.left <= 0
    critical = (found.overrun >= LIMITS[1]) | (found.first_overrun >= FIRST_LIMITS[1]) | used_up
    hopeful = judged["optimism"].to_numpy() > 0
    high = (found.overrun >= LIMITS[0]) | (found.first_overrun >= FIRST_LIMITS[0]) | hopeful
    _tell(
        planting, "C8", judged.filter(pl.Series(critical)), FLAGGED, "critical",
        "heads for a far higher cost",
    )  # fmt: skip
    rows = judged.filter(pl.Series(high & ~critical))
    _tell(planting, "C8", rows, FLAGGED, "high", "heads for a higher cost, or hopes against it")
    mild = judged.filter(pl.Series(~high & ~critical & (performance < 0.95)))
    _tell(planting, "C8", mild, CLEAR, "", "a little dear, and the forecast says so")
    calm = judged.filter(pl.Series(performance >= 1), pl.col("budget") > pl.col("first_budget"))
    _tell(planting, "C7", calm, CLEAR, "", "grew by amendments, and costs what it is worth")


def _tell(
    planting: Planting, code: str, rows: pl.DataFrame, outcome: str, severity: str, note: str
) -> None:
    projects = rows["project_id"].to_list()
    planting.truth(code, "project", projects, outcome, note, severity, projects)
