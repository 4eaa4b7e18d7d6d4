"""Patterns in plans and progress reports."""

from __future__ import annotations

from dashboard.sample.planted import schedule_pace, schedule_reports, schedule_terms
from dashboard.sample.planting import Planting


def plant(planting: Planting) -> None:
    """Plant them in one chunk of the city."""
    schedule_terms.plant(planting)
    schedule_pace.plant(planting)
    schedule_reports.plant(planting)
