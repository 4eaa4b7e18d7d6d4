"""Patterns in the prices of bids, in single lots and in sets of firms that meet again and again."""

from __future__ import annotations

from datetime import timedelta

import numpy as np
import polars as pl

from dashboard.sample.planted import procedures
from dashboard.sample.planted.pattern_draws import Draws, PerRow
from dashboard.sample.planting import Planting

ON_PRICE = (pl.col("nature") == "construction") & (pl.col("award_amount") > 50_000)
SETS_PER_LOTS = 1 / 105  # of each of the four kinds of sets
SET_SIZE = 5
LOTS_OF_A_SET = 7
TWICE = "first bid withdrawn and made again"


def assign(draws: Draws) -> None:
    """Hand out the patterns of B6 to B8 that lie in one lot."""
    random = draws.random

    def priced(pattern: str, share: float, ratios, **others) -> None:
        rows = draws.take(pattern, share, ON_PRICE)
        prices = PerRow(ratios(draws.lots["award_amount"][i]) for i in rows)
        counts = PerRow(len(one) for one in prices)
        draws.set(rows, {"ratios": prices, "bidder_count": counts} | others)

    def uniform(low: float, high: float) -> float:
        return float(random.uniform(low, high))

    def hugging(_: float) -> list[float]:
        return [1.0, 1 + uniform(0.001, 0.007), 1.12 + uniform(0, 0.05), 1.24, 1.33]

    def far_below(_: float) -> list[float]:
        second = 1 + uniform(1.0, 1.3)
        return [1.0, second, second * 1.12, second * 1.25, second * 1.4]

    def tied(_: float) -> list[float]:
        same = 1.17 + uniform(0, 0.05)
        return [1.0, 1.09 + uniform(0, 0.03), same, same]

    def tied_at_thousands(award: float) -> list[float]:
        same = np.ceil(award * (1.17 + uniform(0, 0.05)) / 1000) * 1000 / award
        return [1.0, 1.09 + uniform(0, 0.03), float(same), float(same)]

    def close(_: float) -> list[float]:
        return [1.0, 1.025 + uniform(0, 0.01), 1.045, 1.06, 1.07 + uniform(0, 0.015)]

    priced("runner-up hugs the winner", 0.02, hugging)
    priced("runner-up hugs, quality counts", 0.014, hugging, award_criteria="ratedCriteria")
    priced("winner far below", 0.02, far_below)
    priced("same price", 0.02, tied)
    priced("same round price", 0.01, tied_at_thousands)
    priced("close bids", 0.024, close)
    draws.take(TWICE, 0.016)
    draws.take("no amounts", 0.01, ON_PRICE)


TRUTH: dict[str, list[tuple[str, str, str, str, str]]] = {
    "runner-up hugs the winner": [("B6", "lot", "flagged", "watch", "second within 0.7 %")],
    "runner-up hugs, quality counts": [("B6", "lot", "clear", "", "price alone does not decide")],
    "winner far below": [("B6", "lot", "flagged", "", "second at twice the price")],
    "same price": [("B7", "lot", "flagged", "high", "two firms, one price to the cent")],
    "same round price": [("B7", "lot", "flagged", "watch", "two firms, one round price")],
    "close bids": [("B8", "lot", "flagged", "watch", "five bids within 9 %")],
    TWICE: [("B7", "lot", "clear", "", "one firm bid twice, the first time withdrawn")],
    "no amounts": [
        ("B6", "lot", "insufficient", "", "bids without amounts"),
        ("B7", "lot", "insufficient", "", "bids without amounts"),
        ("B8", "lot", "insufficient", "", "bids without amounts"),
    ],
}


def finish(planting: Planting, random: np.random.Generator, lots: pl.DataFrame) -> None:
    """What needs the bids to be written: bids made twice, amounts taken out, copied unit prices."""
    bids = planting.rows("bids")

    def bids_of(pattern: str) -> pl.DataFrame:
        tenders = lots.filter(pl.col("pattern") == pattern)["tender_id"]
        return bids.filter(pl.col("tender_id").is_in(tenders.implode()))

    blank = bids_of("no amounts")["bid_id"]
    items = planting.rows("bid_items")
    planting.replace("bid_items", items.filter(~pl.col("bid_id").is_in(blank.implode())))
    kept = pl.when(~pl.col("bid_id").is_in(blank.implode())).then("bid_amount").alias("bid_amount")
    planting.replace("bids", bids.with_columns(kept))
    _bid_again(planting, bids_of(TWICE))
    _copy_unit_prices(planting, random, lots)


def _bid_again(planting: Planting, bids: pl.DataFrame) -> None:
    """A withdrawn bid of the same firm at the same price, a day earlier."""
    again = bids.filter(~pl.col("is_winner").fill_null(True)).unique(
        "tender_id", keep="first", maintain_order=True
    )
    copies = again.with_columns(
        pl.Series("copy_id", planting.new_ids("BID", again.height), dtype=pl.String),
        (pl.col("submitted") - pl.duration(days=1)).alias("submitted"),
        (pl.col("bid_date") - pl.duration(days=1)).alias("bid_date"),
        pl.lit("withdrawn").alias("status"),
    )
    parties = planting.rows("bid_parties").join(copies.select("bid_id", "copy_id"), on="bid_id")
    planting.add("bids", copies.with_columns(bid_id="copy_id").drop("copy_id"))
    planting.add("bid_parties", parties.with_columns(bid_id="copy_id").drop("copy_id"))


