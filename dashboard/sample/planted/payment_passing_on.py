"""Patterns in what contractors pass on of the money that is for their subcontractors."""

from __future__ import annotations

from datetime import date, timedelta

import polars as pl

from dashboard.sample.planting import Planting

PASSING_DAYS = 15
SPLIT_SHARE = 0.5  # of the contracts with subcontractors split their claims


def plant(planting: Planting) -> None:
    """P4: claims split by who did the work, of which some contractors pass on too little."""
    random = planting.random("payment passing on")
    payments = planting.rows("payments")
    last = planting.as_of - timedelta(days=PASSING_DAYS)
    below = pl.col("tier") == "prime_sub"
    passed = payments.filter(below).group_by("contract_id").agg(
        pl.col("paid_amount").sum().cast(pl.Float64).alias("passed"),
        (pl.col("paid_amount") < 0).any().alias("has_reversal"),
    )  # fmt: skip
    claims = payments.filter(
        pl.col("tier") == "client_prime",
        pl.col("payment_type").is_in(["progress", "final"]),
        pl.col("contract_id").is_not_null(),
        pl.col("paid_amount") > 0,
        pl.len().over("payee_id", "paid_amount") == 1,
        (pl.col("paid_amount") > 0).all().over("contract_id"),
    ).select("payment_id", "contract_id", "project_id", "paid_date", "paid_amount")
    due = claims.group_by("contract_id", maintain_order=True).agg(
        pl.col("project_id").first(),
        (pl.col("paid_date") <= last).sum().alias("due"),
        pl.col("paid_amount").filter(pl.col("paid_date") <= last).sum().alias("due_amount"),
    )
    subcontracted = planting.rows("subcontracts")["contract_id"].unique().implode()
    contracts = (
        due.filter(pl.col("contract_id").is_in(subcontracted), pl.col("due") > 0)
        .join(passed, on="contract_id", maintain_order="left")
        .filter(
            pl.col("passed") > 0,
            ~pl.col("has_reversal"),
            pl.col("passed") < 0.7 * pl.col("due_amount").cast(pl.Float64),
        )
        .sort("contract_id")
    )
    contracts = contracts.with_columns(
        pl.Series("draw", random.random(contracts.height)),
        pl.Series("few", random.uniform(0.035, 0.085, contracts.height)),
        pl.Series("many", random.uniform(0.13, 0.4, contracts.height)),
        pl.Series("none", random.uniform(-0.05, 0.012, contracts.height)),
    ).filter(pl.col("draw") < SPLIT_SHARE)
    story = (
        pl.when(pl.col("draw") < 0.04)
        .then(pl.lit("high"))
        .when(pl.col("draw") < 0.08)
        .then(pl.lit("watch"))
        .when(pl.col("draw") < 0.115)
        .then(pl.lit("held"))
        .otherwise(pl.lit("plain"))
    )
    contracts = contracts.with_columns(story.alias("story")).with_columns(
        pl.when(pl.col("story") == "high")
        .then("many")
        .when(pl.col("story") == "watch")
        .then("few")
        .when(pl.col("story") == "held")
        .then("many")
        .otherwise("none")
        .alias("gap")
    )
    _allocate(planting, claims, contracts, last)
    _hold_back(planting, contracts.filter(pl.col("story") == "held"))
    for level, note in (("high", "much kept"), ("watch", "some kept")):
        rows = contracts.filter(pl.col("story") == level)
        planting.truth(
            "P4",
            "contract",
            rows["contract_id"].to_list(),
            "flagged",
            f"{note} of what was paid for subcontractors",
            level,
            rows["project_id"].to_list(),
        )
    held = contracts.filter(pl.col("story") == "held")["contract_id"].to_list()
    note = "retention held from subcontractors explains the difference"
    planting.truth("P4", "contract", held, "clear", note)
    silent = payments.filter(pl.col("tier") == "client_prime")["contract_id"].unique().implode()
    others = (
        planting.rows("subcontracts")
        .select("contract_id")
        .unique()
        .filter(
            pl.col("contract_id").is_in(silent),
            ~pl.col("contract_id").is_in(contracts["contract_id"].implode()),
        )
        .sort("contract_id")
    )
    planting.truth(
        "P4", "contract", others["contract_id"].to_list(), "insufficient", "claims are not split"
    )


def _allocate(
    planting: Planting, claims: pl.DataFrame, contracts: pl.DataFrame, last: date
) -> None:
    """The part of each claim that is for subcontractors, and the rest, as two rows a payment."""
    whole = pl.col("passed") / (1 - pl.col("gap"))
    share = contracts.select("contract_id", share=whole / pl.col("due_amount").cast(pl.Float64))
    rows = claims.join(share, on="contract_id", maintain_order="left").with_columns(
        sub=(pl.col("paid_amount").cast(pl.Float64) * pl.col("share")).round(2)
    )
    common = {
        "payment_id": pl.col("payment_id"),
        "beneficiary_id": pl.lit("all"),
        "project_id": pl.col("project_id"),
        "contract_id": pl.col("contract_id"),
        "currency": pl.lit(planting.currency),
    }
    rest = pl.col("paid_amount").cast(pl.Float64) - pl.col("sub")
    for component, amount in (("sub", pl.col("sub")), ("prime", rest)):
        planting.add(
            "payment_allocations",
            rows.select(
                **common,
                component=pl.lit(component),
                allocation_amount=amount.round(2).cast(pl.Decimal(18, 2)),
            ),
        )


def _hold_back(planting: Planting, contracts: pl.DataFrame) -> None:
    """Raise subcontractors' bills and hold the raise back: what is payable stays the same."""
    invoices = planting.rows("invoices")
    paid = planting.rows("payments").filter(pl.col("tier") == "prime_sub")
    shares = contracts.select("contract_id", gap=pl.col("gap") / (1 - pl.col("gap")))
    raised = (
        paid.filter(pl.col("invoice_id").is_not_null())
        .group_by("invoice_id", "contract_id")
        .agg(pl.col("paid_amount").sum().cast(pl.Float64))
        .join(shares, on="contract_id")
        .select("invoice_id", more=(pl.col("paid_amount") * pl.col("gap")).round(2))
    )
    more = pl.col("more").fill_null(0).cast(pl.Decimal(18, 2))
    joined = invoices.join(raised, on="invoice_id", how="left", maintain_order="left")
    planting.replace(
        "invoices",
        joined.with_columns(
            (pl.col(name) + more).cast(pl.Decimal(18, 2)).alias(name)
            for name in ("gross_amount", "invoice_amount", "retention_amount")
        ).drop("more"),
    )
