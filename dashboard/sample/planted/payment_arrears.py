"""Patterns in what is kept back: wages and supplies unpaid, retention held or released."""

from __future__ import annotations

import numpy as np
import polars as pl

from dashboard.sample.planted.payment_rows import ordinary_supplies
from dashboard.sample.planting import Planting

WAGE_LATE = 14  # days past pay day after which unpaid wages are critical
SUPPLY_LATE = 30
RELEASE_LATE = 30
LOWER = ("wage", "equipment", "material")


def plant(planting: Planting) -> None:
    """Plant P5 and P8 in one chunk of the city."""
    random = planting.random("payment arrears")
    _unpay(planting, random)
    _arrears_truth(planting)
    _retention(planting, random)


def _unpay(planting: Planting, random: np.random.Generator) -> None:
    """Some wages, hire and material of the last months lose their payment, others are disputed."""
    invoices, payments = planting.rows("invoices"), planting.rows("payments")
    wages = payments.filter(
        pl.col("tier") == "wage",
        pl.col("invoice_id").is_not_null(),
        pl.len().over("invoice_id") == 1,
        pl.len().over("payee_id", "paid_amount") == 1,
        pl.col("reverses_payment_id").is_null(),
    ).select("payment_id", "invoice_id", "tier", "contract_id")
    supplies = ordinary_supplies(planting).select("payment_id", "invoice_id", "tier", "contract_id")
    age = (pl.lit(planting.as_of) - pl.col("due_date")).dt.total_days()
    recent = (
        pl.concat([wages, supplies])
        .join(invoices.select("invoice_id", "due_date"), on="invoice_id", maintain_order="left")
        .with_columns(age.alias("age"))
        .filter(pl.col("age").is_between(1, 150))
        .unique("contract_id", keep="any", maintain_order=True)
        .sort("payment_id")
    )
    draw = random.random(recent.height)
    unpaid = recent.filter(pl.Series(draw < 0.26))
    disputed = recent.filter(
        pl.Series((draw >= 0.26) & (draw < 0.32)), pl.col("age").is_between(2, 120)
    )
    gone = pl.concat([unpaid, disputed])
    planting.replace(
        "payments", payments.join(gone.select("payment_id"), on="payment_id", how="anti")
    )
    changed = gone.select("invoice_id", status=pl.lit("open"))
    stop = disputed.select(
        "invoice_id",
        dispute_start_date=pl.col("due_date") - pl.duration(days=2),
        dispute_end_date=pl.lit(planting.as_of) + pl.duration(days=20),
    )
    for frame in (changed, stop):
        invoices = invoices.update(frame, on="invoice_id", maintain_order="left")
    planting.replace("invoices", invoices)


def _arrears_truth(planting: Planting) -> None:
    """P5 and A3: whoever waits on the reporting date, by the honest city's own arrears or the
    planted, and where."""
    known = planting.rows("invoices").filter(
        pl.col("tier").is_in(LOWER), pl.col("status") != "paid", pl.col("due_date").is_not_null()
    )
    overdue = (pl.lit(planting.as_of) - pl.col("due_date")).dt.total_days()
    disputed = pl.col("dispute_start_date").is_not_null()
    open_ = known.with_columns(
        pl.when(disputed).then(-2).otherwise(overdue).alias("days"),
        (pl.col("tier") == "wage").alias("is_wage"),
        (pl.col("due_date").dt.year() * 12 + pl.col("due_date").dt.month()).alias("month"),
    )
    by_contract = open_.group_by("contract_id").agg(
        pl.col("project_id").first(),
        pl.col("days").filter("is_wage").max().fill_null(0).alias("wage"),
        pl.col("days").filter(~pl.col("is_wage")).max().fill_null(0).alias("supply"),
        pl.col("month")
        .filter(pl.col("is_wage") & (pl.col("days") > 0))
        .unique()
        .sort()
        .diff()
        .min()
        .alias("gap"),
        disputed.any().alias("is_disputed"),
    ).sort("contract_id")  # fmt: skip
    critical = (pl.col("wage") > WAGE_LATE) | (pl.col("gap").fill_null(99) == 1)
    flagged = (pl.col("wage") > 0) | (pl.col("supply") > SUPPLY_LATE)
    for rows, outcome, level, note in (
        (by_contract.filter(critical), "flagged", "critical", "wages long unpaid"),
        (by_contract.filter(flagged & ~critical), "flagged", "high", "wages or supplies unpaid"),
        (
            by_contract.filter(~flagged & ((pl.col("supply") > 0) | pl.col("is_disputed"))),
            "clear",
            "",
            "supplies a little late, or disputed timesheets",
        ),
    ):
        planting.truth(
            "P5",
            "contract",
            rows["contract_id"].to_list(),
            outcome,
            note,
            level,
            rows["project_id"].to_list(),
        )
    unpaid = by_contract.filter(pl.col("wage") > 0).join(_placed(planting), on="project_id")
    areas = unpaid["neighbourhood_id"].unique().sort().to_list()
    planting.truth("A3", "neighbourhood", areas, "flagged", "wages unpaid on works there", "high")


def _placed(planting: Planting) -> pl.DataFrame:
    """project_id and neighbourhood_id, as far as the files let a project be placed."""
    stated = planting.rows("project_places")
    coded = stated.filter(pl.col("place_code").is_in(planting.neighbourhood_ids)).select(
        "project_id", pl.col("place_code").alias("neighbourhood_id")
    )
    otherwise = stated.filter(
        pl.col("place_code").is_null(),
        pl.any_horizontal(pl.col("place_name", "longitude").is_not_null()),
    ).select("project_id")
    return pl.concat([coded, otherwise.join(planting.placed, on="project_id")]).unique()


