"""Whether something falls more on poorer or on richer places: the concentration index."""

from __future__ import annotations

import numpy as np
import polars as pl

from dashboard.engine.hooks import Settings

RESAMPLES = 2_000
LEVEL = 0.95
MINIMUM_AREAS = 10
TOO_FEW = "fewer than ten areas with both known"
NOTHING = "there is none of it anywhere"
COLUMNS = {
    "value": pl.Float64,
    "index_low": pl.Float64,  # 95 %, areas drawn anew with replacement
    "index_high": pl.Float64,
    "gini": pl.Float64,  # however the areas are ordered: unequal at all
    "mean_per_resident": pl.Float64,
    "poorest_fifth_share": pl.Float64,  # of the whole, that of the poorest fifth of residents
    "known_area_count": pl.Int64,
    "leans": pl.String,
}


def index(rows: pl.DataFrame, settings: Settings) -> pl.DataFrame:
    """One row per `subject_id` of the rows, which are one per subject and area.

    Takes `per_resident`, `deprivation_index` (higher is poorer) and `population` beside the columns
    of the contract, whose other columns are taken from the first row of each subject. Areas without
    any of the three are left out. Gives the reasons TOO_FEW and NOTHING.
    """
    used = ["per_resident", "deprivation_index", "population"]
    kept = rows.drop([*used, *(name for name in COLUMNS if name in rows.columns)])
    if rows.is_empty():
        return kept.with_columns(pl.lit(None, dtype=kind).alias(n) for n, kind in COLUMNS.items())
    found = []
    for (subject,), part in sorted(rows.group_by("subject_id"), key=lambda entry: entry[0]):
        known = part.drop_nulls(used).filter(pl.col("population") > 0).sort(used)
        found.append({"subject_id": subject} | _of_subject(known, settings, str(subject)))
    schema = {"subject_id": pl.String, "gap": pl.String, **COLUMNS}
    results = pl.DataFrame(found, schema=schema)
    return (
        kept.unique("subject_id", keep="first", maintain_order=True)
        .join(results, on="subject_id", how="left")
        .with_columns(pl.coalesce("skip_reason", "gap").alias("skip_reason"))
        .drop("gap")
        .sort("subject_id")
    )


def concentration(values: np.ndarray, rank_by: np.ndarray, people: np.ndarray) -> float:
    """2 cov(x, F) / mean with the weights `people`; F is the rank among people, highest first.

    From -1 (all of it with the first) to 1 (with the last). Those ranked alike share their middle.
    """
    return float(_concentrations(values, rank_by, people[np.newaxis, :])[0])


def _concentrations(values: np.ndarray, rank_by: np.ndarray, weights: np.ndarray) -> np.ndarray:
    """The index once for every row of `weights`; an area drawn twice has twice its weight."""
    order = np.argsort(-rank_by, kind="stable")
    shares = (weights / weights.sum(axis=1, keepdims=True))[:, order]
    falls = np.flatnonzero(np.diff(rank_by[order])) + 1
    starts = np.concatenate([[0], falls])
    alike = np.add.reduceat(shares, starts, axis=1)
    middles = np.cumsum(alike, axis=1) - alike / 2
    middle = np.repeat(middles, np.diff([*starts, len(order)]), axis=1)
    part = shares * values[order]
    mean = part.sum(axis=1)
    return 2 * ((part * middle).sum(axis=1) - mean * 0.5) / mean


def _of_subject(known: pl.DataFrame, settings: Settings, name: str) -> dict:
    if known.height < MINIMUM_AREAS:
        return {"gap": TOO_FEW, "known_area_count": known.height}
    values = known["per_resident"].to_numpy().astype(float)
    poor = known["deprivation_index"].to_numpy().astype(float)
    people = known["population"].to_numpy().astype(float)
    if not (values * people).sum() > 0:
        return {"gap": NOTHING, "known_area_count": known.height}
    random = settings.random(name)
    rows = random.integers(0, len(values), (RESAMPLES, len(values)))
    times = np.stack([np.bincount(one, minlength=len(values)) for one in rows])
    weights = times * people
    drawn = _concentrations(values, poor, weights[weights @ values > 0])
    tail = (1 - LEVEL) / 2
    low, high = np.quantile(drawn, [tail, 1 - tail])
    order = np.argsort(-poor, kind="stable")
    before = np.cumsum(people[order]) - people[order]
    fifth = np.clip((people.sum() / 5 - before) / people[order], 0, 1)
    total = values * people
    leans = "to poorer areas" if high < 0 else "to richer areas" if low > 0 else "cannot be told"
    return {
        "value": concentration(values, poor, people),
        "index_low": float(low),
        "index_high": float(high),
        "gini": concentration(values, -values, people),
        "mean_per_resident": float(total.sum() / people.sum()),
        "poorest_fifth_share": float((total[order] * fifth).sum() / total.sum()),
        "known_area_count": known.height,
        "leans": leans,
    }
