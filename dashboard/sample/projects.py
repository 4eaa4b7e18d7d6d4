"""What happens to each project: its size, its dates, its state today, and its troubles."""

from __future__ import annotations

import numpy as np

from dashboard.sample.columns import Arrays, between, day, month_end, month_of, pick
from dashboard.sample.parties import AGENCIES, SECTORS, Parties

AS_OF = day("2025-12-31")
LAST_PERIOD = int(month_of(np.array([AS_OF]))[0]) - 1  # reports and claims end with November
PREPARATION, IMPLEMENTATION, COMPLETION, CANCELLED = range(4)

# Shares of the projects that get each story; "plain" takes the rest. A bad neighbourhood has more.
COST_STORIES = {
    "plain": 0.0,
    "growth_watch": 0.03,
    "growth_high": 0.04,
    "growth_huge": 0.02,
    "netted": 0.02,
    "early": 0.015,
    "indexed": 0.03,
    "underbudgeted": 0.02,
    "masked": 0.02,
}
SCHEDULE_STORIES = {
    "plain": 0.0,
    "a little late": 0.16,
    "slip_watch": 0.05,
    "slip_high": 0.06,
    "slip_critical": 0.04,
    "milestones_missed": 0.03,
}
STOPS = {"none": 0.0, "short pause": 0.04, "stalled": 0.028, "slow": 0.012, "suspended": 0.03}
PAYMENT_STORIES = {"plain": 0.0, "paid_ahead": 0.35, "materials": 0.16, "overpaid": 0.02}
INNOCENT = ("plain", "none", "a little late", "short pause", "indexed", "suspended", "materials")


def number(stories: dict[str, float], name: str) -> int:
    """The position of a story in its list, as stored in the arrays."""
    return list(stories).index(name)


def _story(
    random: np.random.Generator,
    stories: dict[str, float],
    factor: np.ndarray,
    **possible: np.ndarray,
) -> np.ndarray:
    """One story a project. `factor` multiplies troubles; `possible` masks some of the stories."""
    weights = np.tile(np.array(list(stories.values())), (len(factor), 1))
    for i, name in enumerate(stories):
        if name not in INNOCENT:
            weights[:, i] *= factor
        if name in possible:
            weights[:, i] *= possible[name]
    weights[:, 0] = np.maximum(0.05, 1 - weights[:, 1:].sum(axis=1))
    return pick(random, weights)


def make(
    random: np.random.Generator,
    first: int,
    places: np.ndarray,
    trouble: np.ndarray,
    parties: Parties,
) -> Arrays:
    """Projects numbered from `first`, one per entry of `places` (positions of neighbourhoods).

    `trouble` is the log odds by which each neighbourhood fares worse than the city.
    """
    count = len(places)
    agency = pick(random, np.tile([entry[2] for entry in AGENCIES], (count, 1)))
    value = np.clip(1.5e6 * random.lognormal(0, 1.15, count), 4e4, 9e8)
    years_ago = 6.6 * random.random(count) ** 1.6 - 0.35
    months = 13 * (value / 1.5e6) ** 0.18 * random.lognormal(0, 0.35, count)
    project = {
        "number": first + np.arange(count),
        "place": places,
        "agency": agency,
        "sector": _sectors(random, agency),
        "contractor": parties.draw(random, "contractor", count),
        "amount": np.round(value).astype(np.int64) * 100,  # of the construction contract
        "start": (AS_OF - years_ago * 365.25).astype(np.int64),
        "planned_days": (np.clip(months, 3, 48) * 30.44).astype(np.int64),
        "curve": random.uniform(1.2, 1.8, count),
        "trouble": trouble[places] + random.normal(0, 0.3, count),
        "pays_late": trouble[places] + np.array([entry[3] for entry in AGENCIES])[agency],
    }
    project["planned_end"] = project["start"] + project["planned_days"]
    _schedule(random, project)
    factor = np.exp(0.8 * project["trouble"])
    elapsed = (np.minimum(AS_OF, project["end"]) - project["start"]) / project["planned_days"]
    ripe = (elapsed > 0.4) & (project["state"] != CANCELLED)
    grows = {name: ripe for name in COST_STORIES if name not in ("plain", "underbudgeted")}
    grows["underbudgeted"] = elapsed > 0
    project["cost"] = _story(random, COST_STORIES, factor, **grows)
    calm = (project["cost"] == 0) & (project["stop"] <= 1) & (project["state"] != CANCELLED)
    long = calm & (project["planned_days"] >= 400) & (project["state"] == IMPLEMENTATION)
    long &= (elapsed > 0.4) & (elapsed < 0.8) & (project["schedule"] < 2)
    over = calm & (project["end"] < AS_OF - 200)
    project["payment"] = _story(
        random, PAYMENT_STORIES, factor, paid_ahead=long, materials=long, overpaid=over
    )
    return project


def _sectors(random: np.random.Generator, agency: np.ndarray) -> np.ndarray:
    counts = np.array([len(entry[1]) for entry in AGENCIES])
    starts = np.r_[0, np.cumsum(counts)[:-1]]
    assert counts.sum() == len(SECTORS)
    return starts[agency] + (random.random(len(agency)) * counts[agency]).astype(np.int64)


