"""Peers beside fixed limits: where a rule decides by itself, too few peers are no gap."""

from __future__ import annotations

import polars as pl

from dashboard.engine.hooks import Settings, peers


def fences(rows: pl.DataFrame, settings: Settings) -> pl.DataFrame:
    """As `peers.fences`, but a subject without peers keeps its place before the fixed limits.

    Its `above_distance` and `below_distance` are NULL, and so is `peer_count`. Rows with a reason
    of their own keep it.
    """
    reasons = rows.select("subject_id", pl.col("skip_reason").alias("own_reason"))
    found = peers.fences(rows, settings)
    return (
        found.join(reasons, on="subject_id", how="left", maintain_order="left")
        .with_columns(pl.col("own_reason").cast(pl.String).alias("skip_reason"))
        .drop("own_reason")
    )
