"""How far a measured share could be another, had other cities or works come in."""

from __future__ import annotations

import numpy as np

from dashboard.engine.hooks import SEED

RESAMPLES = 2_000


def share_interval(parts: np.ndarray, wholes: np.ndarray) -> tuple[float, float]:
    """The 95 % bootstrap interval of sum(parts) / sum(wholes), whole units drawn again.

    A unit is a city, or a work with all its rows: what belongs together goes together.
    """
    random = np.random.default_rng(SEED)
    drawn = random.integers(0, len(parts), (RESAMPLES, len(parts)))
    sums = wholes[drawn].sum(axis=1)
    shares = parts[drawn].sum(axis=1)[sums > 0] / sums[sums > 0]
    low, high = np.quantile(shares, [0.025, 0.975])
    return float(low), float(high)
