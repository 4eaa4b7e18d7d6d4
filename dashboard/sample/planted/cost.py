"""Patterns in prices: gaps between award and contract, amendments, earned value, unit prices."""

from __future__ import annotations

import numpy as np
import polars as pl

from dashboard.sample.planted import cost_amendments, cost_earned_value, cost_items
from dashboard.sample.planted.procurement import untouched
from dashboard.sample.planting import Planting
from dashboard.sample.truth import CLEAR, CRITICAL, FLAGGED, HIGH, INSUFFICIENT, SEVERITIES, WATCH

FAMILY = "cost"
# Code, share of the awards that nobody planted in, the gap from and to, outcome, severity, note.
# Honest awards lie 3.5 to 20 % below their estimate, so that the fences of peers stay apart.
GAPS = (
    ("C3", 0.030, 0.21, 0.48, FLAGGED, HIGH, "awarded far above the estimate"),
    ("C3", 0.025, -0.55, -0.33, FLAGGED, HIGH, "awarded far below the estimate"),
    ("C3", 0.020, 0.125, 0.165, FLAGGED, WATCH, "awarded above the estimate, unlike others"),
    ("C3", 0.015, -0.60, -0.35, CLEAR, 0, "ceiling of a framework, not an estimate of a price"),
    ("C3", 0.012, 0.0, 0.0, INSUFFICIENT, 0, "no estimate"),
    ("C4", 0.045, 0.015, 0.085, FLAGGED, HIGH, "signed above the award"),
    ("C4", 0.032, 0.115, 0.30, FLAGGED, CRITICAL, "signed far above the award"),
    ("C4", 0.028, -0.28, -0.12, FLAGGED, CRITICAL, "signed far below the award"),
    ("C4", 0.020, 0.001, 0.004, CLEAR, 0, "rounded at signature"),
    ("C4", 0.020, -0.085, -0.02, CLEAR, 0, "award accepted in part"),
    ("C4", 0.012, 0.0, 0.0, INSUFFICIENT, 0, "no award amount"),
)
FRAMEWORK, NO_ESTIMATE, NO_AMOUNT = 3, 4, 10  # positions in GAPS that change something else


def plant(planting: Planting) -> None:
    """Plant them in one chunk of the city."""
    random = planting.random(FAMILY)
    _plant_gaps(planting, random)
    cost_amendments.plant(planting)
    cost_items.plant(planting)
    cost_earned_value.plant(planting)
    _say_overruns(planting)


def _candidates(planting: Planting) -> pl.DataFrame:
    """Awards with one contract and one lot, in whose tender nothing is planted: one a tender."""
    free = untouched(planting)
    alone = planting.rows("awards").group_by("tender_id").len().filter(pl.col("len") == 1)
    signed = planting.rows("contracts").filter(
        pl.col("signed_date").is_not_null(),
        pl.col("original_amount").is_not_null(),
        pl.col("status") != "pending",
    )
    itemised = planting.rows("bids").join(
        planting.rows("bid_items").select("bid_id").unique(), on="bid_id", how="semi"
    )
    return (
        free.join(alone, on="tender_id", how="semi", maintain_order="left")
        .join(itemised, on="tender_id", how="anti", maintain_order="left")
        .join(
            signed.select("contract_id", "project_id", "original_amount"),
            on="contract_id",
            how="inner",
            maintain_order="left",
        )
        .join(
            planting.rows("awards").select("award_id", "award_amount"),
            on="award_id",
            how="left",
            maintain_order="left",
        )
        .with_columns(
            pl.coalesce("lot_id", "tender_id").alias("subject_id"),
            pl.col("original_amount", "award_amount").cast(pl.Float64),
        )
    )


def _plant_gaps(planting: Planting, random: np.random.Generator) -> None:
    found = _candidates(planting)
    shares = np.cumsum([gap[1] for gap in GAPS])
    pattern = np.searchsorted(shares, random.random(found.height), side="right")
    low, high = (np.array([gap[place] for gap in GAPS] + [0.0]) for place in (2, 3))
    gap = low[pattern] + (high - low)[pattern] * random.random(found.height)
    found = found.with_columns(pl.Series("pattern", pattern), pl.Series("gap", gap)).filter(
        pl.col("pattern") < len(GAPS)
    )
    of_estimate = pl.col("pattern").is_in([i for i, one in enumerate(GAPS) if one[0] == "C3"])
    _move_estimates(planting, found.filter(of_estimate))
    _move_awards(planting, found.filter(~of_estimate))
    for place, (code, _, _, _, outcome, severity, note) in enumerate(GAPS):
        rows = found.filter(pl.col("pattern") == place)
        kind, subject = ("lot", "subject_id") if code == "C3" else ("award", "award_id")
        planting.truth(
            code, kind, rows[subject].to_list(), outcome, note, SEVERITIES[severity],
            rows["project_id"].to_list(), rows["gap"].to_list(),
        )  # fmt: skip
        if place == NO_AMOUNT:
            subjects, projects = rows["subject_id"].to_list(), rows["project_id"].to_list()
            planting.truth("C3", "lot", subjects, outcome, note, "", projects)


