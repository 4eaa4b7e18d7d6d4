"""Below the contractor: subcontracts, and the invoices of subcontractors, crews and suppliers."""

from __future__ import annotations

import numpy as np

from dashboard.sample.claims import FINAL, PROGRESS
from dashboard.sample.columns import (
    MISSING,
    Arrays,
    between,
    rank_in_group,
    stack,
    weekday,
)
from dashboard.sample.contracts import CONSTRUCTION
from dashboard.sample.parties import CREWS, Parties
from dashboard.sample.projects import AS_OF

TIERS = ("client_prime", "prime_sub", "sub_sub", "wage", "equipment", "material")
CLIENT_PRIME, PRIME_SUB, SUB_SUB, WAGE, EQUIPMENT, MATERIAL = range(6)
# Which tier an invoice below the contractor belongs to, and what part of the claim it may take.
MIX = {PRIME_SUB: 0.36, SUB_SUB: 0.08, WAGE: 0.21, EQUIPMENT: 0.13, MATERIAL: 0.22}
PART = {PRIME_SUB: 0.45, SUB_SUB: 0.3, WAGE: 0.16, EQUIPMENT: 0.08, MATERIAL: 0.18}
# Log odds of paying late before contractor and neighbourhood are known.
LATE = {PRIME_SUB: -2.2, SUB_SUB: -2.0, WAGE: -3.0, EQUIPMENT: -2.1, MATERIAL: -2.4}
AFTER_PARENT, AFTER_WORK = 15, 60  # days; the earlier of both clocks binds
WAGE_DAYS, SUPPLY_DAYS = 15, 45
HIRE_SERIES_SHARE = 0.02


def subcontracts(random: np.random.Generator, contract: Arrays, parties: Parties) -> Arrays:
    """One to four per construction contract, and one below the first of half of them.

    Columns: `contract`, `parent` (position, or -1), `supplier`, `share` of the contract, `direct`.
    """
    main = np.flatnonzero(contract["nature"] == CONSTRUCTION)
    rows = np.repeat(main, between(random, np.full(len(main), 1), np.full(len(main), 4)))
    rank = rank_in_group(rows)
    size = np.bincount(rows, minlength=len(contract["nature"]))[rows]
    upper = {
        "contract": rows,
        "parent": np.full(len(rows), -1),
        "supplier": parties.draw(random, "subcontractor", len(rows)),
        "share": random.uniform(0.4, 0.55, len(rows)) / size,
        "direct": random.random(len(rows)) < 0.02,
    }
    parents = np.flatnonzero((rank == 0) & (random.random(len(rows)) < 0.5))
    lower = {
        "contract": rows[parents],
        "parent": parents,
        "supplier": parties.draw(random, "subcontractor", len(parents)),
        "share": upper["share"][parents] * random.uniform(0.2, 0.4, len(parents)),
        "direct": np.zeros(len(parents), dtype=bool),
    }
    return stack([upper, lower])


def invoices(
    random: np.random.Generator,
    project: Arrays,
    contract: Arrays,
    claim: Arrays,
    subcontract: Arrays,
    parties: Parties,
    wanted: int,
) -> Arrays:
    """About `wanted` invoices below the claims for measured progress, with their dates.

    Columns: those of claims, and `tier`, `claim` (position), `above` (position of the invoice one
    level up among these, or -1), `subcontract` (or -1), `supplier`, `worked` (work received),
    `series` (equal monthly hire: a number, else -1).
    """
    base = np.flatnonzero(
        np.isin(claim["kind"], [PROGRESS, FINAL])
        & (contract["nature"][claim["contract"]] == CONSTRUCTION)
        & (claim["gross"] > 20 * 100_00)
    )
    if not len(base) or wanted < 1:
        base, wanted = base[:0], 0
    counts = (np.array(list(MIX.values())) * wanted).astype(int)
    tiers = np.repeat(np.array(list(MIX)), counts)
    from_claim = tiers != SUB_SUB
    row = {
        "tier": tiers[from_claim],
        "claim": base[(random.random(from_claim.sum()) * len(base)).astype(int)],
    }
    row["above"] = np.full(len(row["tier"]), -1)
    row["series"] = np.full(len(row["tier"]), -1)
    row["subcontract"] = _first_tier(random, claim, subcontract, row)
    below = _second_tier(random, subcontract, row, (~from_claim).sum())
    row = stack([row, below, _hire_series(random, claim, base)])
    row["supplier"] = _suppliers(random, subcontract, row, parties)
    _describe(random, claim, row)
    # Where the city itself pays the subcontractor, the contractor cannot be late.
    row["direct"] = np.append(subcontract["direct"], False)[row["subcontract"]]
    _settle(random, project, contract, claim, row, parties)
    return row


