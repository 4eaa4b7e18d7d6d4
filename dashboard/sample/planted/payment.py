"""Patterns in how money was paid: arrears first, then whole populations, then single payments."""

from __future__ import annotations

from dashboard.sample.planted import (
    payment_arrears,
    payment_groups,
    payment_passing_on,
    payment_populations,
    payment_splits,
    payment_steps,
)
from dashboard.sample.planting import Planting


def plant(planting: Planting) -> None:
    """Plant P4, P5, P8 to P16 in one chunk of the city.

    Payments are first taken away, moved and added; only then can it be said who approved each, and
    what part of the client's money reached the subcontractors.
    """
    payment_arrears.plant(planting)
    payment_populations.plant(planting)
    payment_splits.plant(planting)
    payment_steps.plant(planting)
    payment_groups.plant(planting)  # with steps of its own, so that nobody else's are drawn anew
    payment_passing_on.plant(planting)
