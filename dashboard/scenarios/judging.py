"""Tiers and scores of all entities at once, under any thresholds, points, weights and peers."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from dashboard.scenarios.cells import Cells

DECIMALS = 6


@dataclass(frozen=True)
class Settings:
    """One scenario in numbers. `column` says which of the four values of a cell is judged."""

    thresholds: np.ndarray  # one for each row of Cells.thresholds
    points: np.ndarray  # of watch, high, critical
    weights: np.ndarray  # of the clusters
    column: int = 0


@dataclass(frozen=True)
class Judged:
    """What a scenario says of each entity, in the order of Cells.entities."""

    tier_rank: np.ndarray
    lowest_score: np.ndarray
    rule_cluster_count: np.ndarray


def official(cells: Cells) -> Settings:
    """The settings that the build was made with."""
    return Settings(
        thresholds=cells.thresholds["threshold"].to_numpy().astype(float),
        points=np.array([cells.numbers[f"{one}_points"] for one in ("watch", "high", "critical")]),
        weights=cells.weights,
    )


def judge(cells: Cells, settings: Settings) -> Judged:
    """Tier rank (0 not rated to 4 critical), lower end of the score, clusters raised by a rule."""
    count = cells.entities.height
    ranks = _ranks(cells, settings)
    points = np.concatenate([[0.0], settings.points])[ranks] * cells.evidence * cells.data
    top = np.zeros((4, count))  # rule rank, firm rank, rank, and rule clusters, of each entity
    high, watch, weighed = np.zeros(count), np.zeros(count), np.zeros(count)
    if cells.height:
        starts, entity = cells.starts, cells.entity[cells.starts]
        rule = np.maximum.reduceat(np.where(cells.is_rule, ranks, 0), starts)
        firm = np.maximum.reduceat(np.where(cells.is_context, 0, ranks), starts)
        every = np.maximum.reduceat(ranks, starts)
        largest = np.round(np.maximum.reduceat(points, starts), DECIMALS)
        for row, of_cluster in enumerate((rule, firm, every)):
            np.maximum.at(top[row], entity, of_cluster)
        top[3] = np.bincount(entity, rule >= 2, count)
        high = np.bincount(entity, every >= 2, count)
        watch = np.bincount(entity, every >= 1, count)
        weight = settings.weights[cells.cluster[starts]]
        weighed = np.bincount(entity, weight * largest, count)
    total = cells.applicable @ settings.weights
    lowest = np.divide(weighed, total, out=np.zeros(count), where=total > 0)
    return Judged(
        tier_rank=_tiers(cells, top, high, watch),
        lowest_score=np.round(lowest, DECIMALS),
        rule_cluster_count=top[3],
    )


def _ranks(cells: Cells, settings: Settings) -> np.ndarray:
    """The severity that each cell reaches: 0 for none to 3 critical."""
    values = cells.values[:, settings.column] * cells.sign
    ranks = np.zeros(cells.height, dtype=np.int64)
    for rank in range(3):
        index = cells.threshold_index[:, rank]
        threshold = np.where(index >= 0, settings.thresholds[index], np.inf)
        limit = np.where(index >= 0, threshold * cells.sign, np.inf)
        ranks = np.where(values >= limit, rank + 1, ranks)
    return ranks


def _tiers(cells: Cells, top: np.ndarray, high: np.ndarray, watch: np.ndarray) -> np.ndarray:
    """The first line of the tier rules that holds; the same rules as the rollup entity_tiers."""
    rule, firm, every, rule_clusters = top
    coverage = cells.entities["coverage"].fill_null(-1.0).to_numpy()
    numbers = cells.numbers
    return np.select(
        [
            rule >= 3,
            (rule_clusters >= 1) & (high >= 2),
            (high >= numbers["high_cluster_count"]) & (firm >= 2),
            (every >= 2) | (rule >= 1) | (watch >= numbers["watch_cluster_count"]),
            coverage >= numbers["rated_coverage"],
        ],
        [4, 3, 3, 2, 1],
        0,
    )
