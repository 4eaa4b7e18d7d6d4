"""Hours worked on the sites, and what happened there."""

from __future__ import annotations

import numpy as np
import polars as pl
from scipy import stats

from dashboard.sample.planting import Planting

RATE = 1.2 / 200_000  # recordable injuries an hour on an honest site
HOURS_A_MONTH = 160
STORIES = {
    "plain": 0.0,
    "fatal": 0.03,
    "reported late": 0.04,
    "many hurt": 0.06,
    "not inspected": 0.035,
    "near misses": 0.05,
    "small site": 0.04,
    "hours missing": 0.04,
    "reported early": 0.012,
}
NOTES = {
    "fatal": ("flagged", "critical", "somebody was killed"),
    "reported late": ("flagged", "high", "an incident was reported later than the rule allows"),
    "many hurt": ("flagged", "watch", "far more were hurt for the hours than on other sites"),
    "near misses": ("clear", "", "a site that reports every near miss"),
    "small site": ("clear", "", "one accident in few hours"),
    "hours missing": ("insufficient", "", "the hours of a month are missing"),
    "reported early": ("contradictory", "", "reported before it happened"),
}


def plant(planting: Planting, sites: pl.DataFrame, inspections: pl.DataFrame) -> None:
    """Plant Q1, and the accidents after which nobody inspected (Q2)."""
    random = planting.random("incidents")
    sites = _with_hours(random, sites).join(
        _visits(inspections), on="contract_id", how="left", maintain_order="left"
    )
    sites = _with_story(random, sites)
    _write_hours(planting, sites)
    _write_incidents(planting, random, sites)
    for story, (outcome, severity, note) in NOTES.items():
        found = sites.filter(pl.col("story") == story)
        ids, projects = found["contract_id"].to_list(), found["project_id"].to_list()
        planting.truth("Q1", "contract", ids, outcome, note, severity, projects)
    found = sites.filter(pl.col("story") == "not inspected")
    note = "nobody inspected after a serious accident"
    ids, projects = found["contract_id"].to_list(), found["project_id"].to_list()
    planting.truth("Q2", "contract", ids, "flagged", note, "high", projects)


def _with_hours(random: np.random.Generator, sites: pl.DataFrame) -> pl.DataFrame:
    """How many people work on a site, and the injuries that its hours would bring."""
    months = (pl.col("ended") - pl.col("begun")).dt.total_days() // 30 + 1
    amount = sites["amount"].fill_null(1e6).to_numpy()
    workers = np.clip(8 * (amount / 1e6) ** 0.6 * random.lognormal(0, 0.3, len(amount)), 4, 300)
    return sites.with_columns(workers=pl.Series(workers.round()), months=months).with_columns(
        expected=pl.col("workers") * HOURS_A_MONTH * pl.col("months") * RATE
    )


def _visits(inspections: pl.DataFrame) -> pl.DataFrame:
    """Per contract whose inspections raise nothing: the day of a visit, and a gap after one."""
    calm = inspections.filter(
        pl.col("story").is_in(["plain", "own tests"]), pl.col("actual_date").is_not_null()
    ).sort("contract_id", "actual_date")
    following = pl.col("actual_date").shift(-1).over("contract_id")
    return (
        calm.with_columns(gap=(following - pl.col("actual_date")).dt.total_days())
        .group_by("contract_id")
        .agg(
            visit=pl.col("actual_date").first(),
            gap_after=pl.col("actual_date")
            .filter((pl.col("gap") > 20) & (pl.col("story") == "plain"))
            .first(),
        )
        .sort("contract_id")
    )


def _with_story(random: np.random.Generator, sites: pl.DataFrame) -> pl.DataFrame:
    """One story a site, and how many were hurt on it."""
    expected = sites["expected"].to_numpy()
    visited = sites["visit"].is_not_null().to_numpy()
    names = list(STORIES)
    old = (sites["months"] >= 3).to_numpy()
    weights = np.tile(np.array(list(STORIES.values())), (len(expected), 1))
    room = {
        "fatal": visited,
        # Of an accident of yesterday nothing can have been reported late.
        "reported late": old,
        "reported early": old,
        "many hurt": expected >= 0.15,
        "not inspected": sites["gap_after"].is_not_null().to_numpy() & (expected > 0.1),
        "small site": (expected > 0.06) & (expected < 0.6),
    }
    for name, possible in room.items():
        weights[:, names.index(name)] *= possible
    weights[:, 0] = 1 - weights.sum(axis=1)
    story = (weights.cumsum(axis=1) < random.random(len(expected))[:, None]).sum(axis=1)
    worse = sites["is_worse"].to_numpy() & visited
    story = np.where(worse, names.index("fatal"), story)
    # Between the two whole numbers around what is expected, so that chance alone raises nobody.
    hurt = np.floor(expected + random.random(len(expected)))
    hurt = np.where(_low(hurt) > 0.7 * expected, np.floor(0.9 * expected), hurt)
    many = np.ceil(3 * expected + 7)
    one = np.isin(story, [names.index("not inspected"), names.index("small site")])
    none = np.isin(story, [names.index("near misses")])
    hurt = np.select([story == names.index("many hurt"), one, none], [many, 1, 0], hurt)
    return sites.with_columns(
        story=pl.Series([names[i] for i in story], dtype=pl.String),
        hurt=pl.Series(hurt.astype(np.int64)),
    )


