"""A share held against that of others, or of the past, by the binomial distribution."""

from __future__ import annotations

import numpy as np
import polars as pl
from scipy import stats

from dashboard.engine.hooks import Settings
from dashboard.engine.hooks.false_discovery import q_values

# Why nothing is said, in the order in which it is asked.
NOTHING = "nothing could be judged"
TOO_FEW = "too few judged"
TOO_FEW_OTHERS = "too few to compare with"
MUCH_UNJUDGED = "too much not judged"


def binomial(rows: pl.DataFrame, settings: Settings) -> pl.DataFrame:
    """The rows with how likely so many raised among those judged are at the share of the others.

    Takes `test_group`, `judged_count`, `raised_count`, `unjudged_count`, `other_count` and
    `other_raised_count`; and of roll_up_limits `minimum_count` and `minimum_other_count`,
    `watch_limit` and `high_limit` (the largest q values) and `rated_coverage`. Adds `raised_share`
    and `other_share` (NULL over nothing), `p_value` (at least so many, one-sided; the others' share
    with half a case added to either side, because a share of none is no chance of none), `q_value`
    (Benjamini and Hochberg 1995, among the tested of one `test_group`), `standing` (high, watch or
    clear) and `standing_reason` where there is none. Drops `test_group`, `minimum_other_count` and
    `rated_coverage`.
    """
    judged, raised, unjudged, others, other_raised = (
        rows[name].cast(pl.Float64).to_numpy()
        for name in (
            *("judged_count", "raised_count", "unjudged_count"),
            *("other_count", "other_raised_count"),
        )
    )
    enough = (judged >= rows["minimum_count"].to_numpy()) & (judged > 0)
    enough &= others >= rows["minimum_other_count"].to_numpy()
    chance = (other_raised + 0.5) / (others + 1)
    p_values = np.where(enough, stats.binom.sf(raised - 1, judged, chance), np.nan)
    found = np.full(len(p_values), np.nan)
    groups = rows["test_group"].to_numpy()
    for group in np.unique(groups):
        of_group = groups == group
        found[of_group] = q_values(p_values[of_group])
    is_covered = judged >= rows["rated_coverage"].to_numpy() * (judged + unjudged)
    return (
        rows.with_columns(
            _share(raised, judged, "raised_share"),
            _share(other_raised, others, "other_share"),
            pl.Series("p_value", p_values, dtype=pl.Float64).fill_nan(None),
            pl.Series("q_value", found, dtype=pl.Float64).fill_nan(None),
            pl.Series("is_covered", is_covered, dtype=pl.Boolean),
        )
        .with_columns(_reason().alias("standing_reason"))
        .with_columns(_standing().alias("standing"))
        .drop("test_group", "minimum_other_count", "rated_coverage", "is_covered")
    )


def _share(part: np.ndarray, whole: np.ndarray, name: str) -> pl.Series:
    with np.errstate(invalid="ignore", divide="ignore"):
        return pl.Series(name, np.where(whole > 0, part / whole, np.nan)).fill_nan(None)


def _reason() -> pl.Expr:
    return (
        pl.when(pl.col("judged_count") == 0)
        .then(pl.lit(NOTHING))
        .when(pl.col("judged_count") < pl.col("minimum_count"))
        .then(pl.lit(TOO_FEW))
        .when(pl.col("other_count") < pl.col("minimum_other_count"))
        .then(pl.lit(TOO_FEW_OTHERS))
        .when((pl.col("q_value") > pl.col("watch_limit")) & ~pl.col("is_covered"))
        .then(pl.lit(MUCH_UNJUDGED))
    )


def _standing() -> pl.Expr:
    return (
        pl.when(pl.col("standing_reason").is_not_null())
        .then(pl.lit(None, dtype=pl.String))
        .when(pl.col("q_value") <= pl.col("high_limit"))
        .then(pl.lit("high"))
        .when(pl.col("q_value") <= pl.col("watch_limit"))
        .then(pl.lit("watch"))
        .otherwise(pl.lit("clear"))
    )
