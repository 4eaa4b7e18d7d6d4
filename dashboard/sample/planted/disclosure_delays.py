"""On which day contracts, amendments and documents were published."""

from __future__ import annotations

import numpy as np
import polars as pl

from dashboard.sample.planting import Planting

ALLOWED_DAYS = 30  # the house rule of the city
CONTRACT_STORIES = {
    "late": 0.03,
    "after it began": 0.03,
    "never": 0.04,
    "before signature": 0.012,
    "last day": 0.04,
}
NOTES = {
    "late": ("flagged", "high", "published long after the days allowed"),
    "after it began": ("flagged", "high", "published in time, but after the works had begun"),
    "never": ("insufficient", "", "never published"),
    "before signature": ("contradictory", "", "published before it was signed"),
    "last day": ("clear", "", "published on the last day allowed"),
}
LATE_SHARE = 0.03  # of amendments and documents
TWIN_SHARE = 0.04
PATCH_SHARE = 0.85  # of the contracts in the neighbourhoods that fare worse together


def plant(planting: Planting) -> None:
    """Plant Q4 in one chunk of the city."""
    random = planting.random("disclosure delays")
    _contracts(planting, random)
    _amendments(planting, random)
    _documents(planting, random)


def _contracts(planting: Planting, random: np.random.Generator) -> None:
    contracts = planting.rows("contracts")
    paid = (
        planting.rows("payments")
        .filter(pl.col("tier") == "client_prime", pl.col("paid_amount") > 0)
        .group_by("contract_id")
        .agg(first_paid=pl.col("paid_date").min())
    )
    count = contracts.height
    rows = (
        contracts.join(paid, on="contract_id", how="left", maintain_order="left")
        .with_columns(
            signed=_day("signed_date", contracts),
            draw=pl.Series(random.random(count)),
            wait=pl.Series(random.integers(1, 21, count)),
            delay=pl.Series(random.integers(45, 200, count)),
            begun=pl.min_horizontal("start_date", "first_paid"),
        )
        .with_columns(room=(pl.col("begun") - pl.col("signed")).dt.total_days())
    )
    alive = pl.col("status").is_in(["active", "closed"]) & pl.col("signed").is_not_null()
    old = pl.col("signed") < planting.as_of - np.timedelta64(220, "D").astype(object)
    possible = {
        "late": alive & old,
        "after it began": alive & old & pl.col("room").is_between(0, 20),
        "never": alive,
        "before signature": alive,
        "last day": alive & old & (pl.col("room") >= ALLOWED_DAYS),
    }
    edge, story = 0.0, pl.lit("plain")
    for name, share in CONTRACT_STORIES.items():
        drawn = pl.col("draw").is_between(edge, edge + share, closed="left") & possible[name]
        story = pl.when(drawn).then(pl.lit(name)).otherwise(story)
        edge += share
    # Where things are worse together, they are so in more than one respect.
    patch = planting.placed.filter(pl.col("neighbourhood_id").is_in(planting.patch))
    is_worse = pl.col("project_id").is_in(patch["project_id"].implode()) & (
        pl.col("draw") >= 1 - PATCH_SHARE
    )
    worse = is_worse & possible["late"]
    rows = rows.with_columns(story=pl.when(worse).then(pl.lit("late")).otherwise(story))
    waited = (
        pl.when(pl.col("story") == "late").then("delay")
        .when(pl.col("story") == "after it began").then(pl.col("room") + 5)
        .when(pl.col("story") == "before signature").then(-7)
        .when(pl.col("story") == "last day").then(ALLOWED_DAYS)
        .when(pl.col("room") >= 0).then(pl.min_horizontal("wait", "room"))
    )  # fmt: skip
    published = pl.when(alive & (pl.col("story") != "never")).then(
        pl.col("signed") + pl.duration(days=waited)
    )
    rows = rows.with_columns(notice=pl.when(published <= planting.as_of).then(published))
    planting.replace("contracts", contracts.with_columns(notice_published_date=rows["notice"]))
    for name, (outcome, severity, note) in NOTES.items():
        found = rows.filter(pl.col("story") == name)
        ids = [f"contract {one}" for one in found["contract_id"]]
        projects = found["project_id"].to_list()
        planting.truth("Q4", "publication", ids, outcome, note, severity, projects)


def _amendments(planting: Planting, random: np.random.Generator) -> None:
    rows = planting.rows("contract_amendments")
    late, wait = _lateness(random, rows.height)
    published = _day("amendment_date", rows) + pl.duration(days=pl.Series(wait))
    rows = rows.with_columns(
        notice_published_date=pl.when(published <= planting.as_of).then(published), late=late
    )
    planting.replace("contract_amendments", rows.drop("late"))
    _say(planting, "amendment", "amendment_id", rows)


def _documents(planting: Planting, random: np.random.Generator) -> None:
    rows = planting.rows("documents")
    late, wait = _lateness(random, rows.height)
    published = pl.col("document_date") + pl.duration(days=pl.Series(wait))
    # What would have come out after the reporting date stays as it was.
    known = (pl.Series(late) != "plain") & (published <= planting.as_of)
    rows = rows.with_columns(
        late=pl.when(known).then(late).otherwise(pl.lit("plain")),
        notice_published_date=pl.when(known).then(published).otherwise("notice_published_date"),
    )
    planting.replace("documents", rows.drop("late"))
    _say(planting, "document", "document_id", rows)


def _lateness(random: np.random.Generator, count: int) -> tuple[pl.Series, np.ndarray]:
    """What becomes of each publication, and after how many days it comes."""
    draw = random.random(count)
    late, twin = draw < LATE_SHARE, (draw >= LATE_SHARE) & (draw < LATE_SHARE + TWIN_SHARE)
    wait = np.select(
        [late, twin],
        [random.integers(40, 150, count), np.full(count, ALLOWED_DAYS)],
        random.integers(1, 26, count),
    )
    story = np.select([late, twin], ["late", "last day"], "plain")
    return pl.Series(story.tolist(), dtype=pl.String), wait


def _say(planting: Planting, kind: str, key: str, rows: pl.DataFrame) -> None:
    known = rows.filter(pl.col("notice_published_date").is_not_null())
    for name in ("late", "last day"):
        outcome, severity, note = NOTES[name]
        ids = [f"{kind} {one}" for one in known.filter(pl.col("late") == name)[key]]
        planting.truth("Q4", "publication", ids, outcome, note, severity)


def _day(name: str, rows: pl.DataFrame) -> pl.Expr:
    """A column of dates, some of which may have been spoilt to texts nobody can read."""
    found = pl.col(name)
    return (
        found if rows.schema[name] == pl.Date else found.cast(pl.String).str.to_date(strict=False)
    )
