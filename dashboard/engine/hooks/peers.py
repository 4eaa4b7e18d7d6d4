"""Comparison with peers: Tukey's fences within the first group that is large enough.

The ladder of groups goes from the most alike to everyone. Quartiles are taken from what happened in
the three years up to the last quarter that is closed, and are frozen there: a build of the same
quarter reads them again, so that a flag does not move because others' data came in.
"""

from __future__ import annotations

from datetime import date, timedelta

import numpy as np
import polars as pl

from dashboard.engine.hooks import NO_BASELINES, NO_OTHER_PEERS, Settings

MINIMUM_PEERS = 20
WINDOW_DAYS = 3 * 365 + 1
DECIMALS = 6
TOO_FEW = "fewer than 20 peers"
NO_SPREAD = "peers do not differ"
QUARTILES = (*("first_quartile", "third_quartile", "other_first_quartile", "other_third_quartile"),)
FENCE_COLUMNS = {
    "peer_group": pl.String,
    "peer_rung": pl.Int64,
    "peer_count": pl.Int64,
    "peer_first_quartile": pl.Float64,
    "peer_median": pl.Float64,
    "peer_third_quartile": pl.Float64,
    "upper_fence": pl.Float64,
    "lower_fence": pl.Float64,
    "above_distance": pl.Float64,
    "below_distance": pl.Float64,
    "baseline_date": pl.Date,
}


def fences(rows: pl.DataFrame, settings: Settings) -> pl.DataFrame:
    """The rows with the distance of `compared` from the quartiles of its peers.

    Takes, beside the columns of the contract, `compared` (the number to compare, already on a log
    scale where it should be), `peer_date` (when it happened) and `peer_group_1`, `peer_group_2`, …
    from the most alike to the widest; a NULL group has no peers on that rung. Returns all other
    columns and those of FENCE_COLUMNS: `above_distance` is (compared - Q3) / IQR and
    `below_distance` (Q1 - compared) / IQR, so the usual inclusive fences are at 1.5. Gives the
    reason `fewer than 20 peers` (settings.params["peer_min_n"]) or `peers do not differ` to a row
    that has none yet.
    """
    rungs = sorted(name for name in rows.columns if name.startswith("peer_group_"))
    until = baseline_date(settings.as_of)
    baselines = frozen(settings, until)
    if baselines is None:
        baselines = _made(rows, rungs, until, settings)
    settings.made_baselines.append(baselines)
    found = _first_rung(rows, rungs, baselines, minimum_peers(settings))
    settings.other_peers.append(other_peers(found, rungs, baselines, settings))
    spread = pl.col("peer_third_quartile") - pl.col("peer_first_quartile")
    known = spread > 0
    return (
        found.with_columns(
            pl.when(known)
            .then((pl.col("peer_third_quartile") + 1.5 * spread).round(DECIMALS))
            .alias("upper_fence"),
            pl.when(known)
            .then((pl.col("peer_first_quartile") - 1.5 * spread).round(DECIMALS))
            .alias("lower_fence"),
            # Rounded once, here: many rows of a large set lie exactly on a fence.
            pl.when(known)
            .then(((pl.col("compared") - pl.col("peer_third_quartile")) / spread).round(DECIMALS))
            .alias("above_distance"),
            pl.when(known)
            .then(((pl.col("peer_first_quartile") - pl.col("compared")) / spread).round(DECIMALS))
            .alias("below_distance"),
            pl.lit(until).alias("baseline_date"),
            pl.when(pl.col("skip_reason").is_not_null())
            .then(pl.col("skip_reason"))
            .when(pl.col("peer_count").is_null())
            .then(pl.lit(TOO_FEW))
            .when(~known)
            .then(pl.lit(NO_SPREAD))
            .alias("skip_reason"),
        )
        .drop([*rungs, "compared", "peer_date"])
        .with_columns(pl.col(name).cast(kind) for name, kind in FENCE_COLUMNS.items())
    )


def minimum_peers(settings: Settings) -> int:
    """How many peers a group needs: 20, or the indicator's parameter `peer_min_n`."""
    return int(settings.params.get("peer_min_n", MINIMUM_PEERS))


