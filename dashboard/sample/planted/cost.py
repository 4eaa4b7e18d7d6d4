"""Patterns in prices: gaps between award and contract, amendments, earned value, unit prices."""

from __future__ import annotations

from dashboard.sample.planting import Planting


def plant(planting: Planting) -> None:
    """Plant them in one chunk of the city."""