def _low(count: np.ndarray) -> np.ndarray:
    """The exact lower 95 % limit of a Poisson count."""
    return np.where(count > 0, stats.chi2.ppf(0.025, 2 * np.maximum(count, 1)) / 2, 0.0)


def _write_hours(planting: Planting, sites: pl.DataFrame) -> None:
    rows = sites.with_columns(
        month=pl.date_ranges(pl.col("begun").dt.truncate("1mo"), pl.col("ended"), interval="1mo")
    ).explode("month", empty_as_null=False)
    gap = (pl.col("story") == "hours missing") & (
        pl.col("month") == pl.col("month").max().over("contract_id")
    )
    planting.add(
        "labour_exposure",
        rows.select(
            "contract_id",
            "project_id",
            pl.col("month").alias("month_start_date"),
            pl.when(~gap).then(pl.col("workers") * HOURS_A_MONTH).alias("worked_hours"),
            pl.col("workers").alias("worker_count"),
        ),
    )


def _write_incidents(planting: Planting, random: np.random.Generator, sites: pl.DataFrame) -> None:
    """Each injury, and what the stories add: all reported in time but for those that say not."""
    slight = sites.filter(pl.col("story") != "not inspected").with_columns(
        n=pl.int_ranges(0, pl.col("hurt"))
    )
    slight = slight.explode("n", empty_as_null=False)
    slight = slight.with_columns(
        severity=pl.lit("medical"),
        day=_some_day(random, slight.height),
        injured=pl.lit(1),
        killed=pl.lit(0),
    )
    story = pl.col("story")
    fatal = sites.filter(story == "fatal").with_columns(
        severity=pl.lit("fatal"),
        happened=pl.col("visit") - pl.duration(days=3),
        injured=pl.lit(0),
        killed=pl.lit(1),
    )
    unseen = sites.filter(story == "not inspected").with_columns(
        severity=pl.lit("lost_time"),
        happened=pl.col("gap_after") + pl.duration(days=2),
        injured=pl.lit(1),
        killed=pl.lit(0),
    )
    odd = sites.filter(story.is_in(["reported late", "reported early"])).with_columns(
        severity=pl.lit("first_aid"),
        injured=pl.lit(1),
        killed=pl.lit(0),
        happened=pl.col("begun") + pl.duration(days=5),
    )
    near = (
        sites.filter(story == "near misses")
        .with_columns(n=pl.int_ranges(0, 12))
        .explode("n", empty_as_null=False)
    )
    near = near.with_columns(
        severity=pl.lit("near_miss"),
        day=_some_day(random, near.height),
        injured=pl.lit(0),
        killed=pl.lit(0),
    )
    dated = pl.col("begun") + pl.duration(
        days=((pl.col("ended") - pl.col("begun")).dt.total_days() * pl.col("day")).cast(pl.Int64)
    )
    used = ("contract_id", "project_id", "story", "severity", "injured", "killed", "happened")
    rows = pl.concat(
        [
            slight.with_columns(happened=dated).select(used),
            near.with_columns(happened=dated).select(used),
            fatal.select(used),
            unseen.select(used),
            odd.select(used),
        ]
    )
    late = (
        pl.when(pl.col("severity") == "first_aid", story == "reported late")
        .then(25)
        .when(pl.col("severity") == "first_aid")
        .then(-4)
    )
    waits = pl.coalesce(late, pl.Series(random.integers(0, 3, rows.height)))
    reported = pl.col("happened") + pl.duration(days=waits)
    planting.add(
        "safety_incidents",
        rows.select(
            pl.Series("incident_id", planting.new_ids("ACC", rows.height), dtype=pl.String),
            "project_id",
            "contract_id",
            pl.col("happened").alias("incident_date"),
            pl.when(reported <= planting.as_of).then(reported).alias("reported_date"),
            "severity",
            pl.col("injured").alias("injured_count"),
            pl.col("killed").alias("fatality_count"),
        ),
    )


def _some_day(random: np.random.Generator, count: int) -> pl.Series:
    """A moment of the works, as a share of their length."""
    return pl.Series(random.random(count))
