"""How well a score puts the right cases first: AUC, precision at the top, bootstrap intervals."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

TOP_SHARE = 0.1
INTERVAL = 0.95
DRAWS = 1_000


@dataclass(frozen=True)
class Quality:
    """AUC and precision in the top tenth, each for the cases as they are (`auc`, `precision`) and
    for every resample (`aucs`, `precisions`; NaN where a resample holds one kind of case only)."""

    auc: float
    precision: float
    aucs: np.ndarray
    precisions: np.ndarray


def resamples(count: int, random: np.random.Generator, draws: int = DRAWS) -> np.ndarray:
    """How often each of `count` cases stands in each resample with replacement: draws × count."""
    return random.multinomial(count, np.full(count, 1 / count), size=draws)


def quality(score: np.ndarray, is_right: np.ndarray, drawn: np.ndarray) -> Quality:
    """The quality of a score by which a high number comes first.

    AUC is the chance that a right case scores above a wrong one, ties half (Mann and Whitney 1947).
    The top tenth is rounded up to whole cases; where cases tie across its edge, each of them counts
    in part, so that the order of rows decides nothing.
    """
    order = np.argsort(-score, kind="stable")
    starts = np.flatnonzero(np.r_[True, np.diff(score[order]) != 0])
    weights = np.vstack([np.ones(len(score), dtype=np.int64), drawn])[:, order]
    right = np.add.reduceat(weights * is_right[order], starts, axis=1)
    every = np.add.reduceat(weights, starts, axis=1)
    aucs, precisions = _aucs(right, every - right), _precisions(right, every)
    return Quality(float(aucs[0]), float(precisions[0]), aucs[1:], precisions[1:])


def auc(score: np.ndarray, is_right: np.ndarray) -> float:
    """The AUC alone."""
    return quality(score, is_right, np.empty((0, len(score)), dtype=np.int64)).auc


def interval(found: np.ndarray, level: float = INTERVAL) -> tuple[float, float]:
    """The percentile interval of resampled numbers; NaN where none could be computed."""
    known = found[np.isfinite(found)]
    if not len(known):
        return math.nan, math.nan
    low, high = np.quantile(known, [(1 - level) / 2, (1 + level) / 2])
    return float(low), float(high)


def _aucs(right: np.ndarray, wrong: np.ndarray) -> np.ndarray:
    wrong_below = wrong.sum(axis=1, keepdims=True) - wrong.cumsum(axis=1)
    pairs = (right * (wrong_below + wrong / 2)).sum(axis=1)
    possible = right.sum(axis=1) * wrong.sum(axis=1)
    return np.divide(pairs, possible, out=np.full(len(pairs), np.nan), where=possible > 0)


def _precisions(right: np.ndarray, every: np.ndarray) -> np.ndarray:
    wanted = math.ceil(TOP_SHARE * every[0].sum())
    taken = np.clip(wanted - (every.cumsum(axis=1) - every), 0, every)
    share = np.divide(taken, every, out=np.zeros(every.shape), where=every > 0)
    return (right * share).sum(axis=1) / wanted
