"""Unit prices against those of the same item: how far from usual, and beyond the fences or not."""

from __future__ import annotations

import polars as pl

from dashboard.engine.hooks import Settings, peers


def against_peers(rows: pl.DataFrame, settings: Settings) -> pl.DataFrame:
    """The rows of `peers.fences`, with what the logarithm of the price says in money.

    Takes what that takes, `compared` being the natural logarithm of the unit price, with
    `unit_price_amount`, `price_ratio` (by which it was brought to the price level compared; NULL
    for none) and `quantity`. Sets `value` to the logarithm less the peers' median, adds
    `price_difference_share` (price / usual price - 1), `usual_price_amount` (the median at the
    row's own price level) and `exposure_amount` ((price - usual price) x quantity, where positive).
    """
    own = rows.select("subject_id", pl.col("compared").alias("own_logarithm"))
    found = peers.fences(rows, settings).join(own, on="subject_id", how="left")
    price = pl.col("unit_price_amount").cast(pl.Float64)
    difference = pl.when(pl.col("skip_reason").is_null()).then(
        pl.col("own_logarithm") - pl.col("peer_median")
    )
    return (
        found.with_columns(difference.cast(pl.Float64).alias("value"))
        .with_columns(
            (pl.col("value").exp() - 1).alias("price_difference_share"),
            (price / pl.col("value").exp()).alias("usual_price_amount"),
        )
        .with_columns(
            pl.when(pl.col("value") > 0)
            .then((price - pl.col("usual_price_amount")) * pl.col("quantity").cast(pl.Float64))
            .alias("exposure_amount")
        )
        .drop("own_logarithm")
    )
