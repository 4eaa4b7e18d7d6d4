"""Money that comes back to the contractor, and pairs that should be apart: N7 and more of N3."""

from __future__ import annotations

from datetime import timedelta

import numpy as np
import polars as pl

from dashboard.sample.planted.network_contracts import subcontract
from dashboard.sample.planted.network_parties import Newcomers


def loops(news: Newcomers, random: np.random.Generator, each: int) -> None:
    """Payments in a circle, to supervisors, to and fro, and within a group."""
    planting = news.planting
    fit = _under_way(planting)
    fit = fit[np.sort(random.permutation(fit.height)[: 7 * each])]
    part = [fit[i * each : (i + 1) * each] for i in range(7)]
    first, second = news.firms(part[0].height), news.firms(part[0].height)
    _pay(news, part[0], part[0]["supplier_id"], first, 0.11, 10)
    _pay(news, part[0], first, second, 0.1, 20)
    _pay(news, part[0], second, part[0]["supplier_id"], 0.09, 30)
    _say(planting, part[0], "flagged", "money comes back over two firms", "high")
    for i, (share, kind, note, severity) in enumerate(
        (
            (0.08, "progress", "money comes back over one firm", "high"),
            (0.02, "progress", "a small charge back for site costs", ""),
            (0.08, "refund", "an overpayment paid back", ""),
        ),
        start=1,
    ):
        firms = news.firms(part[i].height)
        _pay(news, part[i], part[i]["supplier_id"], firms, 0.12, 10)
        _pay(news, part[i], firms, part[i]["supplier_id"], share, 40, kind)
        _say(planting, part[i], "flagged" if severity else "clear", note, severity)
    supervisors = news.firms(part[4].height)
    _supervise(planting, supervisors, part[4])
    _pay(news, part[4], part[4]["supplier_id"], supervisors, 0.03, 15)
    _say(planting, part[4], "flagged", "the contractor pays its supervisor", "critical")
    _supervise(planting, news.firms(part[5].height), part[5])
    _say(planting, part[5], "clear", "a supervisor paid by nobody below the client", "")
    _own_group(news, part[6])


def _under_way(planting) -> pl.DataFrame:
    """Contracts of one supplier each that have been paid to subcontractors, signed years ago."""
    paid = planting.rows("payments").filter(pl.col("tier") == "prime_sub")
    day = planting.as_of - timedelta(days=220)
    said = planting.truth_frame().filter(pl.col("code").str.starts_with("N"))["subject_id"]
    return (
        planting.rows("contracts")
        .join(paid.select("contract_id").unique(), on="contract_id", how="semi")
        .filter(
            pl.col("supplier_id").str.starts_with("CON-"),
            pl.len().over("supplier_id") == 1,
            pl.len().over("project_id") == 1,
            pl.col("signed_date") < day,
            pl.col("original_amount").is_not_null(),
            ~pl.col("contract_id").is_in(said.implode()),
        )
        .sort("contract_id")
    )


def _say(planting, contracts: pl.DataFrame, outcome: str, note: str, severity: str) -> None:
    planting.truth(
        "N7", "contract", contracts["contract_id"].to_list(), outcome, note, severity,
        contracts["project_id"].to_list(),
    )  # fmt: skip


def _pay(news, contracts, payers, payees, share: float, after: int, kind: str = "progress"):
    """One payment under each contract, of that share of its value, in the year's second half."""
    planting = news.planting
    start = planting.as_of - timedelta(days=200 - after)
    # A Wednesday: asked for on Monday, approved on Tuesday.
    date_ = pl.lit(start + timedelta(days=(2 - start.weekday()) % 7))
    count = contracts.height
    payees = pl.Series(list(payees), dtype=pl.String)
    amount = pl.col("contract_amount").cast(pl.Float64) * share + pl.int_range(pl.len()) * 3.17
    planting.add(
        "payments",
        contracts.select(
            pl.Series("payment_id", planting.new_ids("PAN", count), dtype=pl.String),
            "project_id",
            "contract_id",
            pl.lit("sub_sub").alias("tier"),
            pl.Series("payer_id", list(payers), dtype=pl.String),
            payees.alias("payee_id"),
            date_.alias("paid_date"),
            (amount + after / 100).round(2).alias("paid_amount"),
            pl.lit(planting.currency).alias("currency"),
            pl.lit(kind).alias("payment_type"),
            (date_ - pl.duration(days=2)).alias("requested_date"),
            (date_ - pl.duration(days=1)).alias("approved_date"),
            pl.lit("REQ-001").alias("requester_id"),
            pl.lit("APR-001").alias("approver_id"),
            ("ACC-" + payees).alias("payee_account_id"),
            pl.lit("WO-NETWORK").alias("cost_object"),
        ),
    )
    if planting.number:  # in the first chunk the payment family registers everybody's account
        new = payees.filter(payees.str.starts_with("NET-")).unique().sort().to_list()
        codes = [f"ACC-{one}" for one in new]
        news.keyed(new, "account", codes, news.days_ago(2_500))


def _supervise(planting, firms: list[str], contracts: pl.DataFrame) -> None:
    planting.add(
        "party_roles",
        pl.DataFrame(
            {
                "party_id": firms,
                "role": ["supervisor"] * len(firms),
                "entity_kind": ["project"] * len(firms),
                "entity_id": contracts["project_id"],
            }
        ),
    )


def _own_group(news: Newcomers, contracts: pl.DataFrame) -> None:
    """A subcontractor that the contractor owns: watched by N7, and by N3 as a pair."""
    planting = news.planting
    firms = news.firms(contracts.height)
    news.owned(contracts["supplier_id"].to_list(), firms, 0.7)
    subcontract(news, contracts, firms, 0.02, pl.col("signed_date") + pl.duration(days=50))
    _say(planting, contracts, "flagged", "the subcontractor is the contractor's own", "watch")
    pairs = zip(contracts["supplier_id"], firms, strict=True)
    ids = [" + ".join(sorted(pair)) for pair in pairs]
    note = "the contractor owns its subcontractor"
    planting.truth("N3", "party_pair", ids, "flagged", note, "watch")


def supervised_by_their_own(news: Newcomers, random: np.random.Generator, each: int) -> None:
    """Supervisors that the contractor owns, or one person owns with it (N3)."""
    planting = news.planting
    fit = _under_way(planting)
    owned = planting.rows("party_owners")["owned_id"]
    fit = fit.filter(pl.col("supplier_id").is_in(owned.implode()))
    fit = fit[np.sort(random.permutation(fit.height)[: 2 * each])]
    for part, severity, note in (
        (fit[:each], "critical", "the contractor owns its supervisor"),
        (fit[each:], "", "a supervisor with an owner of its own"),
    ):
        firms = news.firms(part.height)
        _supervise(planting, firms, part)
        suppliers = part["supplier_id"].to_list()
        owners = suppliers if severity else news.persons(part.height)
        news.owned(owners, firms, 0.55)
        ids = [" + ".join(sorted(pair)) for pair in zip(suppliers, firms, strict=True)]
        outcome = "flagged" if severity else "clear"
        planting.truth("N3", "party_pair", ids, outcome, note, severity)