def _retention(planting: Planting, random: np.random.Generator) -> None:
    """P8: too little agreed to be held, released before completion, or kept after the liability."""
    contracts = planting.rows("contracts")
    payments = planting.rows("payments")
    is_release = (pl.col("payment_type") == "retention_release") & (
        pl.col("tier") == "client_prime"
    )
    releases = payments.filter(is_release).group_by("contract_id").agg(
        pl.col("paid_date").min().alias("release_date"), pl.len().alias("release_count")
    )  # fmt: skip
    client = payments.filter(pl.col("tier") == "client_prime", pl.col("payment_type") != "advance")
    sums = client.filter(pl.col("invoice_id").is_not_null()).group_by("contract_id").agg(
        pl.col("paid_amount").sum().alias("sum")
    )  # fmt: skip
    works = (
        contracts.filter(pl.col("nature") == "construction")
        .join(sums, on="contract_id", maintain_order="left")
        .join(releases, on="contract_id", how="left", maintain_order="left")
        .select("contract_id", "project_id", "actual_end_date", "release_date", "release_count")
    )
    draw = pl.Series("draw", random.random(works.height))
    late = pl.Series("late", random.integers(32, 300, works.height))
    works = works.with_columns(draw, late)
    ended = pl.col("actual_end_date").is_not_null()
    held = ended & pl.col("release_date").is_null()
    story = (
        pl.when(pl.col("draw") < 0.06)
        .then(pl.lit("gap"))
        .when(pl.col("draw") < 0.085)
        .then(pl.lit("bond"))
        .when(ended & (pl.col("draw") < 0.11))
        .then(pl.lit("cap"))
        .when(pl.col("draw") < 0.135)
        .then(pl.lit("share unknown"))
        .when(held & (pl.col("draw") < 0.5))
        .then(pl.lit("kept"))
        .when(held & (pl.col("draw") < 0.6))
        .then(pl.lit("liability unknown"))
        .when((pl.col("release_count") == 1) & (pl.col("draw") < 0.19))
        .then(pl.lit("early"))
        .otherwise(pl.lit("plain"))
    )
    works = works.with_columns(story.alias("story"))
    liability = (
        pl.when(pl.col("story") == "liability unknown")
        .then(None)
        .when(pl.col("story") == "kept")
        .then(
            pl.max_horizontal(
                pl.lit(planting.as_of) - pl.duration(days="late"),
                pl.min_horizontal(
                    pl.col("actual_end_date") + pl.duration(days=1),
                    pl.lit(planting.as_of) - pl.duration(days=32),
                ),
            )
        )
        .when(held)
        .then(pl.lit(planting.as_of) + pl.duration(days="late"))
        .when(ended)
        .then(pl.col("actual_end_date") + pl.duration(days=55))
    )
    terms = works.select(
        "contract_id",
        liability.alias("liability_end_date"),
        pl.when(pl.col("story").is_in(["gap", "cap", "bond"]))
        .then(pl.lit(0.10))
        .when(pl.col("story") != "share unknown")
        .then(pl.lit(0.05))
        .alias("retention_share"),
        pl.when(pl.col("story") == "cap").then(pl.lit(0.001)).alias("retention_cap_share"),
        (pl.col("story") == "bond").alias("has_retention_bond"),
    )
    types = {name: contracts.schema.get(name, pl.Null) for name in terms.columns}
    kept = contracts.drop([name for name in terms.columns[1:] if name in contracts.columns])
    terms = terms.with_columns(
        pl.col("retention_share").cast(types["retention_share"], strict=False)
    )
    joined = kept.join(terms, on="contract_id", how="left", maintain_order="left")
    others = contracts.select("contract_id", other=pl.col("retention_share"))
    joined = joined.join(others, on="contract_id", how="left", maintain_order="left")
    is_work = pl.col("contract_id").is_in(works["contract_id"].implode())
    joined = joined.with_columns(
        pl.when(is_work).then("retention_share").otherwise("other").alias("retention_share")
    ).drop("other")
    planting.replace("contracts", joined)
    early = works.filter(pl.col("story") == "early")
    moved = payments.filter(is_release).join(
        early.select("contract_id", "actual_end_date"), on="contract_id", maintain_order="left"
    )
    moved = moved.select("payment_id", paid_date=pl.col("actual_end_date") - pl.duration(days=21))
    planting.replace("payments", payments.update(moved, on="payment_id", maintain_order="left"))
    for name, outcome, level, note in (
        ("gap", "flagged", "watch", "less held back than agreed"),
        ("early", "flagged", "critical", "retention released before completion"),
        ("kept", "flagged", "high", "retention kept after the liability period"),
        ("bond", "clear", "", "a bond stands in for the rest"),
        ("cap", "clear", "", "the cap was reached"),
        ("share unknown", "insufficient", "", "no retention share on record"),
        ("liability unknown", "insufficient", "", "end of the liability period not on record"),
    ):
        rows = works.filter(pl.col("story") == name)
        planting.truth(
            "P8",
            "contract",
            rows["contract_id"].to_list(),
            outcome,
            note,
            level,
            rows["project_id"].to_list(),
        )
