"""Progress reports that are missing, copied, go backwards or leap at the end of the year."""

from __future__ import annotations

from datetime import timedelta

import numpy as np
import polars as pl

from dashboard.sample.planting import Planting
from dashboard.sample.truth import CLEAR, CONTRADICTORY, FLAGGED

FAMILY = "schedule: reports"
# Shares of the finished works with enough reports by month.
SHARES = (0.07, 0.06, 0.05, 0.05, 0.03, 0.5)
MISSING, ONE_MISSING, COPIED, COPIED_TWICE, BACKWARD, LEAP = range(6)
ENOUGH = 9
LEAST_LEAP = 0.345
YEAR_END = 12
NOTES = {
    MISSING: (FLAGGED, "high", "many reports are missing"),
    ONE_MISSING: (CLEAR, "", "one report is missing among many"),
    COPIED: (FLAGGED, "watch", "the same change month after month"),
    COPIED_TWICE: (CLEAR, "", "the same change three times only"),
    BACKWARD: (CONTRADICTORY, "", "progress goes backwards"),
    LEAP: (FLAGGED, "watch", "leaps at the end of the year"),
}
GRACE_DAYS = 30
TOO_MANY_MISSING = 0.2


def plant(planting: Planting) -> None:
    """Plant them in one chunk of the city."""
    random = planting.random(FAMILY)
    _complete_lone_reports(planting)
    planted = _change(planting, random)
    _say_natural(planting, planted)


def _complete_lone_reports(planting: Planting) -> None:
    """Works that would report once a quarter but ended before the second report: by month."""
    reports = planting.rows("progress_reports")
    ended = planting.rows("contracts").filter(pl.col("status") == "closed")
    starts = ended.select("contract_id", pl.col("start_date").alias("start"))
    alone = reports.filter(pl.len().over("contract_id") == 1).join(
        starts, on="contract_id", how="inner", maintain_order="left"
    )
    months = alone.with_columns(
        pl.date_ranges(
            pl.col("start").dt.month_start(), pl.col("period_end_date").dt.month_start(), "1mo"
        ).alias("month")
    ).explode("month")
    months = months.filter(pl.col("month").dt.month_end() < pl.col("period_end_date"))
    ends = months.with_columns(pl.col("month").dt.month_end().alias("end"))
    part = (pl.col("end") - pl.col("start")).dt.total_days() / (
        pl.col("period_end_date") - pl.col("start")
    ).dt.total_days()
    shares = [
        (pl.col(name).cast(pl.Float64) * part**1.4).round(4).alias(name)
        for name in ("physical_share", "planned_share")
    ]
    kept = [name for name in reports.columns if name not in ("physical_share", "planned_share")]
    added = ends.with_columns(
        *shares,
        (pl.col("report_id") + pl.col("month").dt.strftime("-%y%m")).alias("report_id"),
        pl.col("end").alias("period_end_date"),
        (pl.col("end") + timedelta(days=7)).alias("reported_date"),
        pl.lit(True).alias("is_verified"),
        *(
            (pl.col(name).cast(pl.Float64) * part**1.4).round(2).alias(name)
            for name in kept
            if name == "actual_cost_amount"
        ),
    )
    if added.height:
        planting.add("progress_reports", added.select(*kept, "physical_share", "planned_share"))


def _monthly(planting: Planting) -> pl.DataFrame:
    """Finished works with at least ENOUGH reports, one a month, with their reports as lists."""
    closed = planting.rows("contracts").filter(
        pl.col("status") == "closed", ~pl.col("contract_id").str.ends_with("-C9")
    )
    finished = planting.rows("projects").filter(pl.col("status") == "completion")
    reports = (
        planting.rows("progress_reports")
        .with_row_index("row")
        .sort("contract_id", "period_end_date", maintain_order=True)
        .group_by("contract_id", maintain_order=True)
        .agg(
            "row",
            pl.col("period_end_date").alias("days"),
            pl.col("physical_share").cast(pl.Float64).alias("shares"),
        )
    )
    gaps = pl.col("days").list.diff().list.max().dt.total_days()
    return (
        closed.select("contract_id", "project_id")
        .join(finished.select("project_id"), on="project_id", how="semi", maintain_order="left")
        .join(reports, on="contract_id", how="inner", maintain_order="left")
        .filter(pl.col("row").list.len() >= ENOUGH, gaps <= 31)
    )


def _change(planting: Planting, random: np.random.Generator) -> set[str]:
    """Change or drop reports; returns the contracts that were touched."""
    works = _monthly(planting)
    pattern = np.searchsorted(np.cumsum(SHARES), random.random(works.height), side="right")
    new_shares: dict[int, float] = {}
    dropped: list[int] = []
    told: dict[int, list[tuple[str, str]]] = {}
    for place, row in zip(pattern, works.iter_rows(named=True), strict=True):
        shares = np.array(row["shares"])
        done = False
        if place in (MISSING, ONE_MISSING):
            gone = _missing(random, len(shares), place)
            dropped += [row["row"][i] for i in gone]
            done = True
        elif place in NOTES:
            changed = _changed(random, int(place), shares, row["days"])
            if changed is not None:
                differs = np.flatnonzero(changed != shares)
                new_shares |= {row["row"][i]: float(changed[i]) for i in differs}
                done = True
        if done:
            told.setdefault(int(place), []).append((row["contract_id"], row["project_id"]))
    _write(planting, new_shares, dropped)
    for place, rows in sorted(told.items()):
        outcome, severity, note = NOTES[place]
        planting.truth(
            "S7", "contract", [row[0] for row in rows], outcome, note, severity,
            [row[1] for row in rows],
        )  # fmt: skip
    return {row[0] for rows in told.values() for row in rows}


