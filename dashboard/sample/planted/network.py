"""Patterns in who stands behind whom."""

from __future__ import annotations

from dashboard.sample.planting import Planting


def plant(planting: Planting) -> None:
    """Plant them in one chunk of the city."""
