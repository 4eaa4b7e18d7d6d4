"""A thousand scenarios drawn around the official settings: how firm is each tier?

Each draw moves every threshold by up to a fifth, draws points and cluster weights from Dirichlet
distributions around the official ones, takes quartiles of type 7 or 8, and peers of the group in
use, the next wider or the next narrower one. A narrower group than the one in use has too few
members by definition, so there the same group stands.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import polars as pl

from dashboard.engine.hooks import SEED
from dashboard.scenarios.cells import REACH, TIERS, Cells
from dashboard.scenarios.judging import Judged, Settings, judge, official

DRAWS = 1_000
TOP = 50
# House defaults: the larger, the closer the draws stay to the official points and weights.
POINTS_CONCENTRATION = 100.0
WEIGHT_CONCENTRATION = 10.0
WHOLE_UNITS = ("count", "days", "hours")
DISTANCES = ("above_distance", "below_distance")


@dataclass(frozen=True)
class Stability:
    """Of each entity how often it kept its tier, and of each kind how much of the top stayed."""

    entities: pl.DataFrame
    top: pl.DataFrame


def stability(cells: Cells, draws: int = DRAWS, seed: int = SEED) -> Stability:
    """Judges all entities under `draws` random scenarios.

    `entities` has entity_kind, entity_id, tier, kept_share, a share for each tier, and the 5th and
    95th percentile of the lower end of the score; `top` has entity_kind, top_count, and mean,
    lowest and 5th percentile of the share of the queue's first 50 that stayed in it. Only tiers
    from watch up are in a queue.
    """
    random = np.random.default_rng(seed)
    base = judge(cells, official(cells))
    count = cells.entities.height
    kinds = cells.entities["entity_kind"].to_numpy()
    tops = {kind: _top(cells, base, kinds == kind) for kind in sorted(set(kinds))}
    counted = np.zeros((len(TIERS), count), dtype=np.int64)
    scores = np.zeros((draws, count), dtype=np.float32)
    overlaps: dict[str, list[float]] = {kind: [] for kind, top in tops.items() if len(top)}
    everyone = np.arange(count)
    for draw in range(draws):
        judged = judge(cells, drawn(cells, random))
        counted[judged.tier_rank, everyone] += 1
        scores[draw] = judged.lowest_score
        for kind, found in overlaps.items():
            now = _top(cells, judged, kinds == kind)
            found.append(len(np.intersect1d(now, tops[kind])) / len(tops[kind]))
    return Stability(
        _entities(cells, base, counted, scores, draws),
        pl.DataFrame(
            [
                {
                    "entity_kind": kind,
                    "top_count": len(tops[kind]),
                    "mean_overlap": float(np.mean(found)),
                    "lowest_overlap": float(np.min(found)),
                    "p05_overlap": float(np.quantile(found, 0.05)),
                }
                for kind, found in overlaps.items()
            ],
            schema=TOP_COLUMNS,
        ),
    )


TOP_COLUMNS = {
    "entity_kind": pl.String,
    "top_count": pl.Int64,
    "mean_overlap": pl.Float64,
    "lowest_overlap": pl.Float64,
    "p05_overlap": pl.Float64,
}


def drawn(cells: Cells, random: np.random.Generator) -> Settings:
    """One random scenario."""
    base = official(cells)
    factors = random.uniform(1 - REACH, 1 + REACH, len(base.thresholds))
    shares = random.dirichlet(POINTS_CONCENTRATION * base.points / base.points.sum())
    # The largest stays at 100, which stands for the worst that is possible.
    points = np.sort(shares) / shares.max() * base.points.max()
    used = base.weights > 0
    weights = np.zeros(len(base.weights))
    concentration = WEIGHT_CONCENTRATION * used.sum() * base.weights[used] / base.weights.sum()
    weights[used] = random.dirichlet(concentration) * base.weights.sum()
    is_other_type = bool(random.integers(2))
    is_wider = random.integers(-1, 2) == 1
    return Settings(
        thresholds=moved(cells, factors),
        points=points,
        weights=weights,
        column=int(is_other_type) + 2 * int(is_wider),
    )


def moved(cells: Cells, factors: np.ndarray | float) -> np.ndarray:
    """The thresholds times `factors`, as they could be written.

    Of counts and days only whole ones, never 0 where it was not. A share stays between 0 and 1: it
    moves by a part of its distance to the nearer of the two.
    """
    old = cells.thresholds["threshold"].to_numpy()
    step = np.where(_is_share(cells.thresholds), np.minimum(old, 1 - old), old)
    thresholds = old + (factors - 1) * step
    rounded = np.round(thresholds)
    rounded = np.where((rounded == 0) & (old != 0), np.sign(old), rounded)
    return np.where(_is_whole(cells.thresholds), rounded, np.round(thresholds, 6))


def _is_share(thresholds: pl.DataFrame) -> np.ndarray:
    """Which thresholds are of a part of a whole: by unit, or by the name of the measure."""
    named = pl.col("measure").str.contains("share")
    main = (pl.col("measure") == "value") & (pl.col("unit") == "share")
    inside = pl.col("threshold").is_between(0, 1, closed="none")
    return thresholds.select((named | main) & inside).to_series().to_numpy()


def _is_whole(thresholds: pl.DataFrame) -> np.ndarray:
    """Which thresholds count something: by unit, or a whole number of a measure of its own."""
    whole = thresholds["threshold"].to_numpy() % 1 == 0
    counts = thresholds["unit"].is_in(WHOLE_UNITS).to_numpy()
    own = (thresholds["measure"] != "value").to_numpy()
    distance = thresholds["measure"].is_in(DISTANCES).to_numpy()
    return whole & (counts | own) & ~distance


def _top(cells: Cells, judged: Judged, is_kind: np.ndarray) -> np.ndarray:
    """The first 50 of the review queue among the entities of one kind."""
    exposure = cells.entities["exposure_amount"].cast(pl.Float64).to_numpy()
    candidates = np.flatnonzero(is_kind & (judged.tier_rank >= 2))
    order = np.lexsort(
        (
            candidates,
            -exposure[candidates],
            -judged.lowest_score[candidates],
            -judged.rule_cluster_count[candidates],
            -judged.tier_rank[candidates],
        )
    )
    return candidates[order[:TOP]]


def _entities(
    cells: Cells, base: Judged, counted: np.ndarray, scores: np.ndarray, draws: int
) -> pl.DataFrame:
    shares = counted / max(draws, 1)
    low, high = np.quantile(scores, [0.05, 0.95], axis=0) if draws else scores[:2]
    return cells.entities.select("entity_kind", "entity_id").with_columns(
        pl.Series("tier", [TIERS[rank] for rank in base.tier_rank], dtype=pl.String),
        pl.Series("kept_share", shares[base.tier_rank, np.arange(len(base.tier_rank))]),
        *(
            pl.Series(f"{tier.replace(' ', '_')}_share", shares[rank])
            for rank, tier in enumerate(TIERS)
        ),
        pl.Series("p05_score", np.round(low.astype(float), 4)),
        pl.Series("p95_score", np.round(high.astype(float), 4)),
    )
