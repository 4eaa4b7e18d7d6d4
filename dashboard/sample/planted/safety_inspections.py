"""Plans of inspections, and what came of them."""

from __future__ import annotations

import numpy as np
import polars as pl

from dashboard.sample.planting import Planting

MOST = 12  # inspections of one site
EVERY_DAYS = 45
TYPES = ("safety", "quality", "hold_point", "material_test")
INSPECTORS = 12
STORIES = {
    "plain": 0.0,
    "mostly missed": 0.045,
    "some missed": 0.05,
    "left open": 0.045,
    "past a hold point": 0.04,
    "own inspector": 0.035,
    "own tests": 0.05,
    "put off": 0.06,
    "one in ten": 0.05,
    "no plan": 0.03,
    "no inspections": 0.02,
    "followed up early": 0.012,
}
NOTES = {
    "mostly missed": ("flagged", "high", "two fifths or more of the inspections were missed"),
    "some missed": ("flagged", "watch", "between an eighth and a quarter of them were missed"),
    "left open": ("flagged", "high", "a failed inspection was never followed up"),
    "past a hold point": ("flagged", "high", "work was approved past a failed hold point"),
    "own inspector": ("flagged", "critical", "the contractor inspected itself"),
    "own tests": ("clear", "", "the contractor's own tests, which no rule asks for"),
    "put off": ("clear", "", "inspections moved with the works, all within two weeks"),
    "one in ten": ("clear", "", "one inspection in ten missed"),
    "no plan": ("insufficient", "", "inspections without a plan"),
    "no inspections": ("insufficient", "", "no inspection on record"),
    "followed up early": ("contradictory", "", "followed up before it was inspected"),
}


def plant(planting: Planting, sites: pl.DataFrame) -> pl.DataFrame:
    """Plant Q2 for `sites`; returns the inspections with the contract of each."""
    random = planting.random("inspections")
    rows = _plain(planting, random, sites)
    sites = _with_story(planting, random, sites, rows)
    rows = rows.join(sites.select("contract_id", "story", "missing", "hold"), on="contract_id")
    rows = _told(planting, random, rows)
    for story, (outcome, severity, note) in NOTES.items():
        found = sites.filter(pl.col("story") == story)
        ids, projects = found["contract_id"].to_list(), found["project_id"].to_list()
        planting.truth("Q2", "contract", ids, outcome, note, severity, projects)
    written = rows.filter(pl.col("story") != "no inspections")
    names = ("project_id", "inspection_type", "is_mandatory", "planned_date", "actual_date")
    names += ("result", "defect_count", "followup_due_date", "followup_done_date", "inspector_id")
    ids = planting.new_ids("INS", written.height)
    planting.add(
        "inspections", written.select(pl.Series("inspection_id", ids, dtype=pl.String), *names)
    )
    return written


