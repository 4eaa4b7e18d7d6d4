"""Patterns in how a payer pays as a whole: just under a limit, round, on days off, at year end."""

from __future__ import annotations

from datetime import date, timedelta

import numpy as np
import polars as pl

from dashboard.sample.planted.payment_rows import (
    LIMIT,
    busy_payers,
    ordinary_supplies,
    set_amounts,
    set_payments,
    share_of,
    weekday_after,
)
from dashboard.sample.planting import Planting

BUNCHED_LEAST = 33  # supplies that a payer needs for enough payments around the limit
MADE_UP_PAYMENTS = 1_050
MADE_UP_SHARE = 0.018  # of a chunk's payments may be added for a population of made-up amounts
ROUND, OFF = (0.0, 0.22), (0.4, 0.62)  # which payers, by their share_of "habit"
SOME_ROUND, SOME_OFF = (0.22, 0.30), (0.62, 0.70)  # the innocent: a little of it


def plant(planting: Planting) -> None:
    """Plant P12, P13, P14, P15 and P16 in one chunk of the city."""
    random = planting.random("payment populations")
    payers = busy_payers(planting)
    bunched = payers.filter(pl.col("supplies") >= BUNCHED_LEAST)["payer_id"].to_list()
    _bunch(planting, random, bunched)
    others = payers.filter(~pl.col("payer_id").is_in(bunched))
    _round(planting, random, others)
    _days_off(planting, random, others)
    _calm_year_ends(planting)
    _year_ends(planting, random)
    _made_up(planting, random)


def _bunch(planting: Planting, random: np.random.Generator, payers: list[str]) -> None:
    """P12: nine of ten payments around the limit below it; the twins have as many on both sides."""
    supplies = ordinary_supplies(planting)
    changed = [pl.DataFrame(schema={"payment_id": str, "invoice_id": str, "amount": float})]
    for payer in payers:
        rows = supplies.filter(pl.col("payer_id") == payer)
        if rows.height < BUNCHED_LEAST:
            continue
        rows = rows.head(60)
        guilty = share_of(payer, "around the limit") < 0.75
        below = random.random(rows.height) < (0.93 if guilty else 0.45)
        size = np.where(
            below,
            random.uniform(0.905, 0.998, rows.height),
            random.uniform(1.002, 1.095, rows.height),
        )
        changed.append(
            rows.select("payment_id", "invoice_id").with_columns(
                pl.Series("amount", np.round(size * LIMIT, 2))
            )
        )
        subject = [f"{payer} at {LIMIT}"]
        if guilty:
            note = "amounts gather just below the approval limit"
            planting.truth("P12", "payer_limit", subject, "flagged", note)
        else:
            note = "many amounts of about the limit, on both sides of it"
            planting.truth("P12", "payer_limit", subject, "clear", note)
    set_amounts(planting, pl.concat(changed))


def _chosen(payers: pl.DataFrame, span: tuple[float, float], stream: str = "habit") -> list[str]:
    return [
        payer
        for payer, count, supplies in payers.iter_rows()
        if span[0] <= share_of(payer, stream) < span[1] and supplies >= 0.15 * count
    ]


def _round(planting: Planting, random: np.random.Generator, payers: pl.DataFrame) -> None:
    """P13: nearly all supplies in round figures; the twins, and everyone, have a few."""
    supplies = ordinary_supplies(planting)
    guilty, some = _chosen(payers, ROUND), _chosen(payers, SOME_ROUND)
    total = dict(payers.select("payer_id", "payments").iter_rows())
    changed = [pl.DataFrame(schema={"payment_id": str, "invoice_id": str, "amount": float})]
    taken: set[tuple[str, float]] = set()
    for payer, rows in sorted(supplies.group_by("payer_id"), key=lambda entry: entry[0]):
        count = total.get(payer[0], 0)
        few = int(random.random() * 0.045 * count)
        wanted = rows.height if payer[0] in guilty else max(few, payer[0] in some)
        for row in rows.sort("payment_id").head(wanted).iter_rows(named=True):
            amount = _rounded(random, float(row["paid_amount"]))
            if (row["payee_id"], amount) in taken:
                continue
            taken.add((row["payee_id"], amount))
            changed.append(
                pl.DataFrame(
                    {
                        "payment_id": [row["payment_id"]],
                        "invoice_id": [row["invoice_id"]],
                        "amount": [amount],
                    }
                )
            )
    set_amounts(planting, pl.concat(changed))
    note = "most supplies are paid in round figures"
    planting.truth("P13", "payer", guilty, "flagged", note, "watch")
    note = "a few round figures, as everybody has"
    planting.truth("P13", "payer", some, "clear", note)