def baseline_date(as_of: date) -> date:
    """The last day of the last quarter that had ended by `as_of`."""
    following = as_of + timedelta(days=1)
    return date(following.year, 3 * ((following.month - 1) // 3) + 1, 1) - timedelta(days=1)


def frozen(settings: Settings, until: date) -> pl.DataFrame | None:
    """The baselines of this indicator that an earlier build froze for the same quarter, if any."""
    same = settings.frozen_baselines.filter(
        pl.col("code") == settings.code,
        pl.col("baseline_date") == until,
        pl.col("query_digest") == settings.query_digest,
    )
    return None if same.is_empty() else same


def quartiles(values: np.ndarray, quartile_type: int = 7) -> tuple[float, float, float]:
    """First quartile, median and third quartile by Hyndman and Fan's (1996) type 7 or 8."""
    method = {7: "linear", 8: "median_unbiased"}[quartile_type]
    first, middle, third = np.quantile(values, [0.25, 0.5, 0.75], method=method)
    return float(first), float(middle), float(third)


def _made(rows: pl.DataFrame, rungs: list[str], until: date, settings: Settings) -> pl.DataFrame:
    """Quartiles of every group of every rung that is large enough."""
    since = until - timedelta(days=WINDOW_DAYS)
    used = rows.filter(
        pl.col("skip_reason").is_null(),
        pl.col("compared").is_finite(),
        pl.col("peer_date").is_between(since, until),
    )
    found: list[dict] = []
    for rung, name in enumerate(rungs, start=1):
        groups = used.filter(pl.col(name).is_not_null()).group_by(name).agg(pl.col("compared"))
        for group, values in groups.sort(name).iter_rows():
            if len(values) < minimum_peers(settings):
                continue
            first, middle, third = quartiles(np.array(values), settings.quartile_type)
            other = quartiles(np.array(values), 15 - settings.quartile_type)  # 8 for 7, 7 for 8
            found.append(
                {
                    "code": settings.code,
                    "baseline_date": until,
                    "peer_group": group,
                    "rung": rung,
                    "peer_count": len(values),
                    "first_quartile": first,
                    "median": middle,
                    "third_quartile": third,
                    "other_first_quartile": other[0],
                    "other_third_quartile": other[2],
                    "query_digest": settings.query_digest,
                }
            )
    return pl.DataFrame(found, schema=NO_BASELINES.schema)


NEAR_DISTANCE = 1.0  # below any fence that a scenario could move to


def other_peers(
    found: pl.DataFrame, rungs: list[str], baselines: pl.DataFrame, settings: Settings
) -> pl.DataFrame:
    """The distances of subjects near a fence by the other quartiles and among wider peers.

    Takes rows with their groups, `peer_rung` and `compared`; columns of NO_OTHER_PEERS. There is no
    narrower group to ask: the first that is large enough is the one in use. Where no wider one
    is, the same group stands for it.
    """
    enough = baselines.filter(pl.col("peer_count") >= minimum_peers(settings))
    rows = found.filter(pl.col("peer_rung").is_not_null()).select(
        pl.col("subject_id").cast(pl.String), "compared", "peer_rung", *rungs
    )
    ladders = [
        rows.join(
            enough.filter(pl.col("rung") == rung), left_on=name, right_on="peer_group", how="inner"
        ).select("subject_id", "compared", "peer_rung", *QUARTILES, "rung")
        for rung, name in enumerate(rungs, start=1)
    ]
    if not ladders:
        return NO_OTHER_PEERS
    ladder = pl.concat(ladders).filter(pl.col("rung") >= pl.col("peer_rung"))
    step = pl.col("rung").rank("ordinal").over("subject_id")
    ladder = ladder.sort("subject_id", "rung").with_columns(step.alias("step"))
    own, wider = ladder.filter(step == 1), ladder.filter(step == 2)
    wider = pl.concat([wider, own.join(wider, on="subject_id", how="anti")])
    parts = []
    for is_other, is_wider in ((False, False), (True, False), (False, True), (True, True)):
        low, high = (f"{'other_' if is_other else ''}{one}_quartile" for one in ("first", "third"))
        spread = pl.col(high) - pl.col(low)
        parts.append(
            (wider if is_wider else own)
            .filter(spread > 0)
            .select(
                pl.lit(settings.code).alias("code"),
                "subject_id",
                pl.lit(is_other).alias("is_other_type"),
                pl.lit(is_wider).alias("is_wider"),
                ((pl.col("compared") - pl.col(high)) / spread)
                .round(DECIMALS)
                .alias("above_distance"),
                ((pl.col(low) - pl.col("compared")) / spread)
                .round(DECIMALS)
                .alias("below_distance"),
            )
        )
    every = pl.concat(parts)
    distance = pl.max_horizontal("above_distance", "below_distance")
    is_near = (distance.max() >= NEAR_DISTANCE).over("subject_id")
    return (
        every.filter(is_near)
        .filter(pl.col("is_other_type") | pl.col("is_wider"))
        .cast(NO_OTHER_PEERS.schema)
    )


def _first_rung(
    rows: pl.DataFrame, rungs: list[str], baselines: pl.DataFrame, minimum: int
) -> pl.DataFrame:
    """Each row beside the first of its groups that has a baseline."""
    enough = baselines.filter(pl.col("peer_count") >= minimum)
    parts: list[pl.DataFrame] = []
    open_rows = rows
    for rung, name in enumerate(rungs, start=1):
        here = enough.filter(pl.col("rung") == rung).select(
            pl.col("peer_group"),
            pl.col("rung").alias("peer_rung"),
            "peer_count",
            pl.col("first_quartile").alias("peer_first_quartile"),
            pl.col("median").alias("peer_median"),
            pl.col("third_quartile").alias("peer_third_quartile"),
        )
        matched = open_rows.join(
            here, left_on=name, right_on="peer_group", how="inner", coalesce=False
        )
        parts.append(matched)
        open_rows = open_rows.join(here, left_on=name, right_on="peer_group", how="anti")
    without = open_rows.with_columns(
        pl.lit(None, dtype=FENCE_COLUMNS[name]).alias(name) for name in list(FENCE_COLUMNS)[:6]
    )
    return pl.concat([*parts, without], how="diagonal_relaxed").sort("subject_id")
