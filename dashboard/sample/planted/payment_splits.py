"""Sums that were paid in parts, each below the limit from which a second approver is needed."""

from __future__ import annotations

from datetime import timedelta

import numpy as np
import polars as pl

from dashboard.sample.planted.payment_rows import APPROVERS, LIMIT, weekday_after
from dashboard.sample.planting import Planting


def plant(planting: Planting) -> None:
    """Plant P11: one order paid in parts below the limit; twins are two orders, or far apart."""
    random = planting.random("payment splits")
    contracts = planting.rows("contracts").filter(
        pl.col("nature") == "construction",
        pl.col("supplier_id").is_not_null(),
        pl.col("start_date") < planting.as_of - timedelta(days=150),
        pl.col("contract_amount") > 1_500_000,
    )
    projects = planting.rows("projects").height
    if contracts.is_empty():
        return
    for story, rate, least in (
        ("one approver", 1 / 38, 8),
        ("two approvers", 1 / 80, 4),
        ("two orders", 1 / 80, 3),
        ("far apart", 1 / 80, 3),
        ("no order", 1 / 110, 2),
    ):
        _plant_pairs(planting, random, contracts, story, max(least, int(projects * rate)))


def _plant_pairs(
    planting: Planting,
    random: np.random.Generator,
    contracts: pl.DataFrame,
    story: str,
    wanted: int,
) -> None:
    taken = set(planting.rows("payments").select("payer_id", "payee_id").unique().iter_rows())
    rows: list[dict] = []
    subjects: list[str] = []
    for _ in range(wanted):
        contract = contracts.row(int(random.integers(contracts.height)), named=True)
        payee = f"MAT-{random.integers(1, 321):04d}"
        if (contract["supplier_id"], payee) in taken:
            continue
        taken.add((contract["supplier_id"], payee))
        subjects.append(f"{contract['supplier_id']} > {payee}")
        rows += _parts(random, contract, payee, story, len(subjects), planting)
    ids = planting.new_ids("PRT", len(rows))
    planting.add(
        "payments",
        [
            row | {"payment_id": one, "invoice_number": f"L{number:02d}-{one[4:]}"}
            for number, (one, row) in enumerate(zip(ids, rows, strict=True))
        ],
    )
    outcome, level, note = {
        "one approver": ("flagged", "high", "one order paid in parts below the limit"),
        "two approvers": ("flagged", "watch", "parts below the limit within a month"),
        "two orders": ("clear", "", "two orders, each below the limit"),
        "far apart": ("clear", "", "one order, but months between its payments"),
        "no order": ("insufficient", "", "no cost object on record"),
    }[story]
    planting.truth("P11", "party_pair", subjects, outcome, note, level)


def _parts(
    random: np.random.Generator,
    contract: dict,
    payee: str,
    story: str,
    number: int,
    planting: Planting,
) -> list[dict]:
    """Two or three payments of one contractor to one supplier, each below the limit."""
    first = contract["start_date"] + timedelta(days=int(random.integers(30, 100)))
    count = 3 if story == "one approver" and number % 3 == 0 else 2
    gap = {"two approvers": 11, "far apart": 47}.get(story, 2)
    orders = {"two orders": ("A", "B"), "no order": (None, None)}.get(story, ("A", "A", "A"))
    approver = int(random.integers(1, APPROVERS + 1))
    parts = []
    for index in range(count):
        day = weekday_after(first + timedelta(days=gap * index))
        order = orders[index]
        code = f"WO-{contract['contract_id'][4:]}-{payee[4:]}{order}" if order else None
        step = index if story == "two approvers" else 0
        parts.append(
            {
                "project_id": contract["project_id"],
                "contract_id": contract["contract_id"],
                "tier": "material",
                "payer_id": contract["supplier_id"],
                "payee_id": payee,
                "paid_date": day,
                "paid_amount": round(float(random.uniform(0.53, 0.97)) * LIMIT, 2),
                "currency": planting.currency,
                "payment_type": "progress",
                "cost_object": code,
                "approver_id": f"APR-{(approver + step - 1) % APPROVERS + 1:03d}",
            }
        )
    return parts
