"""Works contracts with hardly any time to build in, beside small repairs that need little."""

from __future__ import annotations

from datetime import timedelta

import numpy as np
import polars as pl

from dashboard.sample.planting import Planting
from dashboard.sample.truth import CLEAR, FLAGGED

FAMILY = "schedule: terms"
SHARE = 0.05  # of the finished projects get a further works contract
SHORT, REPAIR, ORDINARY = range(3)


def plant(planting: Planting) -> None:
    """Plant them in one chunk of the city."""
    random = planting.random(FAMILY)
    works = planting.rows("contracts").filter(pl.col("nature") == "construction")
    amounts = works["original_amount"].drop_nulls().cast(pl.Float64)
    if len(amounts) < 8:
        return
    lower, middle, upper = (amounts.quantile(share) for share in (0.25, 0.5, 0.75))
    finished = planting.rows("projects").filter(
        pl.col("status") == "completion",
        pl.col("actual_end_date") < planting.as_of - timedelta(days=200),
        pl.col("planned_end_date") > pl.col("planned_start_date"),
    )
    chosen = finished.filter(pl.Series(random.random(finished.height) < SHARE))
    count = chosen.height
    if not count:
        return
    pattern = random.choice([SHORT, REPAIR, ORDINARY], count, p=[0.6, 0.25, 0.15])
    days = np.where(pattern == ORDINARY, random.integers(75, 120, count),
                    random.integers(20, 55, count))  # fmt: skip
    amount = np.round(
        np.where(
            pattern == REPAIR,
            random.uniform(0.2, 0.5, count) * lower,
            random.uniform(middle, upper, count),
        ),
        2,
    )
    ids = [f"{project}-C9" for project in chosen["project_id"]]
    model = works.join(chosen.select("project_id"), on="project_id", how="semi").unique(
        "project_id", keep="first", maintain_order=True
    )
    suppliers = chosen.select("project_id").join(
        model, on="project_id", how="left", maintain_order="left"
    )
    signed = (
        chosen["planned_start_date"]
        + pl.Series(random.integers(20, 60, count)).cast(pl.Duration("ms")) * 86_400_000
    )
    end = signed + pl.Series(days).cast(pl.Duration("ms")) * 86_400_000
    money = pl.Series(amount)
    rows = pl.DataFrame(
        {
            "contract_id": ids,
            "project_id": chosen["project_id"],
            "contract_name": pl.repeat("Further works", count, eager=True),
            "nature": pl.repeat("construction", count, eager=True),
            "procurement_method": pl.repeat("open", count, eager=True),
            "supplier_id": suppliers["supplier_id"],
            "supplier_name": suppliers["supplier_name"],
            "signed_date": signed,
            "start_date": signed + timedelta(days=3),
            "original_end_date": end,
            "current_end_date": end,
            "actual_end_date": end - timedelta(days=1),
            "original_amount": money,
            "contract_amount": money,
            "final_amount": money,
            "currency": pl.repeat(planting.currency, count, eager=True),
            "status": pl.repeat("closed", count, eager=True),
        }
    )
    # First, because the last rows of the file are those that are spoilt to be unreadable.
    before = planting.rows("contracts")
    planting.add("contracts", rows)
    added = planting.rows("contracts")
    planting.replace("contracts", pl.concat([added[before.height :], added[: before.height]]))
    _report(planting, rows)
    for place, outcome, severity, note in (
        (SHORT, FLAGGED, "high", "signed with hardly any time to build in"),
        (REPAIR, CLEAR, "", "a small repair, quickly done"),
        (ORDINARY, CLEAR, "", "a short contract with time enough"),
    ):
        found = [i for i in range(count) if pattern[i] == place]
        planting.truth(
            "S6", "contract", [ids[i] for i in found], outcome, note, severity,
            [chosen["project_id"][i] for i in found],
        )  # fmt: skip


def _report(planting: Planting, rows: pl.DataFrame) -> None:
    """A report at the end of each month of these works, the last one complete."""
    months = rows.select(
        "contract_id",
        "project_id",
        "start_date",
        "actual_end_date",
        pl.date_ranges(
            pl.col("start_date").dt.month_start(), pl.col("actual_end_date").dt.month_start(), "1mo"
        ).alias("month"),
    ).explode("month")
    ends = months.with_columns(pl.col("month").dt.month_end().alias("period_end_date"))
    worked = (pl.col("period_end_date") - pl.col("start_date")).dt.total_days()
    total = (pl.col("actual_end_date") - pl.col("start_date")).dt.total_days()
    share = (worked / total).clip(0, 1).round(4)
    planting.add(
        "progress_reports",
        ends.select(
            (pl.col("contract_id") + "-R" + pl.col("month").dt.strftime("%y%m")).alias("report_id"),
            *("project_id", "contract_id", "period_end_date"),
            (pl.col("period_end_date") + timedelta(days=6)).alias("reported_date"),
            share.alias("physical_share"),
            share.alias("planned_share"),
            pl.lit(True).alias("is_verified"),
        ),
    )
