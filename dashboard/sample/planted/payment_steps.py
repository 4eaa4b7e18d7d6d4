"""Patterns in the steps before single payments: who asked and approved, when, to which account."""

from __future__ import annotations

import numpy as np
import polars as pl

from dashboard.sample.planted.payment_rows import APPROVERS, days_before
from dashboard.sample.planting import Planting

REQUESTERS = 120
BREACH_SHARE = 0.0018  # of the payments, for each of the rules
BREACH_LEAST = 4
FILLED = (
    *("requested_date", "approved_date", "requester_id", "approver_id"),
    *("payee_account_id", "cost_object"),
)


def plant(planting: Planting) -> None:
    """Plant P9 in one chunk of the city, the steps of every payment first."""
    random = planting.random("payment steps")
    _steps(planting, random)
    _breaches(planting, random)
    _natural_breaches(planting)


def _steps(planting: Planting, random: np.random.Generator) -> None:
    """Every payment was asked for, approved by somebody else, and charged to an order of its own.

    It went to the payee's own account, which has long been on record; crews have none.
    """
    payments = planting.rows("payments")
    missing = [name for name in FILLED if name not in payments.columns]
    payments = payments.with_columns(pl.lit(None, dtype=pl.String).alias(name) for name in missing)
    count = payments.height
    approved = days_before(payments["paid_date"], random.integers(1, 5, count))
    requested = days_before(approved, random.integers(1, 4, count))
    invoice = pl.col("invoice_id").is_not_null()
    part = pl.int_range(pl.len()).over("invoice_id")
    order = pl.when(invoice).then(
        pl.lit("WO-") + pl.col("invoice_id").str.slice(4) + pl.lit("-") + part.cast(pl.String)
    ).otherwise(pl.lit("WO-") + pl.col("payment_id"))  # fmt: skip
    # A release follows no order; the pairs without an order are the planted ones.
    unordered = pl.col("payment_id").str.starts_with("PRT-")
    asked = pl.Series([f"REQ-{n:03d}" for n in random.integers(1, REQUESTERS + 1, count)])
    granted = pl.Series([f"APR-{n:03d}" for n in random.integers(1, APPROVERS + 1, count)])
    account = pl.when(pl.col("tier") != "wage").then(pl.lit("ACC-") + pl.col("payee_id"))
    planting.replace(
        "payments",
        payments.with_columns(
            requested_date=requested.cast(pl.Date),
            approved_date=approved.cast(pl.Date),
            requester_id=asked,
            approver_id=pl.coalesce("approver_id", granted),
            payee_account_id=account,
            cost_object=pl.when(unordered).then("cost_object").otherwise(order),
        ),
    )
    if planting.number == 0:  # the list of parties is one for the whole city
        known = planting.parties.filter(~pl.col("party_id").str.contains("^(CRW|AGY)-"))
        _register(planting, known["party_id"], "ACC-" + known["party_id"], 2500)


def _register(planting: Planting, parties: pl.Series, codes: pl.Series, age: int) -> None:
    """Accounts of parties, first seen that many days before the reporting date."""
    frame = pl.DataFrame({"party_id": parties, "key_code": codes}).join(
        planting.rows("party_keys").filter(pl.col("key_kind") == "account"),
        on=["party_id", "key_code"],
        how="anti",
        maintain_order="left",
    )
    planting.add(
        "party_keys",
        frame.with_columns(
            key_kind=pl.lit("account"),
            first_seen_date=pl.lit(planting.as_of) - pl.duration(days=age),
            is_verified=pl.lit(True),
        ),
    )


def _breaches(planting: Planting, random: np.random.Generator) -> None:
    """P9: one rule broken a payment, each rule on payments of its own, and twins beside them."""
    payments = planting.rows("payments")
    fit = payments.filter(
        pl.col("paid_amount") > 0,
        pl.col("invoice_id").is_not_null(),
        pl.len().over("invoice_id") == 1,
        pl.len().over("payee_id", "paid_amount") == 1,
        pl.col("reverses_payment_id").is_null(),
        pl.col("paid_date") < planting.as_of - pl.duration(days=5),
        pl.col("tier").is_in(["equipment", "material"]),
        ~pl.col("invoice_number").str.starts_with("H-"),
    ).sort("payment_id")
    each = max(BREACH_LEAST, int(payments.height * BREACH_SHARE))
    order = random.permutation(fit.height)
    taken = 0

    def some(part: float = 1.0) -> pl.DataFrame:
        nonlocal taken
        rows = fit[np.sort(order[taken : taken + max(2, int(each * part))])]
        taken += rows.height
        return rows

    def change(rows: pl.DataFrame, level: str, note: str, outcome: str = "flagged", **columns):
        changed = rows.select("payment_id", **columns)
        frame = planting.rows("payments").update(
            changed, on="payment_id", maintain_order="left", include_nulls=True
        )
        planting.replace("payments", frame)
        ids = rows["payment_id"].to_list()
        projects = rows["project_id"].to_list()
        planting.truth("P9", "payment", ids, outcome, note, level, projects)

    later = pl.col("paid_date") + pl.duration(days=3)
    change(some(), "high", "a: paid before it was approved", approved_date=later)
    change(some(), "high", "b: no approval on record", approved_date=pl.lit(None, pl.Date))
    change(some(), "high", "i: asked and approved by one person",
           requester_id=pl.col("approver_id"))  # fmt: skip
    change(some(0.6), "", "approved on the day of payment", "clear",
           approved_date=pl.col("paid_date"))  # fmt: skip
    foreign = pl.lit("ACC-X") + pl.col("payment_id").str.slice(4)
    change(some(0.6), "high", "h: an account that is not the payee's", payee_account_id=foreign)
    _new_accounts(planting, some(0.6), 4, change, "high")
    _new_accounts(planting, some(0.6), 60, change, "")
    _billed_late(planting, some(), change)