def _first_tier(
    random: np.random.Generator, claim: Arrays, subcontract: Arrays, row: Arrays
) -> np.ndarray:
    """A subcontract of the claim's contract for each invoice of the first tier below it."""
    upper = subcontract["parent"] < 0
    count = np.bincount(
        subcontract["contract"][upper], minlength=claim["contract"].max(initial=0) + 1
    )
    first = np.cumsum(count) - count
    contract = claim["contract"][row["claim"]]
    drawn = first[contract] + (random.random(len(contract)) * count[contract]).astype(np.int64)
    return np.where(row["tier"] == PRIME_SUB, drawn, -1)


def _second_tier(
    random: np.random.Generator, subcontract: Arrays, row: Arrays, wanted: int
) -> Arrays:
    """Invoices below those of subcontractors who have a subcontractor themselves."""
    child = np.full(len(subcontract["parent"]) + 1, -1)
    lower = np.flatnonzero(subcontract["parent"] >= 0)
    child[subcontract["parent"][lower]] = lower
    parents = np.flatnonzero(child[row["subcontract"]] >= 0)
    parents = parents[(random.random(wanted if len(parents) else 0) * len(parents)).astype(int)]
    return {
        "tier": np.full(len(parents), SUB_SUB),
        "claim": row["claim"][parents],
        "above": parents,
        "series": np.full(len(parents), -1),
        "subcontract": child[row["subcontract"][parents]],
    }


def _hire_series(random: np.random.Generator, claim: Arrays, base: np.ndarray) -> Arrays:
    """Equal monthly hire payments to one hirer: they look like duplicates, but are not."""
    rank = rank_in_group(claim["contract"][base])
    length = np.bincount(claim["contract"][base], minlength=1)[claim["contract"][base]]
    draw = random.random(len(np.bincount(claim["contract"][base], minlength=1)))
    take = (draw[claim["contract"][base]] < HIRE_SERIES_SHARE) & (length >= 4) & (rank < 5)
    gap = np.diff(claim["to"][base], prepend=0)
    take &= (gap <= 31) | (rank == 0)
    rows = base[take]
    # A break in the rhythm could leave a series of two.
    size = np.bincount(claim["contract"][rows], minlength=1)[claim["contract"][rows]]
    rows = rows[size >= 4]
    blank = np.full(len(rows), -1)
    return {
        "tier": np.full(len(rows), EQUIPMENT),
        "claim": rows,
        "above": blank,
        "series": claim["contract"][rows],
        "subcontract": blank,
    }


def _suppliers(
    random: np.random.Generator, subcontract: Arrays, row: Arrays, parties: Parties
) -> np.ndarray:
    """Who is paid: the subcontractor, a crew, a hirer or a supplier of materials."""
    count = len(row["tier"])
    crews = between(random, np.full(count, 1), np.full(count, CREWS))
    hirers, suppliers = (parties.draw(random, kind, count) for kind in ("equipment", "material"))
    standing = row["series"] >= 0
    hirers[standing] = row["series"][standing] % 150 + 1
    below = np.append(subcontract["supplier"], 0)[row["subcontract"]]
    return np.select(
        [row["tier"] == WAGE, row["tier"] == EQUIPMENT, row["tier"] == MATERIAL],
        [crews, hirers, suppliers],
        below,
    )


