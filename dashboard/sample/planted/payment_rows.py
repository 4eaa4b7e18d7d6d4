"""Which payments of a chunk can carry a pattern without changing what is true of anything else."""

from __future__ import annotations

import hashlib
from datetime import date, timedelta

import numpy as np
import polars as pl

from dashboard.sample.planting import Planting

APPROVERS = 40
LIMIT = 250_000  # above which a payment needs a second approver, as the city's own rules say
HOLIDAYS = ((1, 1), (5, 1), (10, 3), (12, 25), (12, 26))
SUPPLIES = ("equipment", "material")


def share_of(name: str, stream: str) -> float:
    """A number from 0 to 1 that belongs to a party in every chunk of every city."""
    digest = hashlib.sha256(f"{stream} {name}".encode()).digest()
    return int.from_bytes(digest[:8], "big") / 2**64


def ordinary_supplies(planting: Planting) -> pl.DataFrame:
    """Payments for hire and material that stand alone and were made in time.

    One payment an invoice, no other payment of the same payee and amount, no reversal, no standing
    charge. Columns of payments, and `issued_date` and `due_date` of the invoice.
    """
    invoices = planting.rows("invoices").select("invoice_id", "issued_date", "due_date")
    payments = planting.rows("payments")
    taken_back = payments["reverses_payment_id"].drop_nulls().implode()
    return (
        payments.filter(
            pl.col("tier").is_in(SUPPLIES),
            pl.col("invoice_id").is_not_null(),
            pl.len().over("invoice_id") == 1,
            pl.len().over("payee_id", "paid_amount") == 1,
            pl.col("reverses_payment_id").is_null(),
            ~pl.col("payment_id").is_in(taken_back),
            ~pl.col("invoice_number").str.starts_with("H-"),
        )
        .join(invoices, on="invoice_id", how="inner", maintain_order="left")
        .filter(pl.col("paid_date") <= pl.col("due_date"))
    )


def busy_payers(planting: Planting) -> pl.DataFrame:
    """Contractors who made at least 33 payments here: `payer_id`, `payments`, `supplies`."""
    supplies = ordinary_supplies(planting).group_by("payer_id").len("supplies")
    counted = (
        planting.rows("payments")
        .filter(pl.col("payer_id").str.starts_with("CON-"), pl.col("paid_amount") > 0)
        .group_by("payer_id")
        .len("payments")
    )
    return (
        counted.filter(pl.col("payments") >= 33)
        .join(supplies, on="payer_id", how="left")
        .with_columns(pl.col("supplies").fill_null(0))
        .sort("payer_id")
    )


def set_payments(planting: Planting, changed: pl.DataFrame) -> None:
    """Put the columns of `changed` (payment_id first) in the place of those payments' own."""
    payments = planting.rows("payments")
    planting.replace("payments", payments.update(changed, on="payment_id", maintain_order="left"))


def set_amounts(planting: Planting, changed: pl.DataFrame) -> None:
    """Other amounts for payments that settle one invoice each: payment_id, invoice_id, amount."""
    money = pl.col("amount").cast(pl.Decimal(18, 2))
    set_payments(planting, changed.select("payment_id", money.alias("paid_amount")))
    bills = changed.select("invoice_id", gross_amount=money, invoice_amount=money)
    planting.replace(
        "invoices",
        planting.rows("invoices").update(bills, on="invoice_id", maintain_order="left"),
    )


def is_business_day(days: pl.Expr) -> pl.Expr:
    """Whether the office is open: no weekend, and none of the city's holidays."""
    closed = pl.any_horizontal(
        (days.dt.month() == month) & (days.dt.day() == day) for month, day in HOLIDAYS
    )
    return (days.dt.weekday() < 6) & ~closed


def days_before(dates: pl.Series, gaps: np.ndarray) -> pl.Series:
    """Dates that many days earlier, moved back to a day of business."""
    moved = (
        pl.DataFrame({"day": dates, "gap": gaps})
        .select(pl.col("day") - pl.duration(days="gap"))
        .to_series()
    )
    for _ in range(4):
        frame = moved.to_frame("day")
        open_ = is_business_day(pl.col("day"))
        moved = frame.select(
            pl.when(open_).then("day").otherwise(pl.col("day") - pl.duration(days=1))
        ).to_series()
    return moved


def weekday_after(day: date) -> date:
    """The day itself, or the Monday after it."""
    return day + timedelta(days=max(0, 7 - day.weekday()) if day.weekday() > 4 else 0)
