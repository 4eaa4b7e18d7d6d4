"""What the bids on one tender look like: the screens of the literature, one row a tender."""

from __future__ import annotations

import numpy as np
import polars as pl
from scipy import sparse, stats

MINIMUM_BIDS = 3
FREQUENT = 10  # further bids of a firm before its losing says anything
REPEATED = 5  # further tenders that two firms met in
RARELY = 0.05

# Which way each screen points at an arrangement, as its authors say, fixed before any measuring.
# +1: the higher the more.
PRICE_SCREENS = {
    "variation": -1,  # coefficient of variation (B8): arranged bids lie close together
    "spread": -1,  # (highest - lowest) / lowest
    "relative_distance": 1,  # lowest to second, in deviations of the losing bids (B9)
    "skewness": -1,  # the winner far below, cover bids bunched above
    "kurtosis": 1,
    "uniform_distance": 1,  # Kolmogorov and Smirnov's distance from evenly spread bids
    "price_level": 1,  # lowest bid / estimate (B5): without rivalry prices are high
}
SINGLE_SCREENS = PRICE_SCREENS | {
    "narrow_gap": -1,  # the second lowest bid just above the lowest (B6, low tail)
    "wide_gap": 1,  # the same, high tail
    "identical_bids": 1,  # share of bids that repeat another to the cent (B7)
}
PARTICIPATION_SCREENS = {
    "frequent_losers": 1,  # share of the losing firms that hardly ever win elsewhere (B10)
    "repeated_pairs": 1,  # share of pairs of firms that met in five other tenders or more (B15)
}


def price_screens(bids: pl.DataFrame, estimates: pl.DataFrame) -> pl.DataFrame:
    """One row for each tender with three bids or more.

    Takes `tender_id`, `bid_amount` (bids without a positive amount are left out) and, for each
    tender, `estimate_amount`. Gives tender_id, bid_count and the columns of SINGLE_SCREENS; NULL
    where a screen is not defined: kurtosis below four bids, a distance where no losing bid differs.
    """
    amounts = (
        bids.with_columns(pl.col("bid_amount").cast(pl.Float64))
        .filter(pl.col("bid_amount") > 0)
        .group_by("tender_id")
        .agg(pl.col("bid_amount").sort())
        .filter(pl.col("bid_amount").list.len() >= MINIMUM_BIDS)
        .sort("tender_id")
    )
    kinds = {"tender_id": pl.String, "bid_count": pl.Int64, "lowest_amount": pl.Float64}
    kinds |= {name: pl.Float64 for name in SINGLE_SCREENS if name != "price_level"}
    rows = [
        {"tender_id": tender_id} | _of_one(np.array(values))
        for tender_id, values in amounts.iter_rows()
    ]
    known = estimates.select("tender_id", pl.col("estimate_amount").cast(pl.Float64))
    return (
        pl.DataFrame(rows, schema=kinds)
        .join(known, on="tender_id", how="left", maintain_order="left")
        .with_columns(
            pl.when(pl.col("estimate_amount") > 0)
            .then(pl.col("lowest_amount") / pl.col("estimate_amount"))
            .alias("price_level")
        )
        .select("tender_id", "bid_count", *SINGLE_SCREENS)
    )


def _of_one(b: np.ndarray) -> dict[str, float | int | None]:
    """The screens of one tender, its bids sorted from the lowest."""
    losing, differ = b[1:], b[-1] > b[0]
    deviation = float(np.std(losing, ddof=1))
    gap = (b[1] - b[0]) / b[0]
    return {
        "bid_count": len(b),
        "lowest_amount": b[0],
        "variation": np.std(b, ddof=1) / b.mean(),
        "spread": (b[-1] - b[0]) / b[0],
        "relative_distance": (b[1] - b[0]) / deviation if b[-1] > b[1] else None,
        "skewness": float(stats.skew(b, bias=False)) if differ else None,
        "kurtosis": float(stats.kurtosis(b, bias=False)) if differ and len(b) > 3 else None,
        "uniform_distance": _uniform_distance(b) if differ else None,
        "narrow_gap": gap,
        "wide_gap": gap,
        "identical_bids": 1 - len(np.unique(b)) / len(b),
    }


def _uniform_distance(b: np.ndarray) -> float:
    return float(stats.kstest((b - b[0]) / (b[-1] - b[0]), "uniform").statistic)


def participation_screens(bids: pl.DataFrame) -> pl.DataFrame:
    """One row for each tender whose bidders are known: what they did in all the other tenders.

    Takes tender_id, party_id, is_winner. Gives tender_id and the columns of PARTICIPATION_SCREENS;
    the tender's own outcome never counts.
    """
    firms = bids.group_by("tender_id", "party_id").agg(
        pl.col("is_winner").fill_null(False).any().cast(pl.Int64).alias("won")
    )
    firms = firms.with_columns(
        (pl.len().over("party_id") - 1).alias("elsewhere"),
        (pl.col("won").sum().over("party_id") - pl.col("won")).alias("won_elsewhere"),
        (1 / pl.len().over("tender_id")).alias("chance"),
    ).with_columns((pl.col("chance").sum().over("party_id") - pl.col("chance")).alias("expected"))
    # Binomial with the mean chance: its lower tail is never thinner than that of unequal chances.
    chance = (firms["expected"] / firms["elsewhere"].clip(1)).clip(0, 1).to_numpy()
    rarely = stats.binom.cdf(firms["won_elsewhere"], firms["elsewhere"], chance) <= RARELY
    losers = (
        firms.with_columns(
            (pl.Series(rarely) & (pl.col("elsewhere") >= FREQUENT)).alias("hardly_wins")
        )
        .filter(pl.col("won") == 0)
        .group_by("tender_id")
        .agg(pl.col("hardly_wins").mean().alias("frequent_losers"))
    )
    if firms.is_empty():
        kinds = {"tender_id": pl.String} | dict.fromkeys(PARTICIPATION_SCREENS, pl.Float64)
        return pl.DataFrame(schema=kinds)
    return _repeated_pairs(firms).join(losers, on="tender_id", how="left").sort("tender_id")


def _repeated_pairs(firms: pl.DataFrame) -> pl.DataFrame:
    """The share of each tender's pairs of firms that met in five other tenders or more."""
    numbered = firms.with_columns(
        pl.col("tender_id").rank("dense").cast(pl.Int64).alias("tender") - 1,
        pl.col("party_id").rank("dense").cast(pl.Int64).alias("party") - 1,
    ).sort("tender", "party")
    places = (numbered["tender"].to_numpy(), numbered["party"].to_numpy())
    present = sparse.coo_array((np.ones(numbered.height, dtype=np.int64), places)).tocsr()
    met = (present.T @ present).toarray()
    np.fill_diagonal(met, 0)
    rows = []
    parties_of = numbered.group_by("tender_id", maintain_order=True).agg("party")
    for tender_id, parties in parties_of.iter_rows():
        pair_count = len(parties) * (len(parties) - 1)
        again = (met[np.ix_(parties, parties)] > REPEATED).sum()
        rows.append((tender_id, float(again / pair_count) if pair_count else None))
    kinds = {"tender_id": pl.String, "repeated_pairs": pl.Float64}
    return pl.DataFrame(rows, schema=kinds, orient="row")
