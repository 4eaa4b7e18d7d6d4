"""Comparison with peers beside limits that stand by themselves: no peers is no gap there."""

from __future__ import annotations

import polars as pl

from dashboard.engine.hooks import Settings, peers


def fences(rows: pl.DataFrame, settings: Settings) -> pl.DataFrame:
    """The rows of `peers.fences`, where who has no peers is still judged by the other limits.

    Takes what that takes, and may take `stands_alone` (whether a row can be judged without peers;
    all of them where the column is left out), which is not returned. Where such a row has no peers
    its distances are NULL, which reach no threshold, and `peer_gap` says why; its own `skip_reason`
    stays as the query gave it.
    """
    alone = pl.col("stands_alone") if "stands_alone" in rows.columns else pl.lit(True)
    stated = rows.select(
        "subject_id", stated_reason=pl.col("skip_reason").cast(pl.String), is_alone=alone
    )
    found = peers.fences(rows.drop("stands_alone", strict=False), settings).join(
        stated, on="subject_id", how="left", maintain_order="left"
    )
    gap = pl.when(pl.col("stated_reason").is_null()).then(pl.col("skip_reason")).cast(pl.String)
    return found.with_columns(
        pl.when(pl.col("is_alone")).then(gap).alias("peer_gap"),
        pl.when(pl.col("is_alone"))
        .then(pl.col("stated_reason"))
        .otherwise(pl.col("skip_reason"))
        .alias("skip_reason"),
    ).drop("stated_reason", "is_alone")