def _move_estimates(planting: Planting, rows: pl.DataFrame) -> None:
    """Put the estimate where the gap wants it, in the tender and in its lot."""
    wanted = rows.select(
        "tender_id",
        (pl.col("pattern") == NO_ESTIMATE).alias("is_missing"),
        (pl.col("pattern") == FRAMEWORK).alias("is_ceiling"),
        (pl.col("award_amount") / (1 + pl.col("gap"))).round(0).alias("wanted"),
    )
    for table in ("tenders", "lots"):
        frame = planting.rows(table).join(wanted, on="tender_id", how="left", maintain_order="left")
        money = frame.schema["estimate_amount"]
        frame = frame.with_columns(
            pl.when(pl.col("is_missing"))
            .then(None)
            .otherwise(pl.coalesce(pl.col("wanted").cast(money), "estimate_amount"))
            .alias("estimate_amount")
        )
        if table == "tenders":
            ceiling = pl.col("is_ceiling").fill_null(False) | pl.col("is_framework")
            frame = frame.with_columns(ceiling.alias("is_framework"))
        planting.replace(table, frame.drop("is_missing", "is_ceiling", "wanted"))


def _move_awards(planting: Planting, rows: pl.DataFrame) -> None:
    """Move the award away from the contract; estimate and bids go with it, so only this shows."""
    moved = rows.select(
        "tender_id",
        (pl.col("pattern") == NO_AMOUNT).alias("is_missing"),
        (pl.col("original_amount") / (1 + pl.col("gap")) / pl.col("award_amount")).alias("factor"),
    )
    columns = {
        "awards": "award_amount", "tenders": "estimate_amount", "lots": "estimate_amount",
        "bids": "bid_amount",
    }  # fmt: skip
    for table, column in columns.items():
        frame = planting.rows(table).join(moved, on="tender_id", how="left", maintain_order="left")
        changed = (pl.col(column).cast(pl.Float64) * pl.col("factor")).round(2)
        missing = pl.col("is_missing").fill_null(False) & pl.lit(table == "awards")
        frame = frame.with_columns(
            pl.when(~missing)
            .then(pl.coalesce(changed.cast(frame.schema[column]), column))
            .alias(column)
        )
        planting.replace(table, frame.drop("is_missing", "factor"))


# The kinds of works with a history of their own; a sector of 20 completed projects has one too.
CLASSES = {
    "roads": ("road", "footway", "bus lane"),
    "bridges and tunnels": ("bridge",),
    "rail": ("tram line",),
    "civil works": (
        *("water main", "sewer", "pumping station", "drainage channel", "flood wall"),
        *("park", "playground"),
    ),
}
FEWEST_COMPLETED = 21
FAR_OVER = 0.33
GROWN = 1.03


def _say_overruns(planting: Planting) -> None:
    """The truth of C9: whose overrun is far out of the ordinary among those completed here."""
    costs = planting.rows("project_costs").select("project_id", "budget_amount", "forecast_amount")
    kinds = {sector: kind for kind, sectors in CLASSES.items() for sector in sectors}
    projects = (
        planting.rows("projects")
        .select("project_id", "sector", "status")
        .join(costs, on="project_id", how="left", maintain_order="left")
        .filter(
            pl.col("status") != "cancelled",
            pl.col("sector").is_not_null(),
            pl.col("budget_amount").is_not_null(),
        )
        .with_columns(
            pl.col("sector").replace_strict(kinds, default="buildings").alias("kind"),
            (
                pl.col("forecast_amount").cast(pl.Float64)
                / pl.col("budget_amount").cast(pl.Float64)
                - 1
            ).alias("overrun"),
        )
    )
    completed = (pl.col("status") == "completion").sum()
    enough = projects.filter(
        pl.max_horizontal(completed.over("kind"), completed.over("sector")) >= FEWEST_COMPLETED
    )
    far = enough.filter(pl.col("overrun") >= FAR_OVER)
    planting.truth(
        "C9", "project", far["project_id"].to_list(), FLAGGED,
        "overrun far out of the ordinary for its class", "", far["project_id"].to_list(),
        far["overrun"].to_list(),
    )  # fmt: skip
    grown = planting.rows("contracts").filter(
        pl.col("contract_amount").cast(pl.Float64)
        >= GROWN * pl.col("original_amount").cast(pl.Float64)
    )
    of_completed = pl.col("overrun").filter(pl.col("status") == "completion")
    ordinary = enough.filter(
        pl.col("overrun") < of_completed.median().over("kind"),
        pl.col("overrun") < of_completed.median().over("sector"),
    ).join(grown.select("project_id").unique(), on="project_id", how="semi", maintain_order="left")
    planting.truth(
        "C9", "project", ordinary["project_id"].to_list(), CLEAR,
        "its contract grew, and its cost is ordinary for its class", "",
        ordinary["project_id"].to_list(), ordinary["overrun"].to_list(),
    )  # fmt: skip