def _describe(random: np.random.Generator, claim: Arrays, row: Arrays) -> None:
    """Amounts and dates of the work. Invoices of one tier under one claim share its part."""
    count = len(row["tier"])
    key = row["claim"] * len(TIERS) + row["tier"]
    _, group, size = np.unique(key, return_inverse=True, return_counts=True)
    part = np.array([PART.get(tier, 0) for tier in range(len(TIERS))])[row["tier"]]
    whole = claim["gross"][row["claim"]] * part * random.uniform(0.6, 1.0, count)
    row["gross"] = np.maximum(50_00, np.rint(whole / size[group])).astype(np.int64)
    standing = row["series"] >= 0
    rent = 900_00 + row["series"] * 131_07 % 14_000_00
    row["gross"][standing] = rent[standing]
    nothing = np.zeros(count, dtype=np.int64)
    row["contract"] = claim["contract"][row["claim"]]
    row["kind"] = nothing + PROGRESS
    row["from"], row["to"] = claim["from"][row["claim"]], claim["to"][row["claim"]]
    row["recovered"], row["retained"] = nothing, nothing.copy()
    row["worked"] = row["to"] + between(random, nothing, nothing + 3)
    row["issued"] = row["worked"] + np.where(standing, 2, between(random, nothing, nothing + 3))
    row["received"] = row["issued"] + between(random, nothing, nothing + 2)
    row["approved"] = row["received"] + 1


def _settle(
    random: np.random.Generator,
    project: Arrays,
    contract: Arrays,
    claim: Arrays,
    row: Arrays,
    parties: Parties,
) -> None:
    """When each was paid, top tier first, since whoever waits for money pays later."""
    count = len(row["tier"])
    base = np.array([LATE.get(tier, 0) for tier in range(len(TIERS))])[row["tier"]]
    rows = contract["project"][row["contract"]]
    payer = parties.lateness[contract["supplier"][row["contract"]] - 1]
    odds = base + payer + 0.7 * project["pays_late"][rows]
    row["late"] = (
        (random.random(count) < 1 / (1 + np.exp(-odds))) & (row["series"] < 0) & ~row["direct"]
    )
    row["delay"] = 4 + np.minimum(300, random.lognormal(2.4, 0.9, count)).astype(np.int64)
    row["wait"] = between(random, np.full(count, 3), np.full(count, 11))
    row["long_wait"] = between(random, np.full(count, 40), np.full(count, 54))
    row["due"] = np.full(count, MISSING)
    row["settled"] = np.full(count, MISSING)

    first = np.flatnonzero(row["tier"] == PRIME_SUB)
    _settle_below(row, first, claim["settled"][row["claim"][first]])
    second = np.flatnonzero(row["tier"] == SUB_SUB)
    _settle_below(row, second, row["settled"][row["above"][second]])
    wage, supply = row["tier"] == WAGE, np.isin(row["tier"], [EQUIPMENT, MATERIAL])
    row["due"] = np.select(
        [wage, supply], [row["worked"] + WAGE_DAYS, row["issued"] + SUPPLY_DAYS], row["due"]
    )
    quick = row["worked"] + np.maximum(row["approved"] - row["worked"] + 1, row["wait"])
    usual = row["issued"] + 10 + 3 * (row["wait"] - 2)
    usual = np.where(row["series"] >= 0, row["issued"] + 20, usual)
    soon = np.where(wage, quick, usual)
    paid = weekday(np.where(row["late"], row["due"] + row["delay"], soon))
    row["settled"] = np.where(wage | supply, paid, row["settled"])
    row["late"] = row["late"] & (row["settled"] > row["due"])


def _settle_below(row: Arrays, rows: np.ndarray, parent: np.ndarray) -> None:
    """Settle the invoices at `rows`, whose payer is paid on the days `parent`."""
    last = row["worked"][rows] + AFTER_WORK
    known = parent <= AS_OF
    row["due"][rows] = np.where(known, np.minimum(parent + AFTER_PARENT, last), last)
    soon = np.minimum(parent + row["wait"][rows], row["worked"][rows] + row["long_wait"][rows])
    soon = np.maximum(soon, row["approved"][rows] + 1)
    past = np.minimum(parent + AFTER_PARENT, last) + row["delay"][rows]
    row["settled"][rows] = weekday(np.where(row["late"][rows], past, soon))


def subcontract_amounts(
    random: np.random.Generator, contract: Arrays, subcontract: Arrays, row: Arrays
) -> np.ndarray:
    """Agreed amounts: never below what was invoiced, since the list of invoices has gaps."""
    count = len(subcontract["share"])
    agreed = contract["amount"][subcontract["contract"]] * subcontract["share"]
    known = row["subcontract"] >= 0
    invoiced = np.bincount(row["subcontract"][known], row["gross"][known], count)
    agreed = np.maximum(agreed, invoiced * random.uniform(1.05, 1.15, count))
    return np.rint(agreed).astype(np.int64)
