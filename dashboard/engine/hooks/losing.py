"""Firms that bid often and hardly ever win: against chance, and against their peers."""

from __future__ import annotations

import numpy as np
import polars as pl
from scipy import stats

from dashboard.engine.hooks import Settings, peers, peers_beside_rules, shrunken


def rates(rows: pl.DataFrame, settings: Settings) -> pl.DataFrame:
    """The rows with a p-value of so few wins, and the distance below the peers' lower quartile.

    Takes `bid_count`, `win_count`, `expected_win_count` (the sum of each bid's chance), the peer
    groups and the peer date of `peers.fences`. Adds `p_value`: the binomial chance of at most
    these wins in as many bids, each with the mean chance, which by Hoeffding (1956) is the careful
    side of unequal ones; `frequent_count`, the third quartile of bids per bidder; `shrunken_share`
    and the columns of the peers, whose `below_distance` is NULL for who bids less often than that.
    """
    base = pl.col("bid_count").cast(pl.Float64)
    given = rows.with_columns(
        pl.col("win_count").fill_null(0).alias("event_count"),
        base.alias("base_count"),
        pl.col("peer_group_1").fill_null("all").alias("rate_group"),
    )
    shared = shrunken.shares(given).drop("event_count", "base_count", "rate_group", "group_share")
    compared = shared.with_columns(pl.col("shrunken_share").alias("compared"))
    found = peers_beside_rules.fences(compared, settings)
    counts = rows["bid_count"].drop_nulls().to_numpy()
    frequent = peers.quartiles(counts, settings.quartile_type)[2] if len(counts) else None
    is_frequent = pl.col("bid_count") >= frequent if frequent is not None else pl.lit(False)
    return found.with_columns(
        pl.lit(frequent, dtype=pl.Float64).alias("frequent_count"),
        pl.when(is_frequent).then("below_distance").alias("below_distance"),
        pl.Series("p_value", _few_wins(found), dtype=pl.Float64).fill_nan(None),
    )


def _few_wins(rows: pl.DataFrame) -> np.ndarray:
    """P(at most so many wins); NaN where a row has a reason for not being judged."""
    bids = rows["bid_count"].cast(pl.Float64).to_numpy()
    wins = rows["win_count"].cast(pl.Float64).to_numpy()
    expected = rows["expected_win_count"].cast(pl.Float64).to_numpy()
    chance = np.divide(expected, bids, out=np.full(len(bids), np.nan), where=bids > 0)
    p = stats.binom.cdf(wins, bids, np.clip(chance, 0, 1))
    return np.where(rows["skip_reason"].is_null().to_numpy(), p, np.nan)
