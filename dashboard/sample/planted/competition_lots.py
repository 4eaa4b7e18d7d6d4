"""Patterns in single lots: who was ruled out, and when the winner's bid came in."""

from __future__ import annotations

import numpy as np
import polars as pl

from dashboard.sample.planted import procurement
from dashboard.sample.planting import Planting

FEWEST_LOTS = 3
REASON = "Bid security missing"
SHARES = {  # of the lots that nothing else is planted in
    "one rival ruled out": 0.03,
    "two rivals ruled out": 0.03,
    "three rivals ruled out": 0.03,
    "one rival left": 0.03,
    "status blank": 0.015,
    "lowest out, slightly": 0.03,
    "lowest out, costly": 0.03,
    "lowest out, no reason": 0.03,
    "highest out": 0.03,
    "lowest out, criteria blank": 0.015,
    "winner hours late": 0.03,
    "winner days late": 0.03,
    "loser late": 0.03,
    "day without a time": 0.015,
}
FEWEST_BIDS = {"two rivals ruled out": 3, "three rivals ruled out": 4, "one rival left": 4}
TRUTH = {
    "one rival ruled out": ("B11", "flagged", "watch"),
    "two rivals ruled out": ("B11", "flagged", "high"),
    "three rivals ruled out": ("B11", "flagged", "critical"),
    "one rival left": ("B11", "clear", ""),
    "status blank": ("B11", "insufficient", ""),
    "lowest out, slightly": ("B12", "flagged", "watch"),
    "lowest out, costly": ("B12", "flagged", "high"),
    "lowest out, no reason": ("B12", "flagged", "high"),
    "highest out": ("B12", "clear", ""),
    "lowest out, criteria blank": ("B12", "insufficient", ""),
    "winner hours late": ("B14", "flagged", "high"),
    "winner days late": ("B14", "flagged", "critical"),
    "loser late": ("B14", "clear", ""),
    "day without a time": ("B14", "insufficient", ""),
}


def plant(planting: Planting, random: np.random.Generator) -> None:
    """Change the bids of lots in which nothing is planted yet."""
    lots = _lots(planting)
    order = random.permutation(lots.height)
    chosen: list[tuple[int, str]] = []
    open_rows = list(order)
    for pattern, share in SHARES.items():
        fits = [i for i in open_rows if _fits(lots, int(i), pattern)]
        taken = fits[: max(FEWEST_LOTS, round(share * lots.height))]
        open_rows = [i for i in open_rows if i not in set(taken)]
        chosen += [(int(i), pattern) for i in taken]
    if not chosen:
        return
    picked = lots[[i for i, _ in chosen]].with_columns(
        pl.Series("pattern", [pattern for _, pattern in chosen])
    )
    _change(planting, random, picked)
    for pattern, (code, outcome, severity) in TRUTH.items():
        rows = picked.filter(pl.col("pattern") == pattern)
        projects = rows["project_id"].to_list()
        ids = rows["subject_id"].to_list()
        planting.truth(code, "lot", ids, outcome, pattern, severity, projects)


def _fits(lots: pl.DataFrame, row: int, pattern: str) -> bool:
    bids = lots["bid_count"][row]
    if pattern in FEWEST_BIDS or pattern == "one rival ruled out":
        fewest = FEWEST_BIDS.get(pattern, 2)
        return bids >= 4 if pattern == "one rival left" else bids == fewest
    if pattern.startswith(("lowest", "highest")):
        return bids >= 3 and lots["award_criteria"][row] == "priceOnly"
    return bids >= 2


def _lots(planting: Planting) -> pl.DataFrame:
    """Untouched lots, alone in their tender, whose bids are all valid and of one firm each."""
    free = procurement.untouched(planting).filter(pl.len().over("tender_id") == 1)
    parties = planting.rows("bid_parties").group_by("bid_id").len("partner_count")
    bids = planting.rows("bids").join(parties, on="bid_id", how="left")
    counted = bids.group_by("tender_id").agg(
        pl.len().cast(pl.Int64).alias("bid_count"),
        (pl.col("status") == "valid").all().alias("is_valid"),
        (pl.col("partner_count") == 1).all().alias("is_single"),
        pl.col("is_winner").sum().alias("winner_count"),
    )
    tenders = planting.rows("tenders").select(
        "tender_id", "project_id", "award_criteria", "submission_deadline"
    )
    return (
        free.join(counted, on="tender_id")
        .join(tenders, on="tender_id")
        .filter(
            pl.col("is_valid"),
            pl.col("is_single"),
            pl.col("winner_count") == 1,
            pl.col("submission_deadline").is_not_null(),
        )
        .with_columns(pl.coalesce("lot_id", "tender_id").alias("subject_id"))
        .sort("tender_id")
    )


