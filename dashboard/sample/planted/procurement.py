"""The procedures behind the city's contracts, and patterns in single procedures."""

from __future__ import annotations

from dashboard.sample.planting import Planting


def plant(planting: Planting) -> None:
    """Plant them in one chunk of the city."""
