"""Shares drawn towards the mean of their group, then compared with peers."""

from __future__ import annotations

import numpy as np
import polars as pl
from scipy import stats

from dashboard.engine.hooks import Settings, peers, rates
from dashboard.engine.hooks.false_discovery import q_values

LARGEST_Q = 0.10


def fences(rows: pl.DataFrame, settings: Settings) -> pl.DataFrame:
    """The rows of `peers.fences`, comparing not the raw share of events but the shrunken one.

    Takes `event_count`, `base_count` and `rate_group` beside what `peers.fences` takes except
    `compared`. Adds `shrunken_share` (empirical Bayes, `rates.shrunken_rates`, over the rows that
    have no reason), `group_share`, `chance_p_value` (binomial: at least so many events at the
    group's share), `chance_q_value` and `raised_distance`: the distance above the upper quartile,
    NULL where chance alone explains it (q above 0.10). Where most have no event at all, a single
    one lies beyond the fence; so a share of one in two says less here than one of 50 in 100.
    """
    shared = shares(rows).with_columns(pl.col("shrunken_share").alias("compared"))
    found = peers.fences(shared, settings).drop("rate_group")
    is_judged = found["skip_reason"].is_null().to_numpy()
    p_values = stats.binom.sf(
        found["event_count"].cast(pl.Float64).to_numpy() - 1,
        found["base_count"].cast(pl.Float64).to_numpy(),
        found["group_share"].cast(pl.Float64).to_numpy(),
    )
    p_values = np.where(is_judged, p_values, np.nan)
    return found.with_columns(
        pl.Series("chance_p_value", p_values, dtype=pl.Float64).fill_nan(None),
        pl.Series("chance_q_value", q_values(p_values), dtype=pl.Float64).fill_nan(None),
    ).with_columns(
        pl.when(pl.col("chance_q_value") <= LARGEST_Q)
        .then("above_distance")
        .alias("raised_distance")
    )


def shares(rows: pl.DataFrame) -> pl.DataFrame:
    """The rows with `shrunken_share` and `group_share`; NULL where a row has a reason already."""
    judged = rows.filter(pl.col("skip_reason").is_null(), pl.col("base_count") > 0)
    found = rates.shrunken_rates(
        judged.select("subject_id", "rate_group", "event_count", "base_count"), Settings()
    ).select(
        "subject_id",
        pl.col("shrunken_rate").alias("shrunken_share"),
        pl.col("group_rate").alias("group_share"),
    )
    return rows.join(found, on="subject_id", how="left", maintain_order="left")
