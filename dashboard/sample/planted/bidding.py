"""Who bids on each lot of the sample city, and at what price, when nobody talks to anybody."""

from __future__ import annotations

import numpy as np
import polars as pl

from dashboard.sample.planting import Planting

MOST_BIDDERS = 8
NEWCOMER = 0.3  # weight of a firm that holds no contract, where each contract counts one
ITEMISED_SHARE = 0.12  # of the lots have bids with a price per item
ITEMS = (  # code, unit, share of the price, size of a usual quantity
    ("E10", "m3", 0.22, 900),
    ("E20", "m3", 0.16, 400),
    ("C10", "m3", 0.25, 250),
    ("C30", "t", 0.14, 30),
    ("S10", "m2", 0.15, 1_800),
    ("F10", "m", 0.08, 600),
)
CONSORTIUM_SHARE = 0.04  # of the bids that lose
DISQUALIFIED_SHARE = 0.12  # of the lots with five bids or more lose their highest one
RULED_OUT = ("Bid security missing", "Form of tender not signed", "Licence expired")


def draw(planting: Planting, random: np.random.Generator, lots: pl.DataFrame) -> pl.DataFrame:
    """The lots with `bidders` (the winner first) and `ratios` (of each bid to the winner's).

    Where they are not given: firms of the winner's trade, drawn by how many contracts they hold,
    whose bids are independent and log-normal with the lot's `spread`. The winner is the cheapest.
    """
    count = lots.height
    losers = np.full((count, MOST_BIDDERS), "", dtype=object)
    trade = lots["winner_id"].str.slice(0, 3).to_numpy()
    for prefix in sorted(set(trade)):
        rows = np.flatnonzero(trade == prefix)
        losers[rows] = _losers(planting, random, lots["winner_id"].gather(rows), prefix)
    bids = np.exp(random.normal(0, 1, (count, MOST_BIDDERS)) * lots["spread"].to_numpy()[:, None])
    number = lots["bidder_count"].to_numpy()
    bids[np.arange(MOST_BIDDERS) >= number[:, None]] = np.inf
    bids.sort(axis=1)
    everyone = np.column_stack([lots["winner_id"].to_numpy(), losers])
    drawn = pl.DataFrame(
        {
            "drawn_bidders": [list(row[:n]) for row, n in zip(everyone, number, strict=True)],
            "drawn_ratios": [
                (row[:n] / row[0]).tolist() for row, n in zip(bids, number, strict=True)
            ],
        },
        schema={"drawn_bidders": pl.List(pl.String), "drawn_ratios": pl.List(pl.Float64)},
    )
    given = pl.any_horizontal(pl.col("bidders", "ratios").is_not_null())
    return lots.with_columns(given.alias("is_given")).with_columns(
        pl.coalesce(name, drawn[f"drawn_{name}"]).alias(name) for name in ("bidders", "ratios")
    )


def _losers(
    planting: Planting, random: np.random.Generator, winners: pl.Series, prefix: str
) -> np.ndarray:
    """Per winner eight other firms of its trade, without repetition (Gumbel's trick)."""
    firms = planting.parties["party_id"]
    firms = firms.filter(firms.str.starts_with(f"{prefix}-")).sort()
    held = planting.rows("contracts")["supplier_id"].value_counts(name="held")
    weights = firms.to_frame("supplier_id").join(
        held, on="supplier_id", how="left", maintain_order="left"
    )["held"]
    score = np.log(weights.fill_null(0).to_numpy() + NEWCOMER)
    keys = score + random.gumbel(size=(len(winners), len(firms)))
    keys[firms.to_numpy() == winners.to_numpy()[:, None]] = -np.inf
    first = np.argsort(-keys, axis=1)[:, :MOST_BIDDERS]
    return firms.to_numpy()[first]


