"""Writes procedures into a chunk: tenders, lots, bids of independent firms, and awards."""

from __future__ import annotations

from datetime import time

import numpy as np
import polars as pl

from dashboard.sample.columns import chosen, weekday
from dashboard.sample.planted import bidding
from dashboard.sample.planting import Planting

BID_COUNTS = np.array([2, 3, 4, 5, 6, 7])
BID_COUNT_SHARES = np.array([0.07, 0.2, 0.3, 0.23, 0.13, 0.07])
WITHOUT_LOT_SHARE = 0.08  # of the tenders with one lot do not name it
UNCOUNTED_SHARE = 0.1  # of the tenders do not say how many bids came
OPTIONAL = {
    "project_id": pl.String,
    "tender_group": pl.Int64,  # lots of one tender share a number
    "bidder_count": pl.Int64,
    "spread": pl.Float64,  # standard deviation of the logarithms of the bids
    "bidders": pl.List(pl.String),  # the winner first
    "ratios": pl.List(pl.Float64),  # of each bid to the winner's, in the order of the bidders
    "submission_days": pl.Int64,
    "decision_days": pl.Int64,
    "award_share": pl.Float64,  # of the estimate
    "is_estimate_public": pl.Boolean,
    "award_criteria": pl.String,
    "procurement_method_details": pl.String,
    "procurement_method_rationale": pl.String,
    "is_framework": pl.Boolean,
    "category": pl.String,
    "item_code": pl.String,
    "tender_name": pl.String,
}


def write(planting: Planting, random: np.random.Generator, lots: pl.DataFrame) -> pl.DataFrame:
    """Add the procedure of each row of `lots`; returns the lots with their ids and dates.

    Needs winner_id, award_amount, decided_date (null while nothing is decided),
    procurement_method, buyer_id and buyer_name. Every column of OPTIONAL that is missing or null is
    drawn as an honest procedure would have it. Lots of one tender_group share buyer, method and
    deadline, each with its own decision. Adds tender_id, lot_id (null where the tender names no
    lot), subject_id (lot_id or else tender_id), award_id, submission_deadline and estimate_amount,
    and the bidders and ratios that were used.
    """
    lots = _identified(planting, random, _dated(random, _filled(random, lots), planting))
    lots = bidding.draw(planting, random, lots)
    _add_tenders(planting, random, lots)
    bids = bidding.add(planting, random, lots)
    decided = lots.filter(pl.col("decided_date").is_not_null())
    winning = bids.filter("is_winner").select("position", "bid_id")
    published = (
        decided["decided_date"]
        + pl.Series(random.integers(3, 13, decided.height)).cast(pl.Duration("ms")) * 86_400_000
    )
    planting.add(
        "awards",
        decided.join(winning, on="position", how="left", maintain_order="left").select(
            *("award_id", "tender_id", "lot_id", pl.col("decided_date").alias("award_date")),
            *("award_amount", pl.lit(planting.currency).alias("currency")),
            *(pl.lit("active").alias("status"), "bid_id"),
            published.clip(upper_bound=planting.as_of).alias("notice_published_date"),
        ),
    )
    names = planting.parties.select("party_id", "party_name")
    suppliers = decided.select("award_id", pl.col("winner_id").alias("party_id"))
    planting.add(
        "award_suppliers", suppliers.join(names, on="party_id", how="left", maintain_order="left")
    )
    return lots


def _filled(random: np.random.Generator, lots: pl.DataFrame) -> pl.DataFrame:
    """Every optional column present, and drawn where it was empty."""
    count = lots.height
    missing = {name: kind for name, kind in OPTIONAL.items() if name not in lots.columns}
    lots = lots.with_columns(pl.lit(None, dtype=kind).alias(name) for name, kind in missing.items())
    is_design = lots["winner_id"].str.starts_with("DES").to_numpy().astype(np.int64)
    selective = (lots["procurement_method"] == "selective").fill_null(False).to_numpy()
    drawn = pl.DataFrame(
        {
            "tender_group": -1 - np.arange(count),
            "bidder_count": random.choice(BID_COUNTS, count, p=BID_COUNT_SHARES),
            "spread": random.uniform(0.12, 0.2, count),
            "submission_days": np.where(
                selective, random.integers(32, 50, count), random.integers(37, 61, count)
            ),
            "decision_days": random.integers(25, 76, count),
            "award_share": random.uniform(0.8, 0.965, count),
            "is_estimate_public": random.random(count) < 0.7,
            "award_criteria": chosen(("priceOnly", "ratedCriteria"), is_design),
            "is_framework": np.zeros(count, dtype=bool),
            "category": chosen(("works", "services"), is_design),
            "tender_name": chosen(("Building works", "Engineering services"), is_design),
            "item_code": chosen(("45000000", "71000000"), is_design),
        }
    )
    lots = lots.with_columns(
        # What was asked for is kept to the day; what is drawn starts and ends on workdays.
        pl.col("submission_days").is_not_null().alias("is_exact"),
        *(
            pl.coalesce(name, drawn[name].cast(OPTIONAL[name])).alias(name)
            for name in drawn.columns
        ),
    )
    return lots.with_columns(
        pl.coalesce(pl.col("bidders").list.len().cast(pl.Int64), "bidder_count").alias(
            "bidder_count"
        )
    ).with_row_index("position")


