"""Screens of bid prices held against chance: how often honest bids look like that, by their number.

Independent bids are close together, or have a winner apart from bunched losers, more often the
fewer they are. So a marked lot says little, and what counts is a set of bidders whose lots are
marked more often than chance has it: Binomial(lots, chance for that number of bids).
"""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
import polars as pl
from scipy import stats

from dashboard.engine.hooks import Settings
from dashboard.engine.hooks.false_discovery import q_values

DRAWS = 40_000
MINIMUM_LOTS = 20  # of others, before their share of marked lots is taken as the chance
SET_COLUMNS = {
    "set_chance": pl.Float64,
    "set_chance_basis": pl.String,
    "set_p_value": pl.Float64,
    "set_q_value": pl.Float64,
}
SHAPE_COLUMNS = {
    "chance_share": pl.Float64,
    "p_value": pl.Float64,
    "own_q_value": pl.Float64,
    "supported_q_value": pl.Float64,
    "uniform_distance": pl.Float64,
}
OBSERVED, DRAWN = "lots of others", "drawn from a normal distribution"


def close_bids(rows: pl.DataFrame, settings: Settings) -> pl.DataFrame:
    """The lots, each with how likely it is that its bidder set has so many lots with close bids.

    Takes, beside the columns of the contract (`value` is the variation): `bidder_set`,
    `priced_count`, `set_lot_count`, `set_close_count`, `other_lot_count` and `other_close_count`
    (lots with as many bids of other sets), `usual_variation` (median over the lots of others), and
    `is_close`. Adds SET_COLUMNS and `close_set_q_value`, which is `set_q_value` where the lot
    itself has close bids. Sets with fewer lots than settings.params["set_min_lots"] are not tested.
    """
    tested = (
        rows.filter(
            pl.col("skip_reason").is_null(),
            pl.col("bidder_set").is_not_null(),
            pl.col("set_lot_count") >= settings.params["set_min_lots"],
        )
        .sort("bidder_set", "subject_id")
        .unique("bidder_set", keep="first", maintain_order=True)
    )
    sets = _close_tests(tested, settings).select("bidder_set", *SET_COLUMNS)
    found = rows.join(sets, on="bidder_set", how="left", maintain_order="left")
    return found.with_columns(pl.when("is_close").then("set_q_value").alias("close_set_q_value"))


def cover_shapes(rows: pl.DataFrame, settings: Settings) -> pl.DataFrame:
    """The bidder sets with the chance of so many lots whose winner stands apart (RD above 1).

    Takes, beside the columns of the contract: `bidder_set`, `priced_count`, `set_lot_count`,
    `apart_count`, the columns that `close_bids` takes for its test, and `price_positions`, a list
    of where the bids between the lowest and the highest lie, from 0 to 1. Sets `value` to the
    share of marked lots less that of chance, and adds SHAPE_COLUMNS: `supported_q_value` is the
    q-value where the set's bids are also close together at q <= 0.05 (`close_set_q_value`), else
    NULL; `uniform_distance` is Kolmogorov and Smirnov's distance of these positions from even ones.
    """
    judged = rows["skip_reason"].is_null().to_numpy()
    counts = rows["priced_count"].to_list()
    distance = settings.params["apart_distance"]
    by_count = {
        k: apart_chance(k, distance, settings)
        for k in {k for k, is_judged in zip(counts, judged, strict=True) if is_judged}
    }
    chances = np.array([by_count.get(k, np.nan) for k in counts], dtype=float)
    chances[~judged] = np.nan
    marked = rows["apart_count"].cast(pl.Float64).to_numpy()
    lots = rows["set_lot_count"].cast(pl.Float64).to_numpy()
    p_values = np.where(judged, stats.binom.sf(marked - 1, lots, chances), np.nan)
    close = _close_tests(rows.filter(pl.col("skip_reason").is_null()), settings)
    close = close.select("bidder_set", pl.col("set_q_value").alias("close_set_q_value"))
    own_q_values = q_values(p_values)
    return (
        rows.join(close, on="bidder_set", how="left", maintain_order="left")
        .with_columns(
            pl.Series("value", np.where(judged, marked / np.maximum(lots, 1) - chances, np.nan)),
            pl.Series("chance_share", chances),
            pl.Series("p_value", p_values),
            pl.Series("own_q_value", own_q_values),
            pl.Series("uniform_distance", _distances(rows["price_positions"]), dtype=pl.Float64),
        )
        .with_columns(
            pl.col("value", "chance_share", "p_value", "own_q_value").fill_nan(None),
        )
        .with_columns(
            pl.when(pl.col("close_set_q_value") <= settings.params["support_q"])
            .then("own_q_value")
            .alias("supported_q_value")
        )
        .drop("price_positions")
    )


