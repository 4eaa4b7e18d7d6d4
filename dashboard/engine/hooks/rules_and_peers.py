"""A rule of its own beside the comparison with peers: without peers the rule still stands."""

from __future__ import annotations

import polars as pl

from dashboard.engine.hooks import Settings, peers


def fences(rows: pl.DataFrame, settings: Settings) -> pl.DataFrame:
    """What `peers.fences` returns, but rows that `stands_alone` marks need no peers.

    Takes the columns of `peers.fences` and `stands_alone` (whether the row can be judged by its
    other measures alone), which is not returned. Where such a row has too few peers, or peers that
    do not differ, its distances are NULL and it gets no reason.
    """
    alone = rows.select("subject_id", "stands_alone")
    found = peers.fences(rows.drop("stands_alone"), settings).join(
        alone, on="subject_id", how="left", maintain_order="left"
    )
    missing = pl.col("skip_reason").is_in([peers.TOO_FEW, peers.NO_SPREAD])
    return found.with_columns(
        pl.when(~(missing & pl.col("stands_alone"))).then("skip_reason").alias("skip_reason")
    ).drop("stands_alone")
