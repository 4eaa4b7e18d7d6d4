"""Patterns in what is published and when."""

from __future__ import annotations

from dashboard.sample.planted import disclosure_delays, disclosure_items
from dashboard.sample.planting import Planting


def plant(planting: Planting) -> None:
    """Plant them in one chunk of the city: what is shown first, then on which day."""
    disclosure_items.plant(planting)
    disclosure_delays.plant(planting)