def near_estimates(rows: pl.DataFrame, settings: Settings) -> pl.DataFrame:
    """The lots with how often their buyer's awards lie near the estimate, and how likely that is.

    Takes `buyer_id` and `is_near`, beside the columns of the contract. Adds `buyer_lot_count`,
    `buyer_near_share`, `other_buyers_near_share`, `buyer_p_value` (binomial, one-sided, against the
    share of all other buyers) and `buyer_q_value`. Buyers with fewer than 20 lots are not tested.
    """
    judged = rows.filter(pl.col("skip_reason").is_null(), pl.col("buyer_id").is_not_null())
    buyers = (
        judged.group_by("buyer_id")
        .agg(
            pl.len().cast(pl.Int64).alias("buyer_lot_count"),
            pl.col("is_near").sum().cast(pl.Int64).alias("near_count"),
        )
        .sort("buyer_id")
    )
    lots, near = (buyers[name].to_numpy() for name in ("buyer_lot_count", "near_count"))
    other_lots, other_near = judged.height - lots, int(near.sum()) - near
    chance = (other_near + 0.5) / (other_lots + 1)
    enough = (lots >= MINIMUM_LOTS) & (other_lots >= MINIMUM_LOTS)
    p_values = np.where(enough, stats.binom.sf(near - 1, lots, chance), np.nan)
    added = buyers.with_columns(
        pl.Series("buyer_near_share", near / np.maximum(lots, 1), dtype=pl.Float64),
        pl.Series(
            "other_buyers_near_share",
            np.where(other_lots > 0, other_near / np.maximum(other_lots, 1), np.nan),
            dtype=pl.Float64,
        ).fill_nan(None),
        pl.Series("buyer_p_value", p_values, dtype=pl.Float64).fill_nan(None),
        pl.Series("buyer_q_value", q_values(p_values), dtype=pl.Float64).fill_nan(None),
    ).drop("near_count")
    return rows.join(added, on="buyer_id", how="left", maintain_order="left")


def apart_chance(bid_count: int, distance: float, settings: Settings) -> float:
    """The share of lots with `bid_count` independent normal bids whose relative distance is above
    `distance`: 0.59 at three bids and a distance of 1, 0.28 at eight."""
    bids = _normal(bid_count, settings)
    losing = bids[:, 1:].std(axis=1, ddof=1)
    return float(((bids[:, 1] - bids[:, 0]) > distance * losing).mean())


def close_chance(bid_count: int, usual: float, limit: float, settings: Settings) -> float:
    """The share of lots with `bid_count` independent normal bids whose coefficient of variation is
    at most `limit`, where the true one is `usual`: 0.43 at three bids, 0.08 and 0.06."""
    bids = 1 + usual * _normal(bid_count, settings)
    return float((bids.std(axis=1, ddof=1) <= limit * bids.mean(axis=1)).mean())


def _normal(bid_count: int, settings: Settings) -> np.ndarray:
    random = settings.random(f"{bid_count} bids")
    return np.sort(random.standard_normal((DRAWS, bid_count)), axis=1)


def _close_tests(sets: pl.DataFrame, settings: Settings) -> pl.DataFrame:
    """One row per set with SET_COLUMNS; takes the columns described at `close_bids`."""
    drawn: dict[tuple[int, float], float] = {}
    chances, bases = [], []
    for row in sets.iter_rows(named=True):
        chance, basis = _close_base(row, drawn, settings)
        chances.append(chance)
        bases.append(basis)
    chance = np.array(chances, dtype=float)
    hits = sets["set_close_count"].cast(pl.Float64).to_numpy()
    lots = sets["set_lot_count"].cast(pl.Float64).to_numpy()
    p_values = np.where(np.isnan(chance), np.nan, stats.binom.sf(hits - 1, lots, chance))
    return sets.with_columns(
        pl.Series("set_chance", chance, dtype=pl.Float64).fill_nan(None),
        pl.Series("set_chance_basis", bases, dtype=pl.String),
        pl.Series("set_p_value", p_values, dtype=pl.Float64).fill_nan(None),
        pl.Series("set_q_value", q_values(p_values), dtype=pl.Float64).fill_nan(None),
    )


def _close_base(
    row: dict, drawn: dict[tuple[int, float], float], settings: Settings
) -> tuple[float, str | None]:
    """The chance of close bids on one lot of this set, and where it comes from."""
    if row["other_lot_count"] >= MINIMUM_LOTS:
        # Half a lot more on either side: a share of none is not a chance of none.
        return (row["other_close_count"] + 0.5) / (row["other_lot_count"] + 1), OBSERVED
    if row["usual_variation"] is None:
        return float("nan"), None
    key = row["priced_count"], row["usual_variation"]
    if key not in drawn:
        drawn[key] = close_chance(*key, settings.params["close_variation"], settings)
    return drawn[key], DRAWN


def _distances(lists: Iterable) -> list[float | None]:
    """Kolmogorov and Smirnov's distance of each list of positions from an even spread over 0 to 1.

    The largest gap between the steps of the empirical distribution and the straight line; without
    the p-value that SciPy's ks_1samp works out besides, which costs a hundred times as much.
    """
    found: list[float | None] = []
    for values in lists:
        if values is None or not len(values):
            found.append(None)
            continue
        ordered = np.clip(np.sort(np.asarray(values, dtype=float)), 0, 1)
        steps = np.arange(len(ordered) + 1) / len(ordered)
        found.append(float(max((steps[1:] - ordered).max(), (ordered - steps[:-1]).max())))
    return found
