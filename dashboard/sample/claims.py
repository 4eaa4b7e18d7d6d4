"""Claims (invoices) of the contractors to the city, and the dates on which they were settled."""

from __future__ import annotations

import numpy as np

from dashboard.sample import contracts
from dashboard.sample.columns import (
    MISSING,
    Arrays,
    between,
    month_end,
    month_of,
    rank_in_group,
    select,
    stack,
    weekday,
)
from dashboard.sample.contracts import CONSTRUCTION, DESIGN
from dashboard.sample.projects import (
    AS_OF,
    CANCELLED,
    IMPLEMENTATION,
    LAST_PERIOD,
    PAYMENT_STORIES,
    number,
    progress,
)

ADVANCE, PROGRESS, FINAL, RETENTION_RELEASE, EXTRA = range(5)
RETENTION = 0.05
LIMIT_DAYS = 30  # after receipt
SMALLEST = 100_00


def make(random: np.random.Generator, project: Arrays, contract: Arrays, wanted: float) -> Arrays:
    """Claims at the top tier, about `wanted` of them, without their payment dates.

    Columns: `contract`, `kind`, `from`, `to` (work period), `issued`, `gross`, `recovered` (of the
    advance), `retained`. What is payable is gross less recovered; retention comes off that.
    """
    works = _works(project, contract, wanted)
    parts = [
        works,
        _advances(contract, works),
        _services(random, project, contract),
        _releases(contract, works),
        _extras(random, project, contract),
    ]
    claim = stack(parts)
    claim["issued"] = claim["to"] + between(
        random, np.full(len(claim["to"]), 2), np.full(len(claim["to"]), 8)
    )
    claim = select(claim, (claim["issued"] <= AS_OF - 4) & (claim["gross"] >= SMALLEST))
    return select(claim, np.lexsort((claim["kind"], claim["to"], claim["contract"])))


def _rows(
    contract: np.ndarray, kind: int | np.ndarray, start: np.ndarray, end: np.ndarray
) -> Arrays:
    zeros = np.zeros(len(contract), dtype=np.int64)
    return {
        "contract": contract,
        "kind": zeros + kind,
        "from": start,
        "to": end,
        "gross": zeros.copy(),
        "recovered": zeros.copy(),
        "retained": zeros.copy(),
    }