def _plain(planting: Planting, random: np.random.Generator, sites: pl.DataFrame) -> pl.DataFrame:
    """An honest plan: every six weeks, done within days, passed or set right."""
    last = pl.min_horizontal("ended", pl.lit(planting.as_of) - pl.duration(days=20))
    days = (last - pl.col("begun")).dt.total_days()
    rows = sites.with_columns(
        number=pl.int_ranges(1, (days // EVERY_DAYS).clip(0, MOST) + 1)
    ).explode("number", empty_as_null=False)
    count = rows.height
    draw = random.random(count)
    kind = rows["number"].to_numpy().astype(np.int64) % len(TYPES)
    late = np.where(kind == 2, 0, random.integers(0, 9, count))
    return rows.with_columns(
        planned_date=pl.col("begun") + pl.duration(days=EVERY_DAYS * pl.col("number")),
        inspection_type=pl.Series([TYPES[i] for i in kind], dtype=pl.String),
        late=pl.Series(late),
        inspector_id=pl.Series([f"INSP-{n:02d}" for n in random.integers(1, INSPECTORS, count)]),
        result=pl.Series(
            np.where(draw < 0.92, "pass", np.where(draw < 0.96, "conditional", "fail"))
        ),
    ).with_columns(
        is_mandatory=pl.col("inspection_type") != "material_test",
        result=pl.when(pl.col("inspection_type") == "hold_point")
        .then(pl.lit("pass"))
        .otherwise("result"),
        planned_count=pl.len().over("contract_id"),
    )


def _with_story(
    planting: Planting, random: np.random.Generator, sites: pl.DataFrame, rows: pl.DataFrame
) -> pl.DataFrame:
    """One story a site, of those that its plan has room for."""
    held = _held(planting, rows)
    counts = rows.group_by("contract_id").agg(count=pl.len())
    sites = sites.join(counts, on="contract_id", how="left").join(
        held, on="contract_id", how="left", maintain_order="left"
    )
    count = sites["count"].fill_null(0).to_numpy()
    weights = np.tile(np.array(list(STORIES.values())), (len(count), 1))
    names = list(STORIES)
    room = {
        "mostly missed": count >= 4,
        "some missed": (count >= 5) & (count != 9),
        "left open": count >= 3,
        "past a hold point": sites["hold"].is_not_null().to_numpy(),
        "own inspector": count >= 2,
        "own tests": count >= 3,
        "put off": count >= 2,
        "one in ten": count >= 10,
        "followed up early": count >= 2,
    }
    for name, possible in room.items():
        weights[:, names.index(name)] *= possible
    weights[:, 0] = 1 - weights.sum(axis=1)
    story = (weights.cumsum(axis=1) < random.random(len(count))[:, None]).sum(axis=1)
    worse = sites["is_worse"].to_numpy() & room["mostly missed"]
    story = np.where(worse, names.index("mostly missed"), story)
    # A site on which no inspection was due yet has no plan that anybody could miss.
    story = np.where(count == 0, 0, story)
    missing = np.select(
        [story == names.index(name) for name in ("mostly missed", "some missed", "one in ten")],
        [np.ceil(0.4 * count) + 1, np.where(count >= 9, 2, 1), 1],
        0,
    ).astype(np.int64)
    return sites.with_columns(
        story=pl.Series([names[i] for i in story], dtype=pl.String), missing=pl.Series(missing)
    )


def _held(planting: Planting, rows: pl.DataFrame) -> pl.DataFrame:
    """Per contract a hold point inside the period of an approved claim, before any later one."""
    points = rows.filter(pl.col("inspection_type") == "hold_point").select(
        "contract_id", "number", "planned_date"
    )
    later = pl.col("planned_date").shift(-1).over("contract_id", order_by="planned_date")
    points = points.with_columns(next_date=later)
    claims = planting.rows("invoices").filter(
        pl.col("tier") == "client_prime", pl.col("approved_date") <= planting.as_of
    )
    inside = points.join(
        claims.select("contract_id", "work_from_date", "work_to_date", "approved_date"),
        on="contract_id",
    ).filter(
        pl.col("planned_date").is_between("work_from_date", "work_to_date"),
        (pl.col("next_date") > pl.col("approved_date")) | pl.col("next_date").is_null(),
    )
    return inside.group_by("contract_id").agg(hold=pl.col("number").min()).sort("contract_id")


def _told(planting: Planting, random: np.random.Generator, rows: pl.DataFrame) -> pl.DataFrame:
    """The plan as the story of its site went."""
    story, number = pl.col("story"), pl.col("number")
    # Hold points are left for last, since past one of them the claim itself would be in question.
    order = (pl.col("inspection_type") == "hold_point").cast(pl.Int64) * 100 + number
    missed = order.rank("ordinal").over("contract_id") <= pl.col("missing")
    first, last = number == 1, number == pl.col("planned_count")
    is_held = (story == "past a hold point") & (number == pl.col("hold"))
    # A hold point waits for nobody: the works stand still until it is passed.
    is_moved = (story == "put off") & (pl.col("inspection_type") != "hold_point")
    late = pl.when(is_moved).then(number % 5 + 9).otherwise("late")
    open_ = (story == "left open") & first
    early = (story == "followed up early") & last
    failed = open_ | is_held | early
    rows = rows.with_columns(
        is_missed=missed,
        is_open=open_,
        is_early=early,
        actual_date=pl.when(~missed).then(pl.col("planned_date") + pl.duration(days=late)),
        result=pl.when(failed).then(pl.lit("fail")).when(~missed).then("result"),
        planned_date=pl.when(story != "no plan").then("planned_date"),
        inspector_id=pl.when(story == "own inspector", last)
        .then("supplier_id")
        .when(story == "own tests", pl.col("inspection_type") == "material_test")
        .then("supplier_id")
        .otherwise("inspector_id"),
        is_mandatory=pl.when(story == "own inspector", last).then(True).otherwise("is_mandatory"),
    )
    followed = pl.col("actual_date") + pl.duration(days=pl.when(early).then(-6).otherwise(11))
    fail = pl.col("result") == "fail"
    return rows.with_columns(
        defect_count=pl.when(fail).then(pl.Series(random.integers(1, 7, rows.height))),
        followup_due_date=pl.when(fail).then(pl.col("actual_date") + pl.duration(days=21)),
        followup_done_date=pl.when(fail & ~open_ & (followed <= planting.as_of)).then(followed),
    )