def _missing(random: np.random.Generator, count: int, place: int) -> np.ndarray:
    """Which reports go: never the first or the last two."""
    wanted = 1 if place == ONE_MISSING else int(np.ceil(count * random.uniform(0.3, 0.55)))
    return random.choice(np.arange(1, count - 2), min(wanted, count - 3), replace=False)


def _changed(
    random: np.random.Generator, place: int, shares: np.ndarray, days: list
) -> np.ndarray | None:
    """The shares as they shall be reported, or None where the works do not lend themselves."""
    found = shares.copy()
    if place == LEAP:
        return _leaping(shares, days)
    first = int(random.integers(1, len(shares) - 7))
    if place == BACKWARD:
        found[first + 2] = max(0.0, round(found[first + 1] - 0.02, 4))
        return found if found[first + 2] < found[first + 1] - 0.01 else None
    steps = 5 if place == COPIED else 3
    step = np.floor((shares[first + steps + 1] - shares[first]) / (steps + 2) * 1e4) / 1e4
    if step < 0.004:
        return None
    found[first + 1 : first + steps + 1] = np.round(
        shares[first] + step * np.arange(1, steps + 1), 4
    )
    return found


def _leaping(shares: np.ndarray, days: list) -> np.ndarray | None:
    """October and November stay where September was, and December makes up for it."""
    for i in range(3, len(shares) - 1):
        leaps = days[i].month == YEAR_END and shares[i] - shares[i - 3] >= LEAST_LEAP
        if leaps and shares[i] < 1:
            found = shares.copy()
            found[i - 2], found[i - 1] = shares[i - 3] + 0.0011, shares[i - 3] + 0.0023
            return np.round(found, 4)
    return None


def _write(planting: Planting, new_shares: dict[int, float], dropped: list[int]) -> None:
    reports = planting.rows("progress_reports").with_row_index("row")
    kind = reports.schema["physical_share"]
    moved = pl.DataFrame(
        {"row": list(new_shares), "moved": list(new_shares.values())},
        schema={"row": reports.schema["row"], "moved": pl.Float64},
    )
    planting.replace(
        "progress_reports",
        reports.join(moved, on="row", how="left", maintain_order="left")
        .with_columns(pl.coalesce(pl.col("moved").cast(kind), "physical_share").alias(
            "physical_share"
        ))
        .filter(~pl.col("row").is_in(dropped))
        .drop("row", "moved"),
    )  # fmt: skip


def _say_natural(planting: Planting, planted: set[str]) -> None:
    """Works whose reports stopped coming, and works that report by quarter and are complete."""
    works = planting.rows("contracts").filter(
        pl.col("nature") == "construction",
        pl.col("status") != "pending",
        ~pl.col("contract_id").is_in(list(planted)),
    )
    reports = planting.rows("progress_reports").group_by("contract_id").agg(
        pl.col("period_end_date").dt.month_start().unique().alias("reported"),
        pl.col("period_end_date").sort().diff().min().dt.total_days().alias("gap"),
        pl.col("period_end_date")
        .filter(pl.col("physical_share").cast(pl.Float64) >= 1)
        .min()
        .alias("complete"),
    )  # fmt: skip
    found = works.join(reports, on="contract_id", how="left", maintain_order="left")
    until = pl.min_horizontal(
        "actual_end_date", "complete", pl.lit(planting.as_of - timedelta(days=GRACE_DAYS))
    )
    found = found.with_columns(
        (pl.col("start_date") - timedelta(days=1)).dt.month_end().dt.offset_by("1d").alias("from"),
        until.alias("until"),
        (pl.col("gap") >= 80).fill_null(False).alias("is_quarterly"),
    ).with_columns(
        # The day after the last whole month.
        (pl.col("until") + timedelta(days=1)).dt.month_start().alias("end"),
    )
    found = found.filter(pl.col("from") < pl.col("end")).with_columns(
        pl.date_ranges("from", "end", "1mo", closed="left").alias("due")
    )
    due = pl.col("due").list.len()
    there = pl.col("due").list.set_intersection("reported").list.len().fill_null(0)
    missing = pl.when(pl.col("is_quarterly")).then(0.0).otherwise(1 - there / due)
    found = found.with_columns(missing.alias("missing"))
    for rows, outcome, severity, note in (
        (pl.col("missing") >= TOO_MANY_MISSING, FLAGGED, "high", "reports stopped coming"),
        (pl.col("is_quarterly"), CLEAR, "", "reports by quarter"),
    ):
        chosen = found.filter(rows)
        planting.truth(
            "S7", "contract", chosen["contract_id"].to_list(), outcome, note, severity,
            chosen["project_id"].to_list(),
        )  # fmt: skip
