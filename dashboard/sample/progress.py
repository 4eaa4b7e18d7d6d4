"""Milestones, progress reports and suspensions of the works."""

from __future__ import annotations

import numpy as np

from dashboard.sample.columns import MISSING, Arrays, between, month_end, month_of, rank_in_group
from dashboard.sample.projects import (
    AS_OF,
    CANCELLED,
    COMPLETION,
    IMPLEMENTATION,
    LAST_PERIOD,
    PREPARATION,
    SCHEDULE_STORIES,
    STOPS,
    curve,
    number,
    progress,
)

STEPS = (
    "Site handed over",
    "Site cleared",
    "Ground works done",
    "Foundations done",
    "Structure at half height",
    "Structure done",
    "Services laid",
    "Finishes done",
    "Tests passed",
    "Works complete",
)


def milestones(random: np.random.Generator, project: Arrays) -> Arrays:
    """4 to 10 a project: `project`, `step`, `baseline`, `forecast`, `actual`; the last is the end.

    Whoever finishes in time meets every milestone in time; whoever is late is late from some
    milestone on; some miss several in the middle and catch up.
    """
    wanted = 4 + np.minimum(6, project["planned_days"] // 120)
    wanted = np.where(project["state"] == CANCELLED, 0, wanted)
    rows = np.repeat(np.arange(len(wanted)), wanted)
    rank, total = rank_in_group(rows), wanted[rows]
    share = (rank + 1) / total
    start, days = project["start"][rows], project["planned_days"][rows]
    baseline = start + np.floor(share * days).astype(np.int64)
    due = _milestone_days(random, project, rows, share)
    # The first one needs a real start; a few days' later start must not make it late.
    met = (due <= AS_OF) & (due < project["stop_from"][rows]) & (start <= AS_OF)
    short_pause = project["stop"][rows] == number(STOPS, "short pause")
    met = np.where(short_pause, (due <= AS_OF) & (start <= AS_OF), met)
    forecast = np.where(met, due, _still_to_come(project, rows, share, due))
    last = share == 1
    forecast = np.where(last, project["end"][rows], forecast)
    met = np.where(last, project["state"][rows] == COMPLETION, met)
    step = np.rint(share * (len(STEPS) - 1)).astype(np.int64)
    return {
        "project": rows,
        "step": np.where(last, len(STEPS) - 1, np.minimum(step, len(STEPS) - 2)),
        "rank": rank,
        "baseline": baseline,
        "forecast": forecast,
        "actual": np.where(met, forecast, MISSING),
    }


def _milestone_days(
    random: np.random.Generator, project: Arrays, rows: np.ndarray, share: np.ndarray
) -> np.ndarray:
    """The day on which each milestone is met if nothing stands still."""
    start, days, slip = (project[name][rows] for name in ("start", "planned_days", "slip"))
    little = project["slip"] <= 0.1 * project["planned_days"]
    drawn = random.random(len(little))
    begins = np.where(little, 0.7 + 0.25 * drawn, 0.7 * drawn)[rows]
    late = np.clip((share - begins) / (1 - begins), 0, 1)
    delay = np.where(slip > 0, slip * late, slip * share)
    missed = project["schedule"][rows] == number(SCHEDULE_STORIES, "milestones_missed")
    delay = np.where(missed & (share > 0.2) & (share < 0.85), 0.05 * days, delay)
    return start + np.floor(share * days + delay).astype(np.int64)


def _still_to_come(
    project: Arrays, rows: np.ndarray, share: np.ndarray, due: np.ndarray
) -> np.ndarray:
    """Forecasts: all after today; what stands still is spread over the time that is left."""
    left = project["end"][rows] - AS_OF
    behind = due <= AS_OF
    spread = AS_OF + np.maximum(1, (left * share).astype(np.int64))
    return np.where(behind, spread, due)


def reports(random: np.random.Generator, project: Arrays) -> Arrays:
    """Monthly or quarterly reports up to the last closed month, by project and period.

    Columns: `project`, `period` (last day), `reported`, `share`, `planned`, `verified`.
    """
    working = np.isin(project["state"], [IMPLEMENTATION, COMPLETION])
    # Works that stand still report by month, or a quarter's rhythm would look like standing still.
    monthly = (random.random(len(working)) < 0.75) | (project["stop"] > 1)
    monthly |= project["start"] > AS_OF - 200
    first = month_of(project["actual_start"])
    last = np.minimum(month_of(project["end"]), LAST_PERIOD)
    quarter_first = first + (1 - first) % 3  # quarters end with February, May, August, November
    quarter_last = np.minimum(LAST_PERIOD, last + (1 - last) % 3)
    first = np.where(monthly, first, quarter_first)
    last = np.where(monthly, last, quarter_last)
    step = np.where(monthly, 1, 3)
    # Some of those that stand still stop reporting as well, after one report without progress.
    silent = (project["stop"] == number(STOPS, "stalled")) & (random.random(len(working)) < 0.4)
    stopped = month_of(np.minimum(project["stop_from"], AS_OF))
    last = np.where(silent, np.minimum(last, stopped), last)
    counts = np.where(working & (last >= first), (last - first) // step + 1, 0)
    rows = np.repeat(np.arange(len(counts)), counts)
    period = month_end(first[rows] + rank_in_group(rows) * step[rows])
    planned_time = (period - project["start"][rows]) / project["planned_days"][rows]
    share = progress(project, rows, period)
    checked = (random.random(len(rows)) < 0.96) | (project["payment"][rows] > 0) | (share >= 1)
    return {
        "project": rows,
        "period": period,
        "reported": period + between(random, np.full(len(rows), 3), np.full(len(rows), 12)),
        "share": share,
        "planned": curve(planned_time, project["curve"][rows]),
        "verified": checked,
    }


def suspensions(random: np.random.Generator, project: Arrays) -> Arrays:
    """Ordered stops: `project`, `from`, `to` (MISSING while open), `approved`, `reason`."""
    short = project["stop"] == number(STOPS, "short pause")
    approved = project["stop"] == number(STOPS, "suspended")
    # A stop that was ordered but never approved excuses nothing.
    unapproved = (project["stop"] == number(STOPS, "stalled")) & (random.random(len(short)) < 0.25)
    standing = (project["state"] == IMPLEMENTATION) & (approved | unapproved)
    finished = short & (project["state"] != PREPARATION) & (project["state"] != CANCELLED)
    rows = np.flatnonzero(standing | finished)
    return {
        "project": rows,
        "from": project["stop_from"][rows],
        "to": np.where(short[rows], project["stop_to"][rows], MISSING),
        "approved": ~unapproved[rows],
        "reason": random.integers(0, 4, len(rows)),
    }
