"""Bunching: whether more amounts lie just below a limit than at points that mean nothing."""

from __future__ import annotations

import numpy as np
import polars as pl
from scipy import stats

from dashboard.engine.hooks import Settings

MINIMUM_COUNT = 30
POINTS = ("first", "second", "third", "fourth")  # 0.7, 0.8, 1.2 and 1.3 times the limit
FEW_AROUND = "fewer than 30 payments around the limit"
FEW_TO_COMPARE = "fewer than 30 payments to compare with"
ADDED = {
    "placebo_share": pl.Float64,
    "placebo_count": pl.Int64,
    "placebo_basis": pl.Int64,
    "expected_below_count": pl.Float64,
    "p_value": pl.Float64,
    "fallback_count": pl.Int64,
}


def below_limit(rows: pl.DataFrame, settings: Settings) -> pl.DataFrame:
    """The rows with a one-sided binomial test of `below_count` among the payments at the limit.

    Takes `limit_amount`, `below_count` and `above_count` (the tenth of the limit on either side)
    and the same for the placebo points, `below_first_count` and so on. Adds `value` (share below),
    `placebo_share` (median of the shares at the placebo points), `placebo_count` (points used),
    `placebo_basis` and `fallback_count` (points at which the payer has fewer than 30 payments, so
    that all payers of that limit stand in), `expected_below_count` and `p_value`.
    """
    if rows.is_empty():
        return rows.with_columns(pl.lit(None, dtype=kind).alias(k) for k, kind in ADDED.items())
    below = np.column_stack([rows[f"below_{point}_count"].to_numpy() for point in POINTS])
    above = np.column_stack([rows[f"above_{point}_count"].to_numpy() for point in POINTS])
    _, limit = np.unique(rows["limit_amount"].to_numpy(), return_inverse=True)
    own, own_total = _shares(below, below + above)
    all_below, all_total = (_summed(counts, limit) for counts in (below, below + above))
    everyone, everyone_total = _shares(all_below, all_total)
    stands_in = own_total < MINIMUM_COUNT
    shares = np.where(stands_in, everyone, own)
    usable = ~stands_in | (everyone_total >= MINIMUM_COUNT)
    shares = np.where(usable, shares, np.nan)
    found = usable.sum(axis=1)
    expected = np.array([np.median(row[~np.isnan(row)]) if n else np.nan
                         for row, n in zip(shares, found, strict=True)])  # fmt: skip
    hits = rows["below_count"].to_numpy()
    total = hits + rows["above_count"].to_numpy()
    p_value = stats.binom.sf(hits - 1, total, np.nan_to_num(expected))
    few, blind = total < MINIMUM_COUNT, found == 0
    judged = ~few & ~blind
    borrowed = (stands_in & usable).sum(axis=1)
    return rows.with_columns(
        pl.Series("value", np.where(total > 0, hits / np.maximum(total, 1), np.nan)).fill_nan(None),
        pl.Series("placebo_share", expected).fill_nan(None),
        pl.Series("placebo_count", found, dtype=pl.Int64),
        pl.Series("placebo_basis", borrowed, dtype=pl.Int64),
        pl.Series("expected_below_count", expected * total).fill_nan(None),
        pl.Series("p_value", np.where(judged, p_value, np.nan)).fill_nan(None),
        pl.Series("fallback_count", borrowed, dtype=pl.Int64),
        pl.when(pl.Series(few))
        .then(pl.lit(FEW_AROUND))
        .when(pl.Series(blind))
        .then(pl.lit(FEW_TO_COMPARE))
        .alias("skip_reason"),
    )


def _shares(below: np.ndarray, total: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    return np.where(total > 0, below / np.maximum(total, 1), np.nan), total


def _summed(counts: np.ndarray, group: np.ndarray) -> np.ndarray:
    """Each row's group total, column by column."""
    sums = np.zeros((group.max() + 1, counts.shape[1]), dtype=np.int64)
    np.add.at(sums, group, counts)
    return sums[group]
