"""Overdue money by area: shrunken shares, comparison within the level, and the median delay."""

from __future__ import annotations

import numpy as np
import polars as pl

from dashboard.engine.hooks import Settings, peers, rates

RESAMPLES = 2_000
LEVEL = 0.95
MEDIAN_COLUMNS = ("median_late_days", "median_low_days", "median_high_days")
KEPT_RATES = ("shrunken_rate", "interval_low_rate", "interval_high_rate", "group_rate")


def by_area(rows: pl.DataFrame, settings: Settings) -> pl.DataFrame:
    """The rows with the shrunken share of invoices overdue and its distance from other areas'.

    Takes `level`, `overdue_count`, `invoice_count`, `wage_overdue_count` and `late_days`: a list of
    texts `days:count` of the overdue invoices, which becomes MEDIAN_COLUMNS (95 % bootstrap). Adds
    KEPT_RATES and the columns of `peers.fences`, whose peers are the areas of the level. An area
    with wages overdue is judged whatever else is not known of it.
    """
    stated = rows["skip_reason"]
    shrunk = rates.shrunken_rates(
        rows.with_columns(
            pl.col("level").alias("rate_group"),
            pl.when(stated.is_null()).then("overdue_count").otherwise(0.0).alias("event_count"),
            pl.when(stated.is_null()).then("invoice_count").otherwise(0.0).alias("base_count"),
        ),
        settings,
    ).sort("subject_id")
    spread = _medians(shrunk, settings)
    ready = shrunk.select(*rows.columns, *KEPT_RATES).with_columns(
        *(pl.Series(name, values, dtype=pl.Float64) for name, values in spread.items()),
        pl.col("shrunken_rate").alias("compared"),
        pl.lit(peers.baseline_date(settings.as_of)).alias("peer_date"),
        (pl.lit("level ") + pl.col("level")).alias("peer_group_1"),
    )
    found = peers.fences(ready.drop("late_days"), settings)
    return found.with_columns(
        pl.when(pl.col("wage_overdue_count") > 0)
        .then(pl.lit(None, dtype=pl.String))
        .otherwise(pl.col("skip_reason"))
        .alias("skip_reason")
    )


def median_interval(
    days: np.ndarray, counts: np.ndarray, random: np.random.Generator
) -> tuple[float, float, float]:
    """The median of days that occur `counts` times, and its 95 % percentile bootstrap interval.

    Drawing each count anew is drawing the invoices anew, however many there are.
    """
    order = np.argsort(days)
    days, counts = days[order], counts[order]
    total = int(counts.sum())
    drawn = random.multinomial(total, counts / total, size=RESAMPLES)
    tail = (1 - LEVEL) / 2
    low, high = np.quantile(_medians_of(days, drawn), [tail, 1 - tail])
    return float(_medians_of(days, counts[None, :])[0]), float(low), float(high)


def _medians_of(days: np.ndarray, counts: np.ndarray) -> np.ndarray:
    """The median of each row of counts: the middle day, or the mean of the two in the middle."""
    running = counts.cumsum(axis=1)
    total = running[:, -1]
    lower = (running > ((total - 1) // 2)[:, None]).argmax(axis=1)
    upper = (running > (total // 2)[:, None]).argmax(axis=1)
    return (days[lower] + days[upper]) / 2


def _medians(rows: pl.DataFrame, settings: Settings) -> dict[str, list[float | None]]:
    found: dict[str, list[float | None]] = {name: [] for name in MEDIAN_COLUMNS}
    for subject, listed in rows.select("subject_id", "late_days").iter_rows():
        pairs = [tuple(map(int, one.split(":"))) for one in listed or () if one]
        values: tuple = (None, None, None)
        if pairs:
            days, counts = np.array(sorted(pairs)).T
            values = median_interval(days, counts, settings.random(str(subject)))
        for name, value in zip(MEDIAN_COLUMNS, values, strict=True):
            found[name].append(value)
    return found