def _copy_unit_prices(planting: Planting, random: np.random.Generator, lots: pl.DataFrame) -> None:
    """In a third of the plain itemised lots one loser's prices are 1.07 of another's."""
    plain = lots.filter(pl.col("pattern").is_null(), pl.col("bidder_count") >= 3)
    bids = planting.rows("bids").join(plain.select("tender_id", "subject_id"), on="tender_id")
    bids = bids.filter(pl.coalesce("lot_id", "tender_id") == pl.col("subject_id"))
    items = planting.rows("bid_items").with_columns(pl.col("unit_price_amount").cast(pl.Float64))
    dear = items.group_by("bid_id").agg(pl.col("unit_price_amount").min().alias("least"))
    losing = bids.join(dear.filter(pl.col("least") >= 20), on="bid_id").filter(
        pl.col("status") == "valid", ~pl.col("is_winner").fill_null(True)
    )
    pairs = (
        losing.sort("subject_id", "bid_id")
        .group_by("subject_id", maintain_order=True)
        .agg(pl.col("bid_id").first().alias("source_id"), pl.col("bid_id").last())
        .filter(pl.col("source_id") != pl.col("bid_id"))
    )
    pairs = pairs.filter(pl.Series(random.random(pairs.height) < 1 / 3))
    prices = items.join(pairs, left_on="bid_id", right_on="source_id").select(
        pl.col("bid_id_right").alias("bid_id"),
        "item_code",
        (pl.col("unit_price_amount") * 1.07).round(2).alias("copied"),
    )
    joined = items.join(prices, on=["bid_id", "item_code"], how="left", maintain_order="left")
    price = pl.coalesce("copied", "unit_price_amount").alias("unit_price_amount")
    kind = planting.rows("bid_items").schema["unit_price_amount"]
    planting.replace("bid_items", joined.with_columns(price.cast(kind)).drop("copied"))
    note = "one bid's unit prices are 1.07 of another's"
    planting.truth("B7", "lot", pairs["subject_id"].to_list(), "flagged", note, "high")


def plant_sets(planting: Planting, random: np.random.Generator, lots: pl.DataFrame) -> None:
    """Minor works, of no project, for which the same five firms bid each time."""
    kinds = ("close", "apart", "close and apart", "honest")
    sets = round(lots.height * SETS_PER_LOTS)
    held = planting.rows("contracts")["supplier_id"]
    firms = planting.parties["party_id"].filter(
        planting.parties["party_id"].str.starts_with("CON-")
        & ~planting.parties["party_id"].is_in(held.implode())
    )
    order = random.permutation(firms.to_numpy())
    sets = min(sets, len(order) // (SET_SIZE * len(kinds)))
    buyers = lots.select("buyer_id", "buyer_name").drop_nulls().unique(maintain_order=True)
    rows = []
    for number in range(sets * len(kinds)):
        members = order[number * SET_SIZE : (number + 1) * SET_SIZE]
        for _ in range(LOTS_OF_A_SET):
            office = buyers.row(int(random.integers(0, buyers.height)))
            days = int(random.integers(70, 900))
            rows.append(
                {
                    "kind": kinds[number % len(kinds)],
                    "bidder_set": " + ".join(sorted(members)),
                    "bidders": random.permutation(members).tolist(),
                    "ratios": _ratios(random, kinds[number % len(kinds)]),
                    "award_amount": float(random.integers(150_000, 700_000)),
                    "decided_date": planting.as_of - timedelta(days=days),
                    "buyer_id": office[0],
                    "buyer_name": office[1],
                }
            )
    if not rows:
        return
    frame = pl.DataFrame(rows, infer_schema_length=None).with_columns(
        pl.col("bidders").list.first().alias("winner_id"),
        pl.lit("open").alias("procurement_method"),
        pl.lit("Minor works").alias("tender_name"),
        pl.lit("45990000").alias("item_code"),
    )
    written = procedures.write(planting, random, frame.drop("kind", "bidder_set"))
    _say(planting, written.with_columns(frame["kind"], frame["bidder_set"]))


def _ratios(random: np.random.Generator, kind: str) -> list[float]:
    """Prices of five bids to the winner's, as firms that agreed, or did not, would ask for them."""
    noise = random.uniform(0, 0.006, SET_SIZE)
    if kind == "honest":
        bids = np.sort(np.exp(random.normal(0, 0.17, SET_SIZE)))
        return (bids / bids[0]).tolist()
    base = {
        "close": (0, 0.022, 0.045, 0.07, 0.095),
        "close and apart": (0, 0.05, 0.056, 0.062, 0.07),
        "apart": (0, 0.21, 0.235, 0.26, 0.28),
    }[kind]
    return (1 + np.array(base) + noise * (np.array(base) > 0)).tolist()


def _say(planting: Planting, lots: pl.DataFrame) -> None:
    """The truth about the sets, and about each of their lots."""
    for (kind,), rows in sorted(lots.group_by("kind"), key=lambda entry: entry[0]):
        sets = rows["bidder_set"].unique(maintain_order=True).to_list()
        is_apart = "apart" in kind
        note = {
            "close": "close bids, but evenly spread",
            "apart": "winner apart each time, losers bunched",
            "close and apart": "winner apart each time, and all bids close",
            "honest": "the same five firms, each for itself",
        }[kind]
        severity = {"apart": "watch", "close and apart": "high"}.get(kind, "")
        outcome = "flagged" if is_apart else "clear"
        planting.truth("B9", "bidder_set", sets, outcome, note, severity)
        if kind.startswith("close"):
            ids = rows["subject_id"].to_list()
            planting.truth("B8", "lot", ids, "flagged", note, "high")
