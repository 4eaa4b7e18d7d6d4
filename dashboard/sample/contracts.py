"""Contracts of each project, their amendments, and the versions of budget and schedule."""

from __future__ import annotations

import numpy as np

from dashboard.sample.columns import MISSING, Arrays, between, rank_in_group, select, stack
from dashboard.sample.parties import Parties
from dashboard.sample.projects import (
    AS_OF,
    CANCELLED,
    COMPLETION,
    COST_STORIES,
    IMPLEMENTATION,
    PREPARATION,
    number,
)

NATURES = ("design", "construction", "supervision")
DESIGN, CONSTRUCTION, SUPERVISION = range(3)
MOST_AMENDMENTS = 5
NEVER = AS_OF + 9999


def make(random: np.random.Generator, project: Arrays, parties: Parties) -> Arrays:
    """One to three contracts a project, ordered by project; amounts at signature.

    `project` is the position in the chunk. The construction contract comes with `changes` and
    `change_days` (amendments by contract, padded with NEVER) and with its `indexed` flags.
    """
    count = len(project["start"])
    everyone = np.arange(count)
    designed = everyone[random.random(count) < 0.35]
    built = everyone[
        ((project["state"] != PREPARATION) | (project["start"] < AS_OF + 60))
        & (project["state"] != CANCELLED)
    ]
    watched = built[random.random(len(built)) < 0.30]
    parts = [
        _design(random, project, designed, parties),
        _construction(random, project, built),
        _supervision(random, project, watched, parties),
    ]
    contract = stack(parts)
    contract = select(contract, np.lexsort((contract["nature"], contract["project"])))
    contract["sequence"] = rank_in_group(contract["project"]) + 1
    contract["changes"], contract["change_days"], contract["indexed"] = _amendments(
        random, project, contract
    )
    contract["published"] = contract["amount"] + contract["changes"].sum(axis=1)
    return contract


def _design(
    random: np.random.Generator, project: Arrays, rows: np.ndarray, parties: Parties
) -> Arrays:
    share = random.uniform(0.03, 0.08, len(rows))
    start = project["start"][rows] - between(
        random, np.full(len(rows), 180), np.full(len(rows), 300)
    )
    end = project["start"][rows] - between(random, np.full(len(rows), 40), np.full(len(rows), 100))
    return _contract(project, rows, DESIGN, start, end, end, share) | {
        "supplier": parties.draw(random, "designer", len(rows)),
        "signed": start - 15,
        "advance": np.zeros(len(rows)),
    }


def _construction(random: np.random.Generator, project: Arrays, rows: np.ndarray) -> Arrays:
    start, end = project["start"][rows], project["planned_end"][rows]
    advance = np.where(
        random.random(len(rows)) < 0.3, random.choice([0.1, 0.15, 0.2], len(rows)), 0
    )
    unadvanced = (project["payment"][rows] != 0) | (start > AS_OF - 40)
    return _contract(
        project, rows, CONSTRUCTION, start, end, project["end"][rows], np.ones(len(rows))
    ) | {
        "supplier": project["contractor"][rows],
        "signed": start - between(random, np.full(len(rows), 61), np.full(len(rows), 120)),
        "advance": np.where(unadvanced, 0, advance),
    }


def _supervision(
    random: np.random.Generator, project: Arrays, rows: np.ndarray, parties: Parties
) -> Arrays:
    share = random.uniform(0.02, 0.06, len(rows))
    start, end = project["start"][rows], project["planned_end"][rows]
    return _contract(project, rows, SUPERVISION, start, end, project["end"][rows], share) | {
        "supplier": parties.draw(random, "designer", len(rows)),
        "signed": start - 20,
        "advance": np.zeros(len(rows)),
    }


def _contract(
    project: Arrays,
    rows: np.ndarray,
    nature: int,
    start: np.ndarray,
    planned_end: np.ndarray,
    end: np.ndarray,
    share: np.ndarray,
) -> Arrays:
    return {
        "project": rows,
        "nature": np.full(len(rows), nature),
        "start": start,
        "planned_end": planned_end,
        "end": end,
        "amount": np.rint(project["amount"][rows] * share).astype(np.int64),
    }


