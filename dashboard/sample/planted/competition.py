"""Patterns in how firms bid: losers, rotation, disqualifications, splitting, shares."""

from __future__ import annotations

from dashboard.sample.planted import competition_buyers, competition_firms, competition_lots
from dashboard.sample.planted.minor_works import MinorWorks
from dashboard.sample.planting import Planting

FAMILY = "competition"


def plant(planting: Planting) -> None:
    """Plant them in one chunk of the city."""
    random = planting.random(FAMILY)
    competition_lots.plant(planting, random)
    if planting.number:
        return
    works = MinorWorks(planting, random)
    competition_firms.plant(works)
    competition_buyers.plant(works)
    lots = works.write()
    competition_firms.finish(works, lots)
    competition_buyers.finish(works, lots)