def _schedule(random: np.random.Generator, project: Arrays) -> None:
    """Decide slippage, stops, the end (real or forecast) and the state on the reporting date.

    Ratios keep clear of the usual thresholds (0.10, 0.20, 0.40), so that rounding to days and a
    different choice of starting day do not change which side of them a project is on.
    """
    count = len(project["start"])
    start, days = project["start"], project["planned_days"]
    story = _story(random, SCHEDULE_STORIES, np.exp(0.8 * project["trouble"]))
    bands = np.array(
        [(-0.05, 0), (0.012, 0.07), (0.115, 0.185), (0.22, 0.37), (0.44, 1.2), (-0.05, 0)]
    )
    low, high = bands[story].T
    # Long delays are rarer than short ones within a band.
    ratio = low + (high - low) * random.random(count) ** 1.5
    ratio[(story == 0) & (random.random(count) < 0.5)] = 0
    slip = np.rint(ratio * days).astype(np.int64)
    cancelled = random.random(count) < 0.02
    started = start <= AS_OF
    ends = project["planned_end"] + slip
    active = started & (ends > AS_OF) & ~cancelled
    _stops(random, project, story, slip, active)
    ends = project["planned_end"] + slip
    project["schedule"], project["slip"], project["end"] = story, slip, ends
    project["state"] = np.select(
        [cancelled, ~started, ends <= AS_OF], [CANCELLED, PREPARATION, COMPLETION], IMPLEMENTATION
    )
    late_start = np.where(days >= 300, between(random, np.zeros(count), np.full(count, 5)), 0)
    real_start = start + late_start
    project["actual_start"] = np.where(started, np.minimum(real_start, AS_OF), real_start)


def _stops(
    random: np.random.Generator,
    project: Arrays,
    story: np.ndarray,
    slip: np.ndarray,
    active: np.ndarray,
) -> None:
    """Stops of the works: `stop_from` is the first day without progress, `stop_to` the last."""
    start, days = project["start"], project["planned_days"]
    long_run = active & (AS_OF - start > 200)
    factor = np.exp(0.8 * project["trouble"])
    past = (start < AS_OF - 330) & (days > 200)
    stop = _story(
        random, STOPS, factor, stalled=4 * long_run, slow=4 * long_run, suspended=3 * long_run,
        **{"short pause": past},
    )  # fmt: skip
    standing = stop >= number(STOPS, "stalled")
    # Progress was last made in this many months before the last closed period.
    back = between(random, np.full(len(stop), 2), np.full(len(stop), 8))
    back = np.minimum(back, np.maximum(2, (AS_OF - start - 120) // 31))
    back = np.where(stop == number(STOPS, "slow"), 1, back)
    last = month_end(LAST_PERIOD - back)
    pause_from = start + (days * random.uniform(0.3, 0.5, len(stop))).astype(np.int64)
    pause = between(random, np.full(len(stop), 20), np.full(len(stop), 45))
    possible = pause_from + pause < AS_OF - 90
    stop[(stop == 1) & ~possible] = 0
    project["stop"] = stop
    project["stop_from"] = np.where(
        standing, last + 1, np.where(stop == 1, pause_from, AS_OF + 9999)
    )
    project["stop_to"] = np.where(stop == 1, pause_from + pause - 1, AS_OF + 9999)
    # Works that stand still today end later by at least as long as they stood still.
    needed = np.maximum(slip, AS_OF - last + np.maximum(0, AS_OF + 60 - project["planned_end"]))
    moved = np.rint(_clear_of_thresholds(needed / days) * days).astype(np.int64)
    slip[standing] = moved[standing]
    names = np.searchsorted([0.1, 0.2, 0.4], slip / days, side="right") + 1
    story[standing] = names[standing]


def _clear_of_thresholds(ratio: np.ndarray) -> np.ndarray:
    for low, high in ((0.075, 0.115), (0.185, 0.22), (0.37, 0.44)):
        ratio = np.where((ratio > low) & (ratio < high), high, ratio)
    return ratio


def progress(project: Arrays, rows: np.ndarray, days: np.ndarray) -> np.ndarray:
    """Physical progress from 0 to 1 of the projects at `rows` on `days`, to four decimals."""
    start, end = project["actual_start"][rows], project["end"][rows]
    from_, to = project["stop_from"][rows], project["stop_to"][rows]
    paused = np.where(project["stop"][rows] == 1, to - from_ + 1, 0)
    stood = np.clip(np.minimum(days, to) - from_ + 1, 0, None)
    worked = (days - start - stood) / (end - start - paused)
    return curve(worked, project["curve"][rows])


def curve(time: np.ndarray, steepness: np.ndarray) -> np.ndarray:
    """The usual S: slow, fast, slow. Always rising, so that work never seems to stand still."""
    time = np.clip(time, 0, 1)
    early, late = time**steepness, (1 - time) ** steepness
    return np.round(0.95 * early / (early + late) + 0.05 * time, 4)
