"""How sure it is that a place is among the worst: ranks of many draws, never the rank of one."""

from __future__ import annotations

import numpy as np
import polars as pl

from dashboard.engine.hooks import Settings
from dashboard.engine.hooks.rates import posterior_shape

DRAWS = 2_000
INTERVAL = 0.90
TENTH = 0.10
COLUMNS = {
    "worst_tenth_probability": pl.Float64,
    "rank_low": pl.Int64,  # 90 %, 1 is the highest rate of the level
    "rank_high": pl.Int64,
    "ranked_area_count": pl.Int64,
}


def ranks(rows: pl.DataFrame, settings: Settings) -> pl.DataFrame:
    """The rows with COLUMNS, level by level, from 2,000 draws of every area's shrunken rate.

    Takes `level`, `event_count` and `base_count`. Rows with a skip_reason are not ranked.
    """
    typed = [pl.lit(None, dtype=kind).alias(name) for name, kind in COLUMNS.items()]
    parts = []
    for _, level in sorted(rows.group_by("level"), key=lambda entry: str(entry[0][0])):
        known = level.filter(pl.col("skip_reason").is_null()).sort("subject_id")
        others = level.filter(pl.col("skip_reason").is_not_null()).with_columns(typed)
        parts += [others, _ranked(known, settings, str(level["level"][0]))]
    if not parts:
        return rows.with_columns(typed)
    return pl.concat([part for part in parts if part.height]).sort("subject_id")


def _ranked(known: pl.DataFrame, settings: Settings, stream: str) -> pl.DataFrame:
    if known.is_empty():
        return known.with_columns(pl.lit(None, dtype=kind).alias(n) for n, kind in COLUMNS.items())
    events = known["event_count"].cast(pl.Float64).to_numpy()
    base = known["base_count"].cast(pl.Float64).to_numpy()
    drawn = settings.random(stream).beta(*posterior_shape(events, base), size=(DRAWS, len(base)))
    # The highest rate has rank 1.
    rank = (-drawn).argsort(axis=1).argsort(axis=1) + 1
    worst = max(1, int(np.ceil(len(base) * TENTH)))
    tail = (1 - INTERVAL) / 2
    low, high = np.quantile(rank, [tail, 1 - tail], axis=0, method="closest_observation")
    return known.with_columns(
        pl.Series("worst_tenth_probability", (rank <= worst).mean(axis=0)),
        pl.Series("rank_low", low.astype(np.int64)),
        pl.Series("rank_high", high.astype(np.int64)),
        pl.lit(len(base), dtype=pl.Int64).alias("ranked_area_count"),
    )
