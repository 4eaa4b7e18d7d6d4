"""The procedures behind the city's contracts, and patterns in single procedures."""

from __future__ import annotations

import numpy as np
import polars as pl

from dashboard.sample.parties import SECTORS
from dashboard.sample.planted import bid_prices, openness, procedures
from dashboard.sample.planted.pattern_draws import Draws
from dashboard.sample.planting import Planting

FAMILY = "procurement"
WITHOUT_TENDER_SHARE = 0.04  # of the contracts for services come without a procedure
BUNDLED_SHARE = 0.12  # of the construction contracts share a tender with the next of their buyer
BUNDLE_DAYS = 60
SELECTIVE_SHARE = 0.25


def plant(planting: Planting) -> None:
    """Plant them in one chunk of the city."""
    random = planting.random(FAMILY)
    draws = Draws(random, _bundled(random, _lots_of_contracts(planting, random)))
    openness.assign(draws)
    bid_prices.assign(draws)
    lots = draws.changed()
    written = procedures.write(planting, random, lots.drop("contract_id", "nature", "pattern"))
    written = written.with_columns(lots["contract_id"], lots["nature"], lots["pattern"])
    _refer_contracts(planting, written)
    openness.finish(planting, written)
    bid_prices.finish(planting, random, written)
    _say(planting, written)
    bid_prices.plant_sets(planting, random, written)


def _say(planting: Planting, lots: pl.DataFrame) -> None:
    """The truth about every pattern that was handed out."""
    for pattern, statements in (openness.TRUTH | bid_prices.TRUTH).items():
        rows = lots.filter(pl.col("pattern") == pattern)
        for code, kind, outcome, severity, note in statements:
            planting.truth(
                code,
                kind,
                rows["subject_id" if kind == "lot" else "tender_id"].to_list(),
                outcome,
                note,
                severity,
                rows["project_id"].to_list(),
            )


def untouched(planting: Planting) -> pl.DataFrame:
    """The lots of contracts in whose procedure nothing is planted so far, for others to plant in.

    Columns tender_id, lot_id (null where the tender names none), award_id, contract_id. The truth
    knows what is taken: a code of procurement (B…, C3, C4, N…) said of the tender, one of its lots,
    its awards or contracts.
    """
    said = planting.truth_frame().filter(pl.col("code").str.contains(r"^(B\d+|C3|C4|N\d+)$"))
    taken = said["subject_id"]
    awards = planting.rows("awards").select("tender_id", "lot_id", "award_id")
    contracts = planting.rows("contracts").select("award_id", "contract_id").drop_nulls()
    found = awards.join(contracts, on="award_id", how="inner", maintain_order="left")
    is_taken = pl.any_horizontal(pl.all().is_in(taken.implode()).fill_null(False))
    return found.filter(~is_taken.any().over("tender_id"))


def _lots_of_contracts(planting: Planting, random: np.random.Generator) -> pl.DataFrame:
    """One lot for nearly every contract, with what is known of it from the contract."""
    projects = planting.rows("projects").select("project_id", "project_name", "agency", "sector")
    offices = planting.parties.filter(pl.col("party_id").str.starts_with("AGY")).select(
        pl.col("party_name").alias("agency"), pl.col("party_id").alias("buyer_id")
    )
    changes = planting.rows("contract_amendments").group_by("contract_id")
    first = changes.agg(pl.col("amount_before").sort_by("amendment_date").first())
    contracts = (
        planting.rows("contracts")
        .join(projects, on="project_id", how="left", maintain_order="left")
        .join(offices, on="agency", how="left", maintain_order="left")
        .join(first, on="contract_id", how="left", maintain_order="left")
    )
    count = contracts.height
    award = pl.coalesce("original_amount", "amount_before", "contract_amount").cast(pl.Float64)
    sectors = {sector: f"{i + 1:02d}0000" for i, sector in enumerate(SECTORS)}
    is_works = pl.col("nature") == "construction"
    is_bare = pl.Series(random.random(count) < WITHOUT_TENDER_SHARE)
    wait = pl.Series(random.integers(10, 26, count))  # between award and signature
    return (
        contracts.select(
            *(
                "contract_id",
                "project_id",
                "nature",
                "buyer_id",
                pl.col("agency").alias("buyer_name"),
            ),
            pl.col("supplier_id").alias("winner_id"),
            award.alias("award_amount"),
            (pl.col("signed_date") - pl.duration(days=wait)).alias("decided_date"),
            pl.Series("procurement_method", _methods(random, count)),
            pl.col("project_name").alias("tender_name"),
            (
                pl.when(is_works).then(pl.lit("45")).otherwise(pl.lit("71"))
                + pl.col("sector").replace_strict(sectors, default="990000")
            ).alias("item_code"),
            is_bare.alias("is_bare"),
        )
        .filter(
            pl.col("award_amount").is_not_null(),
            pl.col("winner_id").is_not_null(),
            ~(pl.col("is_bare") & (pl.col("nature") != "construction")),
        )
        .drop("is_bare")
    )


def _methods(random: np.random.Generator, count: int) -> list[str]:
    return np.where(random.random(count) < SELECTIVE_SHARE, "selective", "open").tolist()


def _bundled(random: np.random.Generator, lots: pl.DataFrame) -> pl.DataFrame:
    """The lots with `tender_group`: some works of one buyer, let at about the same time, in one."""
    order = (
        lots.with_row_index("row")
        .filter(pl.col("nature") == "construction", pl.col("decided_date").is_not_null())
        .sort("buyer_id", "decided_date", "row")
    )
    near = (
        (pl.col("decided_date") - pl.col("decided_date").shift()).dt.total_days() <= BUNDLE_DAYS
    ) & (pl.col("buyer_id") == pl.col("buyer_id").shift())
    joined = pl.Series(random.random(order.height) < BUNDLED_SHARE)
    group = order.with_columns((near & joined).fill_null(False).alias("is_joined")).with_columns(
        (~pl.col("is_joined")).cum_sum().alias("tender_group")
    )
    together = group.filter(pl.len().over("tender_group") > 1)
    found = together.select("row", pl.col("tender_group").cast(pl.Int64))
    return (
        lots.with_row_index("row")
        .join(found, on="row", how="left", maintain_order="left")
        .drop("row")
    )


def _refer_contracts(planting: Planting, lots: pl.DataFrame) -> None:
    """Tender, award, buyer and method of each contract, as its procedure has them."""
    found = lots.select(
        *("contract_id", "tender_id", "award_id", "buyer_id", "buyer_name"),
        pl.col("procurement_method").alias("method"),
    )
    contracts = planting.rows("contracts")
    referred = [name for name in found.columns if name in contracts.columns[1:]]
    joined = contracts.drop(referred).join(
        found, on="contract_id", how="left", maintain_order="left"
    )
    stated = pl.col("procurement_method").is_not_null() & pl.col("method").is_not_null()
    planting.replace(
        "contracts",
        joined.with_columns(
            pl.when(stated)
            .then("method")
            .otherwise("procurement_method")
            .alias("procurement_method")
        ).drop("method"),
    )
