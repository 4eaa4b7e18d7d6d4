"""Which of many p-values are worth a second look."""

from __future__ import annotations

import numpy as np
from scipy import stats


def q_values(p_values: np.ndarray) -> np.ndarray:
    """Benjamini and Hochberg's (1995) q-values of the p-values that are known; NaN elsewhere."""
    known = np.isfinite(p_values)
    found = np.full(len(p_values), np.nan)
    if known.any():
        found[known] = stats.false_discovery_control(p_values[known])
    return found
