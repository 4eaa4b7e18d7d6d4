"""Comparison with peers beside fixed limits: who has no peers is still judged by the limits."""

from __future__ import annotations

import polars as pl

from dashboard.engine.hooks import Settings, peers


def fences(rows: pl.DataFrame, settings: Settings) -> pl.DataFrame:
    """The rows of `peers.fences`, without its reasons for not judging.

    Takes what that takes. Where a row has no peers its distances are NULL, which reach no
    threshold, and `peer_gap` says why; the row's own `skip_reason` stays as the query gave it.
    """
    stated = rows.select("subject_id", pl.col("skip_reason").alias("stated_reason"))
    found = peers.fences(rows, settings).join(stated, on="subject_id", how="left")
    return found.with_columns(
        pl.when(pl.col("stated_reason").is_null())
        .then(pl.col("skip_reason"))
        .otherwise(pl.lit(None, dtype=pl.String))
        .alias("peer_gap"),
        pl.col("stated_reason").alias("skip_reason"),
    ).drop("stated_reason")