def _new_accounts(planting: Planting, rows: pl.DataFrame, age: int, change, level: str) -> None:
    """Payments to a second account of the payee, first seen `age` days before."""
    code = pl.lit(f"ACC-N{age}-") + pl.col("payment_id").str.slice(4)
    planting.add(
        "party_keys",
        rows.select(
            party_id="payee_id",
            key_code=code,
            key_kind=pl.lit("account"),
            first_seen_date=pl.col("paid_date") - pl.duration(days=age),
            is_verified=pl.lit(False),
        ),
    )
    if level:
        change(rows, level, "h: account first seen four days before", payee_account_id=code)
    else:
        note = "a second account, two months on record"
        change(rows, "", note, "clear", payee_account_id=code)


def _billed_late(planting: Planting, rows: pl.DataFrame, change) -> None:
    """Rule c: bills dated after their payment; every third one is an advance, which may be."""
    day = pl.col("paid_date") + pl.duration(days=2)
    bills = rows.select("invoice_id", issued_date=day, received_date=day)
    planting.replace(
        "invoices",
        planting.rows("invoices").update(bills, on="invoice_id", maintain_order="left"),
    )
    advance = pl.int_range(pl.len()) % 3 == 2
    change(rows.filter(~advance), "watch", "c: paid before the bill",
           payment_type=pl.lit("progress"))  # fmt: skip
    change(rows.filter(advance), "", "an advance, paid before its bill", "clear",
           payment_type=pl.lit("advance"))  # fmt: skip


def _natural_breaches(planting: Planting) -> None:
    """P9: what the honest city's own slips break too: bills, acceptance, payees, signatures."""
    payments, invoices = planting.rows("payments"), planting.rows("invoices")
    contracts, subcontracts = planting.rows("contracts"), planting.rows("subcontracts")
    bills = invoices.select("invoice_id", "issued_date", "work_from_date")
    agreed = contracts.select(
        "contract_id", "signed_date", "status", "supplier_id", ended="actual_end_date"
    )
    below = subcontracts.select(
        "subcontract_id", sub_signed="signed_date", sub_supplier="supplier_id"
    )
    rows = (
        payments.filter(
            pl.col("tier").is_in(["client_prime", "prime_sub", "sub_sub"]),
            pl.col("paid_amount") > 0,
            pl.col("reverses_payment_id").is_null(),
        )
        .join(bills, on="invoice_id", how="left", maintain_order="left")
        .join(agreed, on="contract_id", how="left", maintain_order="left")
        .join(below, on="subcontract_id", how="left", maintain_order="left")
        .join(_acceptances(planting), on="invoice_id", how="left", maintain_order="left")
    )
    top = pl.col("tier") == "client_prime"
    signed = pl.when(top).then("signed_date").otherwise("sub_signed")
    supplier = pl.when(top).then("supplier_id").otherwise("sub_supplier")
    broken = {
        "c": (pl.col("paid_date") < pl.col("issued_date")) & (pl.col("payment_type") != "advance"),
        "d": pl.col("issued_date") < signed,
        "e": top
        & (pl.col("payment_type") == "progress")
        & pl.col("has_acceptances")
        & (pl.col("accepted_date").is_null() | (pl.col("accepted_date") > pl.col("paid_date"))),
        "f": top
        & (pl.col("status") == "terminated")
        & (pl.col("paid_date") > pl.col("ended"))
        & (pl.col("payment_type") != "retention_release"),
        "g": pl.col("payee_id") != supplier,
    }
    rows = rows.with_columns(rule.fill_null(False).alias(name) for name, rule in broken.items())
    severe = pl.col("d") | pl.col("g")
    any_ = pl.any_horizontal(*broken)
    note = "an honest city's slip: bill, acceptance, payee or signature out of order"
    for level, found in (("high", severe), ("watch", any_ & ~severe)):
        slipped = rows.filter(found)
        planting.truth(
            "P9",
            "payment",
            slipped["payment_id"].to_list(),
            "flagged",
            note,
            level,
            slipped["project_id"].to_list(),
        )


def _acceptances(planting: Planting) -> pl.DataFrame:
    """Per claim the first day from its work's beginning on which work was accepted."""
    reports = planting.rows("progress_reports").filter(pl.col("is_verified"))
    passed = planting.rows("inspections").filter(pl.col("result") == "pass")
    accepted = pl.concat(
        [
            reports.select("contract_id", accepted_date="period_end_date"),
            passed.select("contract_id", accepted_date="actual_date"),
        ]
    ).drop_nulls().sort("accepted_date")  # fmt: skip
    known = accepted["contract_id"].unique().implode()
    claims = (
        planting.rows("invoices")
        .filter(pl.col("tier") == "client_prime", pl.col("work_from_date").is_not_null())
        .select("invoice_id", "contract_id", "work_from_date")
        .sort("work_from_date")
    )
    return claims.join_asof(
        accepted,
        left_on="work_from_date",
        right_on="accepted_date",
        by="contract_id",
        strategy="forward",
        coalesce=False,
        check_sortedness=False,
    ).select("invoice_id", "accepted_date", has_acceptances=pl.col("contract_id").is_in(known))
