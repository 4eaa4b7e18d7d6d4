"""Patterns in how openly single procedures are run: bids, method, time to bid, time to decide."""

from __future__ import annotations

from datetime import timedelta

import polars as pl

from dashboard.sample.planted.pattern_draws import Draws, PerRow
from dashboard.sample.planting import Planting

WORKS = pl.col("nature") == "construction"
SMALL = pl.col("award_amount") < 76_000  # the city lets awards below 100,000 go without a call
LARGE = pl.col("award_amount") > 140_000
OPEN = pl.col("procurement_method") == "open"
REASONS = ("Emergency repair after a storm", "Rights held by one firm", "First call drew no bids")


def assign(draws: Draws) -> None:
    """Hand out the patterns of B1 to B5 to lots that are not written yet."""
    _single(draws)
    _not_open(draws)
    _short(draws)
    _decided(draws)
    _estimated(draws)


def _single(draws: Draws) -> None:
    for pattern, share in (("single bid", 0.025), ("single consortium", 0.008)):
        rows = draws.take(pattern, share)
        draws.set(rows, {"bidders": PerRow([draws.lots["winner_id"][i]] for i in rows)})
    draws.take("bids not listed", 0.012)
    rows = draws.take("method not stated", 0.01)
    draws.set(rows, {"procurement_method": None})


def _not_open(draws: Draws) -> None:
    random = draws.random

    def direct(pattern: str, share: float, wanted: pl.Expr, reasoned: bool) -> None:
        rows = draws.take(pattern, share, wanted)
        reasons = [REASONS[i] if reasoned else None for i in random.integers(0, 3, len(rows))]
        draws.set(
            rows,
            {
                "procurement_method": "direct",
                "procurement_method_rationale": PerRow(reasons),
                "bidders": PerRow([draws.lots["winner_id"][i]] for i in rows),
                "submission_days": 5,
                "decision_days": 0,
            },
        )

    direct("small direct award", 0.012, SMALL, True)
    direct("direct award without a reason", 0.016, SMALL, False)
    direct("direct award above the ceiling", 0.012, LARGE, True)
    rows = draws.take("invited firms", 0.02)
    draws.set(
        rows,
        {
            "procurement_method": "limited",
            "procurement_method_rationale": REASONS[2],
            "bidder_count": 3,
            "submission_days": PerRow(int(i) for i in random.integers(16, 22, len(rows))),
        },
    )
    rows = draws.take("call-off from a framework", 0.02)
    draws.set(
        rows,
        {
            "procurement_method": "direct",
            "is_framework": True,
            "procurement_method_details": "Call-off from a framework agreement",
            "bidders": PerRow([draws.lots["winner_id"][i]] for i in rows),
            "submission_days": 6,
            "decision_days": 0,
        },
    )


def _short(draws: Draws) -> None:
    random = draws.random
    for pattern, share, method, low, high in (
        ("short call", 0.024, "open", 8, 33),
        ("short call to selected firms", 0.01, "selective", 8, 28),
        ("call of just the legal time", 0.012, "open", 35, 36),
    ):
        rows = draws.take(pattern, share, pl.col("procurement_method") == method)
        days = PerRow(int(i) for i in random.integers(low, high, len(rows)))
        draws.set(rows, {"submission_days": days})
    rows = draws.take("invited at short notice", 0.008)
    draws.set(
        rows,
        {
            "procurement_method": "limited",
            "procurement_method_rationale": REASONS[0],
            "bidder_count": 3,
            "submission_days": PerRow(int(i) for i in random.integers(5, 13, len(rows))),
        },
    )
    draws.take("deadline not stated", 0.01)
    draws.take("deadline before start", 0.008)


def _decided(draws: Draws) -> None:
    random = draws.random
    for pattern, share, low, high in (
        ("decided on the day", 0.01, 0, 1),
        ("decided in days", 0.012, 1, 6),
        ("decided late", 0.012, 125, 200),
        ("decided on the last day", 0.005, 120, 121),
        ("award before deadline", 0.007, -9, -2),
    ):
        rows = draws.take(pattern, share, WORKS & OPEN)
        days = PerRow(int(i) for i in random.integers(low, high, len(rows)))
        draws.set(rows, {"decision_days": days, "submission_days": 42})
    rows = draws.take("signed late", 0.014)
    earlier = PerRow(
        draws.lots["decided_date"][i] - timedelta(days=int(days))
        for i, days in zip(rows, random.integers(25, 60, len(rows)), strict=True)
    )
    draws.set(rows, {"decided_date": earlier})


def _estimated(draws: Draws) -> None:
    random = draws.random
    for pattern, share, public, low, high in (
        ("price at the public estimate", 0.024, True, 0.984, 1.012),
        ("price at a confidential estimate", 0.02, False, 0.984, 1.012),
        ("price some way below the estimate", 0.02, False, 0.966, 0.974),
    ):
        rows = draws.take(pattern, share)
        shares = PerRow(float(i) for i in random.uniform(low, high, len(rows)))
        draws.set(rows, {"award_share": shares, "is_estimate_public": public})
    draws.take("no estimate", 0.012)


