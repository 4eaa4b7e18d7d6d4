"""The truth about prices, budgets, schedules, milestones and stalled works."""

from __future__ import annotations

import numpy as np

from dashboard.sample.columns import MISSING
from dashboard.sample.projects import (
    AS_OF,
    CANCELLED,
    COMPLETION,
    COST_STORIES,
    IMPLEMENTATION,
    STOPS,
    number,
)
from dashboard.sample.truth import (
    CLEAR,
    CONTRADICTORY,
    CRITICAL,
    FLAGGED,
    HIGH,
    INSUFFICIENT,
    NO_SEVERITY,
    WATCH,
    Truth,
)


def add(truth: Truth) -> None:
    """Add what is so for the codes C1, C2, C5, S1, S2, S4 and S5."""
    _contract_prices(truth)
    _budgets(truth)
    _schedules(truth)
    _milestones(truth)
    _stalls(truth)


def _contract_prices(truth: Truth) -> None:
    contract = truth.chunk.contract
    amount = contract["amount"].astype(float)
    growth = contract["changes"].sum(axis=1) / amount
    risen = np.where(contract["changes"] > 0, contract["changes"], 0).sum(axis=1) / amount
    single = contract["changes"].max(axis=1) / amount
    real, known = ~contract["indexed"], ~contract["no_original"]
    level = np.select([growth >= 0.5, growth >= 0.15], [CRITICAL, HIGH], WATCH)
    flagged = real & known & (growth >= 0.1)
    truth.add("C1", "contract", flagged, FLAGGED, "price grew by amendments", level, growth)
    indexed = contract["indexed"] & (growth >= 0.1)
    truth.add("C1", "contract", indexed, CLEAR, "grew by the price index only", value=growth)
    truth.add("C5", "contract", indexed, CLEAR, "grew by the price index only", value=risen)
    high = real & known & (risen > 0.15)
    level = np.where(single > 0.5, CRITICAL, HIGH)
    truth.add("C5", "contract", high, FLAGGED, "amendments add up", level, risen)
    early = (contract["changes"][:, 0] > 0) & known & ~high
    story = truth.chunk.project["cost"][contract["project"]]
    early &= story == number(COST_STORIES, "early")
    truth.add("C5", "contract", early, FLAGGED, "first increase comes early", WATCH, risen)
    truth.add("C1", "contract", ~known, INSUFFICIENT, "original amount missing")
    odd = contract["unexplained"] > 0
    truth.add("C5", "contract", odd, CONTRADICTORY, "amount changed, no amendment recorded")


def _versions(truth: Truth) -> tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]:
    """Per project: first and latest budget, and how many versions of budget and schedule."""
    chunk = truth.chunk
    count = len(chunk.project["start"])
    first = chunk.budget["amount"][chunk.budget["version"] == 1]
    latest = np.zeros(count)
    latest[chunk.budget["project"]] = chunk.budget["amount"]  # in order, so the last one stays
    budgets = np.bincount(chunk.budget["project"], minlength=count)
    return first, latest, budgets, np.bincount(chunk.schedule["project"], minlength=count)


def _budgets(truth: Truth) -> None:
    project = truth.chunk.project
    first, latest, budgets, schedules = _versions(truth)
    known = ~project["no_budget"]
    against_first = np.where(project["outturn"] > 0, project["outturn"] / first - 1, -1)
    against_latest = np.where(project["outturn"] > 0, project["outturn"] / latest - 1, -1)
    flagged = known & ((against_first >= 0.3) | (against_latest >= 0.15))
    sure = (against_first >= 0.5) & (against_latest >= 0.25)
    level = np.where(sure, CRITICAL, NO_SEVERITY)
    truth.add("C2", "project", flagged, FLAGGED, "outturn above the budget", level, against_first)
    lacking = ~known & (project["state"] != CANCELLED)
    truth.add("C2", "project", lacking, INSUFFICIENT, "no budget published")
    changed = budgets + schedules - 2
    masked = against_first - against_latest
    high = known & ((changed >= 3) | (masked >= 0.15))
    truth.add("S5", "project", high, FLAGGED, "planned again and again", HIGH, changed)
    watch = known & (changed == 2) & ~high
    truth.add("S5", "project", watch, FLAGGED, "planned again twice", WATCH, changed)


def _schedules(truth: Truth) -> None:
    project = truth.chunk.project
    ratio = project["slip"] / project["planned_days"]
    under_way = np.isin(project["state"], [IMPLEMENTATION, COMPLETION])
    readable = under_way & ~project["reversed"]
    level = np.select([ratio >= 0.4, ratio >= 0.2], [CRITICAL, HIGH], WATCH)
    truth.add("S1", "project", readable & (ratio >= 0.1), FLAGGED, "ends late", level, ratio)
    truth.add("S1", "project", project["reversed"], CONTRADICTORY, "planned end before start")
    truth.add("S1", "project", project["no_forecast"], INSUFFICIENT, "no forecast of the end")


def _milestones(truth: Truth) -> None:
    chunk = truth.chunk
    milestone, count = chunk.milestone, len(chunk.project["start"])
    due = (milestone["baseline"] != MISSING) & (milestone["baseline"] <= AS_OF)
    missed = due & (
        (milestone["actual"] == MISSING) | (milestone["actual"] > milestone["baseline"])
    )
    due = np.bincount(milestone["project"], due, count)
    missed = np.bincount(milestone["project"], missed, count)
    share = missed / np.maximum(due, 1)
    flagged = (due >= 3) & (share > 0.05)
    # A share of exactly a quarter may be read either way.
    level = np.select([share > 0.25, share == 0.25], [HIGH, NO_SEVERITY], WATCH)
    truth.add("S2", "project", flagged, FLAGGED, "due milestones missed", level, share)


def _stalls(truth: Truth) -> None:
    project = truth.chunk.project
    active = project["state"] == IMPLEMENTATION
    days = AS_OF - project["stop_from"] + 1
    stalled = active & np.isin(project["stop"], [number(STOPS, "stalled"), number(STOPS, "slow")])
    level = np.select([days >= 180, days >= 90], [CRITICAL, HIGH], WATCH)
    truth.add("S4", "project", stalled, FLAGGED, "no progress", level, days)
    excused = active & (project["stop"] == number(STOPS, "suspended"))
    truth.add("S4", "project", excused, CLEAR, "stopped by an approved suspension", value=days)