def _rounded(random: np.random.Generator, amount: float) -> float:
    """A figure of two digits of about that size, and of ten thousand at least."""
    if amount < 10_000:
        return float(random.integers(10, 100) * 1_000)
    step = 10 ** (len(str(int(amount))) - 2)
    return float(max(10, round(amount / step)) * step)


def _days_off(planting: Planting, random: np.random.Generator, payers: pl.DataFrame) -> None:
    """P16: supplies paid on the Sunday before; the twins have a single one."""
    supplies = ordinary_supplies(planting).filter(
        pl.col("paid_date") - pl.duration(days=pl.col("paid_date").dt.weekday())
        > pl.col("issued_date") + pl.duration(days=6)
    )
    guilty = _chosen(payers, OFF)
    # Of few payments one on a Sunday is no longer few.
    some = _chosen(payers.filter(pl.col("payments") >= 60), SOME_OFF)
    sunday = pl.col("paid_date") - pl.duration(days=pl.col("paid_date").dt.weekday())
    moved = supplies.filter(
        pl.col("payer_id").is_in(guilty)
        | (
            pl.col("payer_id").is_in(some)
            & (pl.col("payment_id").cum_count().over("payer_id") == 1)
        ),
        pl.col("paid_date").dt.weekday() < 6,
    )
    set_payments(planting, moved.select("payment_id", sunday.alias("paid_date")))
    note = "most supplies were paid on Sundays"
    planting.truth("P16", "payer", guilty, "flagged", note)
    planting.truth("P16", "payer", some, "clear", "one payment on a Sunday, as happens")


def _calm_year_ends(planting: Planting) -> None:
    """Claims that could as well be paid before Christmas are: nothing else depends on the day."""
    invoices = planting.rows("invoices")
    parents = invoices["parent_invoice_id"].drop_nulls().unique().implode()
    earlier = pl.col("paid_date") - pl.duration(days=9)
    moved = (
        planting.rows("payments")
        .filter(
            pl.col("tier") == "client_prime",
            pl.col("paid_date").dt.month() == 12,
            pl.col("paid_date").dt.day() > 24,
            pl.col("invoice_id").is_not_null(),
            pl.len().over("invoice_id") == 1,
            ~pl.col("invoice_id").is_in(parents),
            pl.col("reverses_payment_id").is_null(),
        )
        .join(
            invoices.select("invoice_id", "received_date", "due_date"),
            on="invoice_id",
            maintain_order="left",
        )
        .filter(pl.col("paid_date") <= pl.col("due_date"), earlier > pl.col("received_date"))
    )
    back = pl.duration(days=9 + (earlier.dt.weekday() - 5).clip(0, 2))
    set_payments(planting, moved.select("payment_id", paid_date=pl.col("paid_date") - back))


def _year_ends(planting: Planting, random: np.random.Generator) -> None:
    """P15: purchases in the last days of some years; the twins buy as much earlier in December."""
    payments = planting.rows("payments").filter(
        pl.col("tier") == "client_prime", pl.col("payer_id").str.starts_with("AGY-")
    )
    years = (
        payments.with_columns(year=pl.col("paid_date").dt.year())
        .group_by("payer_id", "year")
        .agg(
            pl.len().alias("count"),
            pl.col("paid_amount").sum().cast(pl.Float64).alias("paid"),
            pl.col("paid_amount")
            .filter(pl.col("paid_date").dt.ordinal_day() > 358)
            .sum()
            .cast(pl.Float64)
            .alias("late"),
            pl.col("project_id").sort().first(),
        )
        .sort("payer_id", "year")
    )
    first = int(payments["paid_date"].dt.year().min())
    added: list[dict] = []
    for row in years.iter_rows(named=True):
        draw = share_of(f"{row['payer_id']} {row['year']}", "end of the year")
        if row["count"] < 55 or row["year"] == first or draw > 0.5:
            continue
        ratio, last = (3.6, 31) if draw < 0.2 else (6.5, 31) if draw < 0.4 else (3.6, 20)
        missing = (ratio * row["paid"] - 52 * row["late"]) / (52 - ratio)
        if missing < 10_000:
            continue
        added += _purchases(random, row, missing, last)
        subject = [f"{row['payer_id']} {row['year']}"]
        if last == 31:
            level = "watch" if ratio < 4.9 else "high"
            note = "much is bought in the last days of the year"
            planting.truth("P15", "payer_year", subject, "flagged", note, level)
        elif 52 * row["late"] / (row["paid"] + missing) < 2.8:
            note = "as much is bought in December, but not in its last week"
            planting.truth("P15", "payer_year", subject, "clear", note)
    _add_payments(planting, added)


