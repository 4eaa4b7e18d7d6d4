"""Quartiles and fences, each rounded once: so that what lies exactly on a fence is always found.

Quantiles are of type 8 (Hyndman and Fan, 1996: approximately median-unbiased), computed in the
order in which Cardinal's library computes them, so that they agree to the last bit.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from fractions import Fraction

REACH = 1.5
DECIMALS = 10_000.0


def quantile(ordered: Sequence[float], share: float) -> float:
    """The quantile of type 8 of values in ascending order; NaN where there are none."""
    count = len(ordered)
    if not count:
        return math.nan
    place = (count + 1.0 / 3.0) * share + 1.0 / 3.0
    below = int(place)
    if below <= 0 or share == 0.0:
        return ordered[0]
    if below >= count or share == 1.0:
        return ordered[count - 1]
    lower, upper = ordered[below - 1], ordered[below]
    return lower + (place - below) * (upper - lower)


def quartiles(ordered: Sequence[float]) -> tuple[float, float]:
    """The first and the third quartile of values in ascending order."""
    return quantile(ordered, 0.25), quantile(ordered, 0.75)


def lower_fence(first: float, third: float) -> float:
    """Q1 - 1.5 IQR."""
    return _once_rounded(third - first, -REACH, first)


def upper_fence(first: float, third: float) -> float:
    """Q3 + 1.5 IQR."""
    return _once_rounded(third - first, REACH, third)


def _once_rounded(spread: float, factor: float, start: float) -> float:
    """start + factor x spread with a single rounding, as a fused multiply-add gives it."""
    if not (math.isfinite(spread) and math.isfinite(start)):
        return factor * spread + start
    return float(Fraction(spread) * Fraction(factor) + Fraction(start))


def shown(value: float) -> float | None:
    """A quartile or fence as results show it: four decimals, halves away from zero; else None."""
    if not math.isfinite(value):
        return None
    scaled = abs(value * DECIMALS)
    whole = math.floor(scaled)
    rounded = whole + (scaled - whole >= 0.5)
    return math.copysign(rounded / DECIMALS, value)
