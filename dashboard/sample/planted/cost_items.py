"""Bills of quantities of the works contracts, and unit prices that stand out in them."""

from __future__ import annotations

import numpy as np
import polars as pl

from dashboard.sample.columns import chosen, rank_in_group
from dashboard.sample.planting import Planting
from dashboard.sample.truth import CLEAR, FLAGGED, INSUFFICIENT

FAMILY = "cost: items"
# Code, words, unit and price at the start of 2020.
CATALOGUE = (
    ("E10", "Excavation", "m3", 14.0),
    ("C20", "Concrete", "m3", 165.0),
    ("S30", "Reinforcement", "kg", 2.4),
    ("A40", "Asphalt layer", "m2", 21.0),
    ("P50", "Pipe laid", "m", 88.0),
    ("K60", "Kerb set", "m", 33.0),
)
ITEMS = 3  # in each contract
YEARLY_RISE = 0.012
NOISE = 0.09  # most prices lie towards its ends, so that no honest one reaches a fence
DEAR, CHEAP, NIGHT, LUMP, UNMEASURED = range(5)
SHARES = (0.022, 0.016, 0.02, 0.02, 0.01)


def plant(planting: Planting) -> None:
    """Plant them in one chunk of the city."""
    random = planting.random(FAMILY)
    contracts = planting.rows("contracts").filter(
        pl.col("nature") == "construction",
        pl.col("signed_date").is_not_null(),
        pl.col("status") != "pending",
    )
    if contracts.is_empty():
        return
    rows = np.repeat(np.arange(contracts.height), ITEMS)
    first = random.integers(0, len(CATALOGUE), contracts.height)
    item = (first[rows] + rank_in_group(rows)) % len(CATALOGUE)
    pattern = np.searchsorted(np.cumsum(SHARES), random.random(len(rows)), side="right")
    signed = contracts["signed_date"].cast(pl.Int32).to_numpy()[rows]
    years = (signed - 18262) / 365.25  # since 2020-01-01
    base = np.array([entry[3] for entry in CATALOGUE])[item]
    noise = NOISE * np.sin(np.pi * random.uniform(-0.5, 0.5, len(rows)))
    logarithm = YEARLY_RISE * years + noise
    logarithm += _away(random, pattern)
    price = np.round(base * np.exp(logarithm), 2)
    quantity = np.round(random.lognormal(5.5, 0.9, len(rows)), 1)
    ids = planting.new_ids("ITM", len(rows))
    lump, unmeasured = pl.Series(pattern == LUMP), pl.Series(pattern == UNMEASURED)
    amounts = pl.Series(np.where(pattern == LUMP, np.round(price * quantity, 2), price))
    projects = contracts["project_id"].gather(pl.Series(rows))
    planting.add(
        "contract_items",
        pl.DataFrame(
            {
                "contract_item_id": ids,
                "contract_id": contracts["contract_id"].gather(pl.Series(rows)),
                "item_code": chosen([entry[0] for entry in CATALOGUE], item),
                "description": chosen([entry[1] for entry in CATALOGUE], item),
                "unit_price_amount": amounts,
                "currency": pl.repeat(planting.currency, len(rows), eager=True),
            }
        ).with_columns(
            pl.when(lump).then(1.0).when(~unmeasured).then(pl.Series(quantity)).alias("quantity"),
            pl.when(lump)
            .then(pl.lit("lump sum"))
            .otherwise(chosen([entry[2] for entry in CATALOGUE], item))
            .alias("unit"),
        ),
    )
    for place, outcome, severity, note in (
        (DEAR, FLAGGED, "high", "much dearer than the same item elsewhere"),
        (CHEAP, FLAGGED, "watch", "much cheaper than the same item elsewhere"),
        (NIGHT, CLEAR, "", "a little dearer, done at night"),
        (LUMP, INSUFFICIENT, "", "priced as a lump sum"),
        (UNMEASURED, INSUFFICIENT, "", "no quantity"),
    ):
        found = np.flatnonzero(pattern == place)
        planting.truth(
            "C10", "contract_item", [ids[i] for i in found], outcome, note, severity,
            projects.gather(pl.Series(found, dtype=pl.Int64)).to_list(),
        )  # fmt: skip


def _away(random: np.random.Generator, pattern: np.ndarray) -> np.ndarray:
    """How far each price is moved from the ordinary, as a logarithm."""
    dear = random.uniform(0.5, 0.9, len(pattern))
    cheap = -random.uniform(0.45, 0.6, len(pattern))
    return np.select([pattern == DEAR, pattern == CHEAP, pattern == NIGHT], [dear, cheap, 0.05], 0)