def _purchases(random: np.random.Generator, row: dict, total: float, last: int) -> list[dict]:
    """Four purchases that come to `total`, on working days up to the `last` of December."""
    parts = random.uniform(0.8, 1.2, 4)
    days = (27, 28, 29, 30) if last == 31 else (9, 11, 15, 18)
    return [
        {
            "project_id": row["project_id"],
            "tier": "client_prime",
            "payer_id": row["payer_id"],
            "payee_id": f"MAT-{random.integers(1, 321):04d}",
            "paid_date": _working_day(date(row["year"], 12, day), last),
            "paid_amount": round(total * part / parts.sum(), 2),
        }
        for part, day in zip(parts, days, strict=True)
    ]


def _working_day(day: date, last: int) -> date:
    moved = weekday_after(day)
    return moved if moved.month == 12 and moved.day <= last else day - timedelta(days=2)


def _add_payments(planting: Planting, rows: list[dict]) -> None:
    """Payments without invoice and contract, each under a number and an order of its own."""
    if not rows:
        return
    ids = planting.new_ids("PUR", len(rows))
    planting.add(
        "payments",
        [
            row
            | {
                "payment_id": identifier,
                "invoice_number": f"Q{index}-{identifier[4:]}",
                "currency": planting.currency,
                "payment_type": row.get("payment_type", "progress"),
            }
            for index, (identifier, row) in enumerate(zip(ids, rows, strict=True))
        ],
    )


def _made_up(planting: Planting, random: np.random.Generator) -> None:
    """P14: a year of small purchases whose amounts somebody made up; its twin follows the law."""
    payments = planting.rows("payments")
    if planting.number or payments.height * MADE_UP_SHARE < MADE_UP_PAYMENTS:
        return
    contracts = planting.rows("contracts").filter(
        pl.col("nature") == "construction", pl.col("supplier_id").is_not_null()
    )
    # Not the busiest: those are judged by other payments as well.
    few = payments.group_by("payer_id").len().filter(pl.col("len") < 25)["payer_id"]
    names = [name for name in sorted(set(few)) if name.startswith("CON-")]
    populations = int(payments.height * MADE_UP_SHARE // MADE_UP_PAYMENTS)
    for index, payer in enumerate(names[: min(2, populations)]):
        own = contracts.filter(pl.col("supplier_id") == payer)
        if own.is_empty():
            continue
        if index == 0:
            amounts = random.uniform(100, 9_999, MADE_UP_PAYMENTS)
        else:
            amounts = 10 ** random.uniform(1.1, 4.6, MADE_UP_PAYMENTS)
        days = random.integers(0, 250, MADE_UP_PAYMENTS)
        rows = [
            {
                "project_id": own["project_id"][0],
                "contract_id": own["contract_id"][0],
                "tier": "material",
                "payer_id": payer,
                "payee_id": f"MAT-{number % 320 + 1:04d}",
                "paid_date": weekday_after(date(2024, 1, 8) + timedelta(days=int(day))),
                "paid_amount": round(float(amount), 2),
            }
            for number, (amount, day) in enumerate(zip(amounts, days, strict=True))
        ]
        _add_payments(planting, rows)
        subject = [f"{payer} 2024"]
        if index == 0:
            note = "a year of purchases with digits all equally frequent"
            planting.truth("P14", "payer_year", subject, "flagged", note, "watch")
        else:
            planting.truth("P14", "payer_year", subject, "clear", "digits as the law has them")
