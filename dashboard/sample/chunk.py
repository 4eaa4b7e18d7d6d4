"""One chunk of the city: some projects with everything that belongs to them, as linked arrays."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import polars as pl

from dashboard.sample import claims, contracts, lower_tiers, payments, progress
from dashboard.sample.columns import MISSING, Arrays, numbered, select, stack
from dashboard.sample.lower_tiers import CLIENT_PRIME, SUB_SUB, TIERS
from dashboard.sample.parties import Parties
from dashboard.sample.projects import AS_OF

CLAIMS_SHARE = 0.36  # of all payments; the rest is paid below the contractor
PAID_SHARE = 1.04  # payments per invoice: some in two instalments, some not yet paid
PREFIXES = {
    "client_prime": "CON",
    "prime_sub": "SUB",
    "sub_sub": "SUB",
    "wage": "CRW",
    "equipment": "EQP",
    "material": "MAT",
}


@dataclass
class Chunk:
    """Arrays by table, where columns named after another table hold positions in it; and ids."""

    project: Arrays
    contract: Arrays
    budget: Arrays
    schedule: Arrays
    milestone: Arrays
    report: Arrays
    suspension: Arrays
    subcontract: Arrays
    invoice: Arrays
    payment: Arrays
    ids: dict[str, pl.Series]
    suppliers: pl.Series  # by contract
    payers: pl.Series  # by invoice
    payees: pl.Series  # by invoice


def make(
    random: np.random.Generator,
    project: Arrays,
    parties: Parties,
    payments_wanted: int,
    counted: dict[str, int],
) -> Chunk:
    """Everything about `project`; `counted` says how many rows of each table came before."""
    contract = contracts.make(random, project, parties)
    claim = claims.make(random, project, contract, payments_wanted * CLAIMS_SHARE)
    claims.settle(random, project, contract, claim)
    paid_claims = int((claim["settled"] <= AS_OF).sum())
    subcontract = lower_tiers.subcontracts(random, contract, parties)
    wanted = int((payments_wanted - paid_claims * 1.07) / PAID_SHARE)
    below = lower_tiers.invoices(
        random, project, contract, claim, subcontract, parties, max(0, wanted)
    )
    subcontract["amount"] = lower_tiers.subcontract_amounts(random, contract, subcontract, below)
    invoice = _invoices(random, contract, claim, below)
    payment = payments.make(random, invoice)
    ids = {
        "project": numbered("PRJ-", project["number"], 6),
        "subcontract": _ids("SBC-", subcontract["contract"], counted.get("subcontracts", 0), 6),
        "invoice": _ids("INV-", invoice["issued"], counted.get("invoices", 0), 8),
        "payment": _ids("PAY-", payment["day"], counted.get("payments", 0), 8),
    }
    sequence = pl.Series(contract["sequence"]).cast(pl.String)
    ids["contract"] = at(ids["project"], contract["project"]) + "-C" + sequence
    suppliers = _suppliers(contract)
    return Chunk(
        project=project,
        contract=contract,
        budget=contracts.budgets(random, project, contract),
        schedule=contracts.schedules(random, project),
        milestone=progress.milestones(random, project),
        report=progress.reports(random, project),
        suspension=progress.suspensions(random, project),
        subcontract=subcontract,
        invoice=invoice,
        payment=payment,
        ids=ids,
        suppliers=suppliers,
        payers=_payers(project, contract, subcontract, invoice, suppliers),
        payees=_payees(invoice, suppliers),
    )


def _ids(prefix: str, like: np.ndarray, before: int, width: int) -> pl.Series:
    return numbered(prefix, before + 1 + np.arange(len(like)), width)


def at(ids: pl.Series, positions: np.ndarray) -> pl.Series:
    """The ids at `positions`; null where the position is negative."""
    known = pl.Series(positions.astype(np.int64))
    return ids.gather(pl.select(pl.when(known >= 0).then(known)).to_series())


def _invoices(
    random: np.random.Generator, contract: Arrays, claim: Arrays, below: Arrays
) -> Arrays:
    """Claims and the invoices below them in one table, by date of issue; `above` is a position."""
    count, total = len(claim["contract"]), len(claim["contract"]) + len(below["contract"])
    blank = np.full(count, -1)
    claim = claim | {
        "tier": np.full(count, CLIENT_PRIME),
        "above": blank,
        "subcontract": blank,
        "series": blank,
        "supplier": blank,
        "worked": claim["to"],
        "direct": np.zeros(count, dtype=bool),
        "weight": claim["gross"] / contract["published"][claim["contract"]],
    }
    below = below | {
        "above": np.where(below["tier"] == SUB_SUB, below["above"] + count, below["claim"]),
        "weight": np.zeros(len(below["contract"])),
    }
    invoice = stack([claim, {name: below[name] for name in claim}])
    order = np.lexsort((np.arange(total), invoice["issued"]))
    position = np.empty(total + 1, dtype=np.int64)
    position[order] = np.arange(total)
    position[-1] = -1
    invoice = select(invoice, order)
    invoice["above"] = position[invoice["above"]]
    invoice["approved"] = np.where(invoice["approved"] > AS_OF, MISSING, invoice["approved"])
    invoice["late"] = (
        np.where(invoice["settled"] <= AS_OF, invoice["settled"], AS_OF) - invoice["due"]
    )
    _disputes(random, invoice)
    return invoice


def _disputes(random: np.random.Generator, invoice: Arrays) -> None:
    """Some late claims were disputed for at least as long as they were late: innocent."""
    late = (invoice["tier"] == CLIENT_PRIME) & (invoice["late"] > 0)
    chosen = late & (invoice["settled"] <= AS_OF) & (random.random(len(late)) < 0.04)
    start = invoice["received"] + 4
    invoice["dispute_start"] = np.where(chosen, start, MISSING)
    invoice["dispute_end"] = np.where(chosen, start + invoice["late"] + 3, MISSING)


def _suppliers(contract: Arrays) -> pl.Series:
    main = contract["nature"] == contracts.CONSTRUCTION
    builders = numbered("CON-", contract["supplier"], 4)
    designers = numbered("DES-", contract["supplier"], 4)
    return pl.select(pl.when(pl.Series(main)).then(builders).otherwise(designers)).to_series()


def _payers(
    project: Arrays,
    contract: Arrays,
    subcontract: Arrays,
    invoice: Arrays,
    suppliers: pl.Series,
) -> pl.Series:
    """The agency pays claims; a subcontractor pays its own; the contractor pays the rest."""
    rows = invoice["contract"]
    agencies = numbered("AGY-", project["agency"][contract["project"][rows]] + 1, 2)
    parents = np.append(subcontract["parent"], -1)[invoice["subcontract"]]
    upper = numbered("SUB-", np.append(subcontract["supplier"], 0)[parents], 4)
    tier = pl.Series(invoice["tier"])
    return pl.select(
        pl.when(tier == CLIENT_PRIME)
        .then(agencies)
        .when(tier == SUB_SUB)
        .then(upper)
        .otherwise(at(suppliers, rows))
    ).to_series()


def _payees(invoice: Arrays, suppliers: pl.Series) -> pl.Series:
    prefix = pl.Series([PREFIXES[tier] for tier in TIERS]).gather(pl.Series(invoice["tier"]))
    number = pl.Series(invoice["supplier"]).cast(pl.String).str.zfill(4)
    below = prefix + "-" + number
    top = pl.Series(invoice["tier"] == CLIENT_PRIME)
    claims_ = at(suppliers, invoice["contract"])
    return pl.select(pl.when(top).then(claims_).otherwise(below)).to_series()