def closed(contract: Arrays) -> np.ndarray:
    """Whether the works of each contract had ended by the reporting date."""
    return contract["end"] <= AS_OF


def _amendments(
    random: np.random.Generator, project: Arrays, contract: Arrays
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Value changes of the construction contracts: amounts, days and whether they index prices."""
    count = len(contract["project"])
    shares, early = _change_shares(random, contract, project["cost"][contract["project"]])
    length = contract["planned_end"] - contract["signed"]
    # An early increase is a sign of its own, so ordinary ones keep away from the first tenth.
    low = contract["signed"] + (0.16 * length).astype(np.int64) + 2
    low = np.maximum(low, contract["start"] + 2)
    high = np.minimum(AS_OF - 12, contract["end"] - 2)
    possible = (high - low > 25) & (contract["nature"] == CONSTRUCTION)
    drawn = np.sort(random.random((count, MOST_AMENDMENTS)), axis=1)
    days = low[:, None] + (drawn * (high - low)[:, None]).astype(np.int64)
    soon = contract["signed"] + (length * random.uniform(0.02, 0.07, count)).astype(np.int64)
    days[early, 0] = np.maximum(soon, contract["signed"] + 1)[early]
    changes = np.rint(shares * contract["amount"][:, None]).astype(np.int64)
    changes[~possible] = 0
    days[changes == 0] = NEVER
    indexed = project["cost"][contract["project"]] == number(COST_STORIES, "indexed")
    return changes, days, indexed


def _change_shares(
    random: np.random.Generator, contract: Arrays, story: np.ndarray
) -> tuple[np.ndarray, np.ndarray]:
    """Changes as shares of the original amount, and which contracts have their first one early."""
    count = len(story)
    shares = np.zeros((count, MOST_AMENDMENTS))
    ordinary = random.uniform(0.005, 0.03, (count, 2))
    ordinary[random.random((count, 2)) < 0.25] *= -1
    ordinary[:, 1] *= random.random(count) < 0.2
    ordinary[random.random(count) < 0.5] = 0
    shares[:, :2] = ordinary

    def split(name: str, low: float, high: float, pieces: int) -> None:
        rows = np.flatnonzero(story == number(COST_STORIES, name))
        weights = random.uniform(0.75, 1.25, (len(rows), pieces))
        weights /= weights.sum(axis=1, keepdims=True)
        shares[rows] = 0
        shares[rows, :pieces] = weights * random.uniform(low, high, (len(rows), 1))

    split("growth_watch", 0.106, 0.14, 2)
    split("growth_high", 0.165, 0.24, 3)
    split("masked", 0.38, 0.8, 3)
    split("indexed", 0.12, 0.25, 4)
    split("early", 0.03, 0.06, 1)
    split("underbudgeted", 0, 0, 1)
    rows = story == number(COST_STORIES, "growth_huge")
    shares[rows] = 0
    shares[rows, 0] = random.uniform(0.52, 0.85, rows.sum())
    shares[rows, 1] = random.uniform(0.01, 0.03, rows.sum())
    rows = story == number(COST_STORIES, "netted")
    shares[rows] = 0
    shares[rows, 0] = -random.uniform(0.14, 0.17, rows.sum())
    shares[rows, 1:3] = random.uniform(0.085, 0.11, (rows.sum(), 2))
    return shares, story == number(COST_STORIES, "early")


def amount_on(contract: Arrays, rows: np.ndarray, days: np.ndarray) -> np.ndarray:
    """The amount of the contracts at `rows` on `days`, amendments up to that day included."""
    happened = contract["change_days"][rows] <= days[:, None]
    return contract["amount"][rows] + (contract["changes"][rows] * happened).sum(axis=1)


def budgets(random: np.random.Generator, project: Arrays, contract: Arrays) -> Arrays:
    """Budget versions, ordered by project and date: `project`, `date`, `amount`, `version`."""
    count = len(project["start"])
    signed = np.bincount(contract["project"], contract["amount"], count).astype(np.int64)
    outturn = np.bincount(contract["project"], contract["published"], count).astype(np.int64)
    built = project["cost"] != number(COST_STORIES, "underbudgeted")
    bare = np.maximum(signed, project["amount"])  # before tender, the estimate
    growing = np.isin(
        project["cost"], [number(COST_STORIES, n) for n in ("growth_high", "indexed")]
    )
    room = random.uniform(np.where(growing, 0.12, 0.05), 0.15)
    mild = random.random(count) < 0.5
    short = np.where(mild, random.uniform(0.34, 0.47, count), random.uniform(0.53, 0.85, count))
    first = np.rint(np.where(built, bare * (1 + room), bare / (1 + short))).astype(np.int64)
    approved = project["start"] - between(random, np.full(count, 320), np.full(count, 480))
    masked = project["cost"] == number(COST_STORIES, "masked")
    second = (random.random(count) < 0.08) & (project["start"] < AS_OF - 60) & built
    second &= project["state"] != CANCELLED
    versions = np.where(masked, between(random, np.full(count, 3), np.full(count, 5)), 1 + second)
    rows = np.repeat(np.arange(count), versions)
    rank = rank_in_group(rows)
    last = np.where(masked, outturn * 1.01, first * random.uniform(1.01, 1.05, count))
    step = np.where(rank > 0, rank / np.maximum(1, versions[rows] - 1), 0)
    amount = np.rint(first[rows] + (np.maximum(last, first) - first)[rows] * step).astype(np.int64)
    return {
        "project": rows,
        "version": rank + 1,
        "amount": amount,
        "date": _version_days(project, rows, rank, versions[rows], approved),
    }


def _version_days(
    project: Arrays, rows: np.ndarray, rank: np.ndarray, versions: np.ndarray, first: np.ndarray
) -> np.ndarray:
    """Version 1 on the day given, the others spread over the time of the works so far."""
    start, end = project["start"], np.minimum(project["end"], AS_OF - 5)
    spread = start[rows] + ((end - start)[rows] * rank / versions).astype(np.int64)
    return np.where(rank == 0, first[rows], spread)


def schedules(random: np.random.Generator, project: Arrays) -> Arrays:
    """Schedule versions, ordered by project and date: `project`, `date`, `end`, `version`."""
    count = len(project["start"])
    slipped = (project["slip"] > 0.1 * project["planned_days"]) & (random.random(count) < 0.7)
    slipped &= (project["start"] < AS_OF - 60) & (project["state"] != CANCELLED)
    masked = project["cost"] == number(COST_STORIES, "masked")
    versions = np.where(masked, between(random, np.full(count, 2), np.full(count, 3)), 1 + slipped)
    rows = np.repeat(np.arange(count), versions)
    rank = rank_in_group(rows)
    step = np.where(rank > 0, rank / np.maximum(1, versions[rows] - 1), 0)
    approved = project["start"] - between(random, np.full(count, 200), np.full(count, 310))
    return {
        "project": rows,
        "version": rank + 1,
        "end": project["planned_end"][rows]
        + np.rint(project["slip"][rows] * step).astype(np.int64),
        "date": _version_days(project, rows, rank, versions[rows], approved),
    }


def extensions(random: np.random.Generator, project: Arrays, contract: Arrays) -> np.ndarray:
    """Per contract the day of an amendment that moves its end to the real one, or MISSING."""
    rows = contract["project"]
    moved = (contract["nature"] == CONSTRUCTION) & (
        project["slip"][rows] > 0.1 * project["planned_days"][rows]
    )
    active = np.isin(project["state"][rows], [IMPLEMENTATION, COMPLETION])
    asked = moved & active & (random.random(len(rows)) < 0.6)
    latest = np.minimum(contract["planned_end"] - 5, AS_OF - 8)
    return np.where(asked & (latest > contract["start"]), latest, MISSING)