def _dated(random: np.random.Generator, lots: pl.DataFrame, planting: Planting) -> pl.DataFrame:
    """Opening, deadline and decision of each tender, the same for all of its lots."""
    together = ("procurement_method", "submission_days", "decision_days", "is_exact")
    together += ("is_estimate_public", "award_criteria", "buyer_id", "buyer_name")
    together += ("item_code", "category", "is_framework")
    lots = lots.with_columns(pl.col(name).first().over("tender_group") for name in together)
    undecided = lots["decided_date"].is_null().to_numpy()
    first = lots.select(pl.col("decided_date").min().over("tender_group")).to_series()
    last = (np.datetime64(planting.as_of, "D") - 5).astype(np.int64)
    decided = first.cast(pl.Int32).cast(pl.Int64).fill_null(last).to_numpy()
    exact = lots["is_exact"].to_numpy()
    gap = np.where(undecided, 12, lots["decision_days"].to_numpy())
    deadline = decided - gap
    start = np.where(exact, deadline, weekday(deadline, forward=False))
    deadline = start
    start = start - lots["submission_days"].to_numpy()
    start = np.where(exact, start, weekday(start, forward=False))
    return lots.with_columns(
        pl.Series("submission_start_date", start).cast(pl.Int32).cast(pl.Date),
        pl.Series("deadline_date", deadline).cast(pl.Int32).cast(pl.Date),
    ).with_columns(
        pl.col("deadline_date").dt.combine(time(12)).alias("submission_deadline"),
    )


def _identified(
    planting: Planting, random: np.random.Generator, lots: pl.DataFrame
) -> pl.DataFrame:
    """Ids of tenders, lots and awards, and the estimate of each lot."""
    groups = lots.select(pl.col("tender_group").unique(maintain_order=True))
    groups = groups.with_columns(
        pl.Series("tender_id", planting.new_ids("TND", groups.height)),
        pl.Series("has_no_lot", random.random(groups.height) < WITHOUT_LOT_SHARE),
    )
    lots = lots.join(groups, on="tender_group", how="left", maintain_order="left").with_columns(
        (pl.int_range(pl.len()).over("tender_group") + 1).cast(pl.String).alias("lot_number"),
        pl.len().over("tender_group").alias("lot_count"),
        (pl.col("award_amount") / pl.col("award_share")).round(0).alias("estimate_amount"),
    )
    named = ~(pl.col("has_no_lot") & (pl.col("lot_count") == 1))
    lots = lots.with_columns(
        pl.when(named).then(pl.col("tender_id") + "-L" + pl.col("lot_number")).alias("lot_id"),
        pl.when(pl.col("decided_date").is_not_null())
        .then("AWD" + pl.col("tender_id").str.slice(3) + "-" + pl.col("lot_number"))
        .alias("award_id"),
    )
    return lots.with_columns(pl.coalesce("lot_id", "tender_id").alias("subject_id"))


def _add_tenders(planting: Planting, random: np.random.Generator, lots: pl.DataFrame) -> None:
    """A row per tender with what is common to its lots, and a row per lot that it names."""
    state = pl.when(pl.col("decided_date").is_null()).then(pl.lit("active"))
    state = state.otherwise(pl.lit("complete"))
    currency = pl.lit(planting.currency).alias("currency")
    tenders = lots.group_by("tender_id", maintain_order=True).agg(
        pl.when(pl.col("project_id").n_unique() == 1)
        .then(pl.col("project_id").first())
        .first()
        .alias("project_id"),
        *(
            pl.col(name).first()
            for name in (
                *("tender_name", "buyer_id", "buyer_name", "category", "item_code"),
                *("procurement_method", "procurement_method_details", "award_criteria"),
                *("procurement_method_rationale", "is_estimate_public", "is_framework"),
                *("submission_start_date", "submission_deadline", "decided_date"),
            )
        ),
        pl.col("estimate_amount").sum(),
        pl.col("bidder_count").max().alias("tenderer_count"),
    )
    counted = pl.Series(random.random(tenders.height) >= UNCOUNTED_SHARE)
    planting.add(
        "tenders",
        tenders.select(
            pl.exclude("decided_date", "tenderer_count"),
            currency,
            state.alias("status"),
            pl.when(counted).then("tenderer_count").alias("tenderer_count"),
            pl.col("submission_start_date").alias("notice_published_date"),
            (pl.col("submission_deadline") + pl.duration(hours=1)).alias("bid_opening"),
        ),
    )
    planting.add(
        "lots",
        lots.filter(pl.col("lot_id").is_not_null()).select(
            *("lot_id", "tender_id", (pl.lit("Lot ") + pl.col("lot_number")).alias("lot_name")),
            *("estimate_amount", currency, state.alias("status")),
        ),
    )
