"""Frequent amendments, and corrections that only look like them."""

from __future__ import annotations

from datetime import timedelta

import numpy as np
import polars as pl

from dashboard.sample.planting import Planting
from dashboard.sample.truth import CLEAR, FLAGGED

FAMILY = "cost: amendments"
QUALITY_SHARE = 0.02  # of the contracts without amendments get two changes of quality
CORRECTED_SHARE = 0.03  # get three or four corrections that change nothing
MANY = 3


def plant(planting: Planting) -> None:
    """Plant them in one chunk of the city, and say what all its amendments amount to."""
    random = planting.random(FAMILY)
    _add_entries(planting, random)
    _say(planting)


def _add_entries(planting: Planting, random: np.random.Generator) -> None:
    amended = planting.rows("contract_amendments")["contract_id"].unique()
    found = planting.rows("contracts").filter(
        ~pl.col("contract_id").is_in(amended.implode()),
        pl.col("nature") == "construction",
        pl.col("signed_date").is_not_null(),
        pl.col("original_amount") == pl.col("contract_amount"),
        pl.col("start_date") < planting.as_of - timedelta(days=60),
    )
    draw = random.random(found.height)
    quality = draw < QUALITY_SHARE
    corrected = ~quality & (draw < QUALITY_SHARE + CORRECTED_SHARE)
    counts = np.where(quality, 2, np.where(corrected, random.integers(3, 5, found.height), 0))
    rows = np.repeat(np.arange(found.height), counts)
    if not len(rows):
        return
    picked = found[rows]
    is_quality = pl.Series(quality[rows])
    offset = pl.Series(random.integers(5, 50, len(rows)))
    planting.add(
        "contract_amendments",
        picked.select(
            pl.Series("amendment_id", planting.new_ids("AMD", len(rows))),
            "contract_id",
            (pl.col("start_date") + pl.duration(days=offset)).alias("amendment_date"),
            pl.col("original_amount").alias("amount_before"),
            pl.col("original_amount").alias("amount_after"),
            pl.lit(0).alias("amount_change"),
            pl.when(is_quality)
            .then(pl.lit("Another make of the same kind"))
            .otherwise(pl.lit("Correction of a misprint"))
            .alias("rationale"),
            pl.lit(False).alias("is_price_index"),
            pl.when(is_quality).then(pl.lit("quality")).alias("amendment_kind"),
        ),
    )
    twins = found.filter(pl.Series(corrected))
    planting.truth(
        "C6", "contract", twins["contract_id"].to_list(), CLEAR,
        "corrections that change neither amount nor time", "", twins["project_id"].to_list(),
    )  # fmt: skip


def _say(planting: Planting) -> None:
    """The truth of C6, counted from what the city did to its contracts."""
    amendments = planting.rows("contract_amendments").with_columns(
        pl.col("amount_change").cast(pl.Float64),
    )
    if "amendment_kind" not in amendments.columns:
        amendments = amendments.with_columns(pl.lit(None, dtype=pl.String).alias("amendment_kind"))
    by_hand = ~pl.col("is_price_index")
    longer = (pl.col("end_date_after") > pl.col("end_date_before")).fill_null(False)
    change = by_hand & ((pl.col("amount_change") != 0) | longer)
    counted = amendments.group_by("contract_id", maintain_order=True).agg(
        change.sum().alias("changes"),
        (by_hand & (pl.col("amount_change") > 0)).any().alias("dearer"),
        longer.any().alias("longer"),
        (pl.col("amendment_kind") == "quality").sum().alias("quality"),
        (change & pl.col("rationale").is_null()).any().alias("unexplained"),
        pl.col("is_price_index").sum().alias("indexed"),
    )
    counted = counted.join(
        planting.rows("contracts").select("contract_id", "project_id", "status"),
        on="contract_id",
        how="left",
        maintain_order="left",
    ).filter(pl.col("status") != "pending")
    many, both = pl.col("changes") >= MANY, pl.col("dearer") & pl.col("longer")
    quality = pl.col("quality") >= 2
    watch = ~(many | both | quality) & pl.col("unexplained")
    indexed = ~(many | both | quality | watch) & (pl.col("indexed") >= MANY)
    for rows, outcome, severity, note in (
        (many, FLAGGED, "high", "amended again and again"),
        (both & ~many, FLAGGED, "high", "dearer and longer"),
        (quality & ~many & ~both, FLAGGED, "high", "quality changed twice"),
        (watch, FLAGGED, "watch", "no reason given"),
        (indexed, CLEAR, "", "changed by the price index only"),
    ):
        found = counted.filter(rows)
        planting.truth(
            "C6", "contract", found["contract_id"].to_list(), outcome, note, severity,
            found["project_id"].to_list(),
        )  # fmt: skip