# code, subject (lot or tender), outcome, severity and note of each pattern.
TRUTH: dict[str, list[tuple[str, str, str, str, str]]] = {
    "single bid": [("B1", "lot", "flagged", "high", "one firm bid")],
    "single consortium": [("B1", "lot", "flagged", "high", "one bid, of three firms together")],
    "bids not listed": [("B1", "lot", "insufficient", "", "neither bids nor their number")],
    "method not stated": [
        ("B1", "lot", "insufficient", "", "no method"),
        ("B2", "tender", "insufficient", "", "no method"),
        ("B3", "tender", "insufficient", "", "no method"),
    ],
    "small direct award": [
        ("B2", "tender", "flagged", "watch", "direct, with a reason, below the ceiling"),
        ("B1", "lot", "clear", "", "one bid, but nobody else was asked"),
    ],
    "direct award without a reason": [("B2", "tender", "flagged", "high", "direct, no reason")],
    "direct award above the ceiling": [("B2", "tender", "flagged", "high", "direct, too large")],
    "invited firms": [
        ("B2", "tender", "flagged", "watch", "three firms invited, with a reason"),
        ("B3", "tender", "clear", "", "short, but the law has no period for it"),
    ],
    "call-off from a framework": [
        ("B1", "lot", "clear", "", "one firm of a framework"),
        ("B2", "tender", "clear", "", "the competition was for the framework"),
        ("B3", "tender", "clear", "", "days only, as a call-off may"),
        ("B4", "tender", "clear", "", "decided at once, as a call-off may be"),
    ],
    "short call": [("B3", "tender", "flagged", "high", "less than the legal 35 days")],
    "short call to selected firms": [("B3", "tender", "flagged", "high", "less than 30 days")],
    "call of just the legal time": [("B3", "tender", "clear", "", "35 days to the day")],
    "invited at short notice": [
        ("B3", "tender", "flagged", "watch", "less than the usual 15 days, no legal period"),
        ("B2", "tender", "flagged", "watch", "three firms invited, with a reason"),
    ],
    "deadline not stated": [
        ("B3", "tender", "insufficient", "", "no deadline"),
        ("B4", "tender", "insufficient", "", "no deadline"),
    ],
    "deadline before start": [("B3", "tender", "contradictory", "", "start after the deadline")],
    "decided on the day": [("B4", "tender", "flagged", "high", "several bids, decided at once")],
    "decided in days": [("B4", "tender", "flagged", "watch", "days where others take weeks")],
    "decided late": [("B4", "tender", "flagged", "high", "later than the rule's 120 days")],
    "decided on the last day": [("B4", "tender", "flagged", "watch", "120 days, as the rule has")],
    "award before deadline": [("B4", "tender", "contradictory", "", "award before the deadline")],
    "signed late": [("B4", "tender", "flagged", "watch", "more than a month to the signature")],
    "price at the public estimate": [("B5", "lot", "flagged", "watch", "at a public estimate")],
    "price at a confidential estimate": [("B5", "lot", "flagged", "high", "at a secret estimate")],
    "price some way below the estimate": [("B5", "lot", "clear", "", "3 % below the estimate")],
    "no estimate": [("B5", "lot", "insufficient", "", "no estimate")],
}


def finish(planting: Planting, lots: pl.DataFrame) -> None:
    """Take out or change what a pattern lacks, once its procedures are written."""

    def tenders_of(pattern: str) -> pl.Series:
        return lots.filter(pl.col("pattern") == pattern)["tender_id"]

    unlisted = tenders_of("bids not listed")
    bids = planting.rows("bids")
    gone = bids.filter(pl.col("tender_id").is_in(unlisted.implode()))["bid_id"]
    for table in ("bids", "bid_parties", "bid_items"):
        rows = planting.rows(table)
        planting.replace(table, rows.filter(~pl.col("bid_id").is_in(gone.implode())))
    awards = planting.rows("awards")
    kept = pl.when(~pl.col("bid_id").is_in(gone.implode())).then("bid_id").alias("bid_id")
    planting.replace("awards", awards.with_columns(kept))
    is_of = {
        name: pl.col("tender_id").is_in(tenders_of(name).implode())
        for name in (
            "bids not listed",
            "deadline not stated",
            "deadline before start",
            "no estimate",
        )
    }
    blank = pl.lit(None)
    planting.replace(
        "tenders",
        planting.rows("tenders").with_columns(
            pl.when(~is_of["bids not listed"]).then("tenderer_count").alias("tenderer_count"),
            pl.when(~is_of["deadline not stated"])
            .then("submission_deadline")
            .otherwise(blank)
            .alias("submission_deadline"),
            pl.when(is_of["deadline before start"])
            .then(pl.col("submission_deadline").dt.date() + pl.duration(days=20))
            .otherwise("submission_start_date")
            .alias("submission_start_date"),
            pl.when(~is_of["no estimate"]).then("estimate_amount").alias("estimate_amount"),
        ),
    )
    estimated = pl.when(~is_of["no estimate"]).then("estimate_amount").alias("estimate_amount")
    planting.replace("lots", planting.rows("lots").with_columns(estimated))
    _join_consortia(planting, lots)


def _join_consortia(planting: Planting, lots: pl.DataFrame) -> None:
    """Two partners for the only bidder."""
    alone = lots.filter(pl.col("pattern") == "single consortium")
    bids = planting.rows("bids").join(alone.select("tender_id"), on="tender_id")["bid_id"]
    firms = planting.parties.filter(pl.col("party_id").str.starts_with("CON-")).sort("party_id")
    leads = planting.rows("bid_parties").filter(pl.col("bid_id").is_in(bids.implode()))["party_id"]
    firms = firms.filter(~pl.col("party_id").is_in(leads.implode())).head(2 * len(bids))
    planting.add(
        "bid_parties",
        firms.select(
            pl.Series("bid_id", bids.to_list() * 2, dtype=pl.String),
            *("party_id", "party_name"),
            pl.lit(False).alias("is_lead"),
        ),
    )
