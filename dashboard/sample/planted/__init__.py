"""Patterns planted in the sample city, family by family, each beside its innocent twin."""

from __future__ import annotations

from dashboard.sample.planted import (
    competition,
    cost,
    disclosure,
    network,
    payment,
    procurement,
    safety,
    schedule,
)
from dashboard.sample.planting import Planting

# In this order: the procedures come before what bidders did in them and who stands behind them;
# payments come when nobody adds any more, so that each has the steps before it.
FAMILIES = (procurement, competition, cost, schedule, network, safety, payment, disclosure)


def plant(planting: Planting) -> None:
    """Plant every family in one chunk of the city."""
    for family in FAMILIES:
        family.plant(planting)