def _works(project: Arrays, contract: Arrays, wanted: float) -> Arrays:
    """Claims for measured progress, by month, or by several months where fewer are wanted."""
    main = np.flatnonzero(contract["nature"] == CONSTRUCTION)
    main = main[contract["start"][main] <= AS_OF]
    first = month_of(contract["start"][main])
    last = np.minimum(month_of(contract["end"][main]), LAST_PERIOD)
    months = np.maximum(0, last - first + 1)
    step = max(1, int(np.ceil(months.sum() / max(wanted, 1))))
    counts = -(-months // step)
    rows = np.repeat(np.arange(len(main)), counts)
    rank = rank_in_group(rows)
    to = month_end(np.minimum(first[rows] + (rank + 1) * step - 1, last[rows]))
    start = np.maximum(month_end(first[rows] + rank * step - 1) + 1, contract["start"][main][rows])
    claim = _rows(main[rows], PROGRESS, start, to)
    done = progress(project, contract["project"][claim["contract"]], to)
    claimed = claimed_share(project, contract["project"][claim["contract"]], done)
    # A later cut of the price must not leave claims above the measured share of it.
    price = np.minimum(
        contracts.amount_on(contract, claim["contract"], to),
        contract["published"][claim["contract"]],
    )
    claim["kind"][done >= 1] = FINAL
    claim["gross"] = _increments(np.rint(claimed * price).astype(np.int64), rank)
    share = contract["advance"][claim["contract"]]
    advance = np.rint(contract["amount"][claim["contract"]] * share).astype(np.int64)
    total = _running(claim["gross"], rank)
    recovered = np.minimum(np.rint(total * share / 0.8).astype(np.int64), advance)
    claim["recovered"] = _increments(recovered, rank)
    claim["retained"] = np.rint(claim["gross"] * RETENTION).astype(np.int64)
    return claim


def claimed_share(project: Arrays, rows: np.ndarray, done: np.ndarray) -> np.ndarray:
    """The share of the price claimed at a given progress: the same, but for two of the stories."""
    ahead = project["payment"][rows] == number(PAYMENT_STORIES, "paid_ahead")
    stored = project["payment"][rows] == number(PAYMENT_STORIES, "materials")
    high = project["number"][rows] % 3 > 0
    lead = np.where(ahead, np.where(high, 0.48, 0.3), np.where(stored, 0.22, 0))
    return np.where(
        (lead > 0) & (done > 0.08), np.maximum(done, np.minimum(0.97, done + lead)), done
    )


def _increments(totals: np.ndarray, rank: np.ndarray) -> np.ndarray:
    """Growth since the row before; totals that fall (a price cut) wait until passed again."""
    before = np.r_[0, totals[:-1]]
    if (totals < before)[rank > 0].any():
        group = np.cumsum(rank == 0)
        offset = group * (2 * totals.max() + 1)
        totals = np.maximum.accumulate(totals + offset) - offset
        before = np.r_[0, totals[:-1]]
    return totals - np.where(rank == 0, 0, before)


def _running(values: np.ndarray, rank: np.ndarray) -> np.ndarray:
    sums = np.cumsum(values)
    base = np.where(rank == 0, sums - values, 0)
    return sums - np.maximum.accumulate(base)


def _advances(contract: Arrays, works: Arrays) -> Arrays:
    rows = np.flatnonzero(contract["advance"] > 0)
    rows = rows[np.isin(rows, works["contract"])]
    day = contract["start"][rows] - 12
    claim = _rows(rows, ADVANCE, day, day)
    claim["gross"] = np.rint(contract["amount"][rows] * contract["advance"][rows]).astype(np.int64)
    return claim


def _services(random: np.random.Generator, project: Arrays, contract: Arrays) -> Arrays:
    """Design and supervision: two to six equal parts over their time, no retention."""
    state = project["state"][contract["project"]]
    keep = (contract["nature"] != CONSTRUCTION) & (
        (state != CANCELLED) | (contract["nature"] == DESIGN)
    )
    rows = np.flatnonzero(keep)
    length = np.maximum(60, contract["end"][rows] - contract["start"][rows])
    pieces = np.clip(length // 90, 2, 6)
    repeated = np.repeat(np.arange(len(rows)), pieces)
    rank, contracts_ = rank_in_group(repeated), rows[repeated]
    step = (length // pieces)[repeated]
    start = contract["start"][contracts_] + rank * step
    claim = _rows(contracts_, PROGRESS, start, start + step)
    claim["kind"][rank == pieces[repeated] - 1] = FINAL
    uneven = random.uniform(0.9, 1.0, len(repeated))
    share = contract["published"][contracts_] / pieces[repeated] * uneven
    claim["gross"] = np.rint(share).astype(np.int64)
    standing = (state[contracts_] == IMPLEMENTATION) & (
        claim["to"] >= project["stop_from"][contract["project"][contracts_]]
    )
    return select(claim, ~standing | (contract["nature"][contracts_] == DESIGN))


def _releases(contract: Arrays, works: Arrays) -> Arrays:
    """Retention paid out two months after the end."""
    # Claims too small to be made are not paid, so nothing is retained from them either.
    made = works["gross"] >= SMALLEST
    held = np.bincount(works["contract"][made], works["retained"][made], len(contract["amount"]))
    rows = np.flatnonzero((held > 0) & (contract["end"] + 70 <= AS_OF))
    day = contract["end"][rows] + 60
    claim = _rows(rows, RETENTION_RELEASE, day, day)
    claim["gross"] = held[rows].astype(np.int64)
    return claim


def _extras(random: np.random.Generator, project: Arrays, contract: Arrays) -> Arrays:
    """Claims for work that no amendment covers: the contract is then paid above its price."""
    over = project["payment"][contract["project"]] == number(PAYMENT_STORIES, "overpaid")
    rows = np.flatnonzero(over & (contract["nature"] == CONSTRUCTION))
    day = contract["end"][rows] + 40
    claim = _rows(rows, EXTRA, contract["end"][rows], day)
    large = random.random(len(rows)) < 0.5
    share = np.where(
        large, random.uniform(0.06, 0.09, len(rows)), random.uniform(0.015, 0.04, len(rows))
    )
    claim["gross"] = np.rint(contract["published"][rows] * share).astype(np.int64)
    return claim


def settle(random: np.random.Generator, project: Arrays, contract: Arrays, claim: Arrays) -> None:
    """Add `received`, `approved`, `due`, `settled` (may lie after the reporting date), `late`.

    On time means days 12 to 27 after receipt, moved to a working day: clear of the limit whatever
    is done about weekends. Late means at least four days past it.
    """
    count = len(claim["contract"])
    rows = contract["project"][claim["contract"]]
    claim["received"] = claim["issued"] + between(random, np.zeros(count), np.full(count, 3))
    claim["approved"] = claim["received"] + between(random, np.full(count, 3), np.full(count, 9))
    claim["due"] = claim["received"] + LIMIT_DAYS
    odds = -1.9 + 1.1 * project["pays_late"][rows]
    steady = np.isin(
        project["payment"][rows],
        [number(PAYMENT_STORIES, name) for name in ("paid_ahead", "overpaid")],
    )
    late = (random.random(count) < 1 / (1 + np.exp(-odds))) & ~steady
    forgotten = (random.random(count) < 0.006) & ~steady
    delay = 4 + np.minimum(420, random.lognormal(2.7, 1.0, count)).astype(np.int64)
    delay = np.where(forgotten, 4000, delay)
    soon = claim["received"] + between(random, np.full(count, 12), np.full(count, 27))
    # Near the reporting date a claim can be neither received nor paid in the future.
    claim["settled"] = weekday(np.where(late | forgotten, claim["due"] + delay, soon))
    claim["late"] = np.where(late | forgotten, claim["settled"] - claim["due"], 0)
    early = claim["approved"] > AS_OF
    claim["approved"][early] = MISSING
