"""Patterns in inspections and incidents."""

from __future__ import annotations

import polars as pl

from dashboard.sample.planted import safety_incidents, safety_inspections
from dashboard.sample.planting import Planting

PATCH_SHARE = 0.9  # of the sites in the neighbourhoods that fare worse together
PATCH_PROJECTS = 20  # in each neighbourhood on average, or the patch cannot be told from chance


def plant(planting: Planting) -> None:
    """Plant them in one chunk of the city."""
    sites = _sites(planting)
    random = planting.random("safety patch")
    sites = sites.with_columns(
        is_worse=pl.col("is_in_patch") & pl.Series(random.random(sites.height) < PATCH_SHARE)
    )
    inspections = safety_inspections.plant(planting, sites)
    safety_incidents.plant(planting, sites, inspections)
    _say_patch(planting)


def _sites(planting: Planting) -> pl.DataFrame:
    """The contracts under which people work, one a project, by id."""
    contracts = planting.rows("contracts")
    begun = contracts.filter(
        pl.col("nature") == "construction",
        pl.col("status").is_in(["active", "closed"]),
        pl.col("start_date") <= planting.as_of,
    )
    # With a second contract on the site an inspection would have to say which one it is of.
    alone = begun.filter(pl.len().over("project_id") == 1)
    patch = planting.placed.filter(pl.col("neighbourhood_id").is_in(planting.patch))
    ended = pl.coalesce("actual_end_date", pl.lit(planting.as_of))
    return (
        alone.select(
            "contract_id",
            "project_id",
            "supplier_id",
            pl.col("start_date").alias("begun"),
            pl.min_horizontal(ended, pl.lit(planting.as_of)).alias("ended"),
            pl.col("original_amount").cast(pl.Float64, strict=False).alias("amount"),
            pl.col("project_id").is_in(patch["project_id"].implode()).alias("is_in_patch"),
        )
        .filter(pl.col("ended") > pl.col("begun"))
        .sort("contract_id")
    )


def _say_patch(planting: Planting) -> None:
    """The inside of the patch stands out with its neighbours, where there are projects enough."""
    enough = planting.placed.height >= PATCH_PROJECTS * len(planting.neighbourhood_ids)
    if planting.number > 0 or not planting.patch or not enough:
        return
    note = "beside others where as many inspections were missed and contracts published late"
    planting.truth("A4", "neighbourhood", planting.inside, "flagged", note)
    planting.truth("A5", "neighbourhood", planting.inside, "flagged", note)