def add(planting: Planting, random: np.random.Generator, lots: pl.DataFrame) -> pl.DataFrame:
    """Write the bids of each lot and who is behind them; returns the bids with `position`."""
    bids = (
        lots.select(
            *("position", "tender_id", "lot_id", "bidders", "ratios", "award_amount"),
            *("submission_deadline", "decided_date", "bidder_count", "is_given"),
        )
        .explode("bidders", "ratios")
        .with_columns(pl.int_range(pl.len()).over("position").alias("rank"))
    )
    count = bids.height
    losing = pl.col("rank") > 0
    high = random.random(lots.height) < DISQUALIFIED_SHARE
    bids = bids.with_columns(
        pl.Series("bid_id", planting.new_ids("BID", count)),
        (pl.col("award_amount") * pl.col("ratios")).round(2).alias("bid_amount"),
        (
            pl.col("submission_deadline") - pl.duration(minutes=pl.Series(_minutes(random, count)))
        ).alias("submitted"),
        (pl.col("decided_date").is_not_null() & ~losing).alias("is_winner"),
        (pl.Series(random.random(count) < CONSORTIUM_SHARE) & losing & ~pl.col("is_given")).alias(
            "is_joint"
        ),
        pl.Series("reason", random.choice(RULED_OUT, count)),
        # The highest of many, so that the number of valid bids and the lowest one stay as drawn.
        (
            (pl.col("rank") == pl.col("bidder_count") - 1)
            & (pl.col("bidder_count") >= 5)
            & ~pl.col("is_given")
            & pl.col("decided_date").is_not_null()
            & pl.Series(high).gather(bids["position"])
        ).alias("is_out"),
    )
    status = (
        pl.when(pl.col("decided_date").is_null())
        .then(pl.lit("pending"))
        .when("is_out")
        .then(pl.lit("disqualified"))
        .otherwise(pl.lit("valid"))
    )
    planting.add(
        "bids",
        bids.select(
            *("bid_id", "tender_id", "lot_id", "submitted"),
            pl.col("submitted").dt.date().alias("bid_date"),
            "bid_amount",
            pl.lit(planting.currency).alias("currency"),
            status.alias("status"),
            pl.when("is_out").then("reason").alias("disqualification_reason"),
            pl.when(pl.col("decided_date").is_not_null()).then("is_winner").alias("is_winner"),
        ),
    )
    _add_parties(planting, random, bids)
    _add_items(planting, random, bids)
    return bids


def _minutes(random: np.random.Generator, count: int) -> np.ndarray:
    """How long before the deadline bids come in: most of them in the last three days."""
    return np.clip(random.exponential(1_500, count), 20, 12_000).astype(np.int64)


def _add_parties(planting: Planting, random: np.random.Generator, bids: pl.DataFrame) -> None:
    """The firm behind each bid; for some that lose, a second one that bids nowhere else there."""
    first = bids.select(
        "bid_id", "position", pl.col("bidders").alias("party_id"), pl.lit(True).alias("is_lead")
    )
    joint = bids.filter(pl.col("is_joint"))
    firms = planting.parties["party_id"]
    firms = firms.filter(firms.str.starts_with("CON-")).sort()
    second = joint.select(
        "bid_id",
        "position",
        firms.gather(random.integers(0, len(firms), joint.height)).alias("party_id"),
        pl.lit(False).alias("is_lead"),
    ).join(first.select("position", "party_id"), on=["position", "party_id"], how="anti")
    names = planting.parties.select("party_id", "party_name")
    rows = pl.concat([first, second]).join(names, on="party_id", how="left", maintain_order="left")
    rows = rows.unique(["position", "party_id"], keep="first", maintain_order=True)
    planting.add("bid_parties", rows.select("bid_id", "party_id", "party_name", "is_lead"))


def _add_items(planting: Planting, random: np.random.Generator, bids: pl.DataFrame) -> None:
    """Unit prices of some lots' bids: the same quantities, and each firm's own split of its sum."""
    lots = bids["position"].max() + 1 if bids.height else 0
    itemised = random.random(lots) < ITEMISED_SHARE
    size = random.lognormal(0, 0.5, (lots, len(ITEMS)))
    quantities = np.rint(size * [item[3] for item in ITEMS]) + 1
    rows = bids.filter(pl.Series(itemised).gather(bids["position"]))
    share = random.lognormal(0, 0.2, (rows.height, len(ITEMS))) * [item[2] for item in ITEMS]
    share /= share.sum(axis=1, keepdims=True)
    quantity = quantities[rows["position"].to_numpy()]
    price = rows["bid_amount"].to_numpy()[:, None] * share / quantity
    count = rows.height * len(ITEMS)
    planting.add(
        "bid_items",
        pl.DataFrame(
            {
                "bid_item_id": planting.new_ids("BIT", count),
                "bid_id": rows["bid_id"].to_numpy().repeat(len(ITEMS)),
                "item_code": [item[0] for item in ITEMS] * rows.height,
                "unit": [item[1] for item in ITEMS] * rows.height,
                "quantity": quantity.ravel(),
                "unit_price_amount": price.ravel().round(2),
                "currency": [planting.currency] * count,
            },
            schema_overrides={"bid_id": pl.String, "item_code": pl.String, "unit": pl.String},
        ),
    )