def _change(planting: Planting, random: np.random.Generator, picked: pl.DataFrame) -> None:
    bids = planting.rows("bids")
    kinds = bids.schema
    joined = bids.join(
        picked.select("tender_id", "pattern", "submission_deadline"),
        on="tender_id",
        how="left",
        maintain_order="left",
    ).with_columns(
        (pl.col("bid_amount").cast(pl.Float64).rank("ordinal").over("tender_id") - 1).alias("rank"),
        pl.len().over("tender_id").alias("bid_count"),
        pl.col("bid_amount").cast(pl.Float64).min().over("tender_id").alias("lowest"),
    )
    pattern, losing = pl.col("pattern"), ~pl.col("is_winner").fill_null(False)
    runner_up = losing & (pl.col("rank") == 1)
    # Two of four or more, so that somebody is left beside the winner.
    left = pattern == "one rival left"
    out = (
        (pattern.str.ends_with("ruled out") & losing)
        | (left & losing & (pl.col("rank") >= pl.col("bid_count") - 2))
        | (pattern.str.starts_with("lowest out") & runner_up)
        | ((pattern == "highest out") & (pl.col("rank") == pl.col("bid_count") - 1))
    ).fill_null(False)
    count = joined.height
    factor = (
        pl.when(pattern == "lowest out, costly")
        .then(pl.Series(random.uniform(0.85, 0.92, count)))
        .otherwise(pl.Series(random.uniform(0.962, 0.985, count)))
    )
    is_lowered = (pattern.str.starts_with("lowest out") & runner_up).fill_null(False)
    status = pl.when(out).then(pl.lit("disqualified"))
    status = status.when(pattern == "status blank").then(pl.lit(None, dtype=pl.String))
    has_reason = out & (pattern != "lowest out, no reason")
    hours = (
        pl.when(pattern == "winner hours late")
        .then(pl.Series(random.integers(1, 20, count)))
        .when(pattern.is_in(["winner days late", "loser late"]))
        .then(pl.Series(random.integers(26, 72, count)))
    )
    is_late = (
        (pattern.str.starts_with("winner") & ~losing)
        | ((pattern == "loser late") & losing & (pl.col("rank") == 1))
    ).fill_null(False)
    is_day = ((pattern == "day without a time") & ~losing).fill_null(False)
    day = pl.col("submission_deadline").dt.truncate("1d")
    changed = joined.with_columns(
        status.otherwise("status").alias("status"),
        pl.when(has_reason)
        .then(pl.lit(REASON))
        .otherwise("disqualification_reason")
        .alias("disqualification_reason"),
        pl.when(is_lowered)
        .then((pl.col("lowest") * factor).round(2))
        .otherwise(pl.col("bid_amount").cast(pl.Float64))
        .cast(kinds["bid_amount"])
        .alias("bid_amount"),
        pl.when(is_late)
        .then(pl.col("submission_deadline") + pl.duration(hours=hours))
        .when(is_day)
        .then(day)
        .otherwise("submitted")
        .alias("submitted"),
    )
    changed = changed.with_columns(
        pl.when(is_late | is_day)
        .then(pl.col("submitted").dt.date())
        .otherwise("bid_date")
        .alias("bid_date")
    )
    planting.replace("bids", changed.select(bids.columns).cast(dict(kinds)))
    blank = picked.filter(pl.col("pattern") == "lowest out, criteria blank")["tender_id"]
    is_blank = pl.col("tender_id").is_in(blank.implode())
    kept = pl.when(~is_blank).then("award_criteria").alias("award_criteria")
    planting.replace("tenders", planting.rows("tenders").with_columns(kept))
