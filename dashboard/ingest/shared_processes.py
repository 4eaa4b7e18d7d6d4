"""Contracting processes that a project names as its own: one id for both."""

from __future__ import annotations

import json
from pathlib import Path

import polars as pl

from dashboard.ingest import process_summaries, renaming, tables
from dashboard.ingest.follow_keys import DAY
from dashboard.ingest.follow_rule import PROJECT
from dashboard.ingest.renaming import KNOWN_AS, Paths

# What a project says of itself; a process that a project takes over says it no longer.
OF_THE_PROJECT = ("projects", "project_costs", "project_budgets", "project_schedules")
METHOD = "shared process"


def taken_over(inputs: Paths, folder: Path) -> tuple[Paths, pl.DataFrame]:
    """`inputs` with the contracting processes of a project under its id, and the links made so.

    A project that names a process takes over what is known of it; a process that several
    projects name is left alone and listed.
    """
    columns = list(tables.polars_schema("project_processes"))
    named = [pl.scan_parquet(path).select(columns) for path in inputs["src_project_processes"]]
    links = pl.DataFrame(schema=tables.PROJECT_LINKS)
    if not named:
        return inputs, links
    claims = pl.concat(named).filter(pl.col(PROJECT) != pl.col("ocid")).collect()
    claims = claims.filter(pl.col("ocid").is_in(_project_ids(inputs).implode()))
    if claims.is_empty():
        return inputs, links
    inputs = process_summaries.stepped_back(inputs, folder, claims["ocid"].unique())
    counted = pl.col(PROJECT).n_unique().over("ocid")
    clear = claims.filter(counted == 1)
    names = clear.select(pl.col("ocid").alias(PROJECT), pl.col(PROJECT).alias(KNOWN_AS)).unique()
    placed = _project_ids(inputs, "src_project_places")

    def kept(table: str, path: Path) -> Path | None:
        rows = pl.scan_parquet(path)
        columns = rows.collect_schema().names()
        if PROJECT not in columns or table == "project_processes":
            return path
        touched = rows.join(names.lazy(), on=PROJECT, how="semi").select(pl.len())
        if not touched.collect().item():
            return path
        silent = names
        if table == "project_places":
            silent = names.filter(pl.col(KNOWN_AS).is_in(placed.implode()))
        if table == "project_places" or table in OF_THE_PROJECT:
            rows = rows.join(silent.lazy(), on=PROJECT, how="anti", maintain_order="left")
        return renaming.sunk(
            renaming.with_names(rows, names, [PROJECT], columns), folder / "taken-over", path
        )

    return renaming.each(inputs, kept), _links(claims)


def _project_ids(inputs: Paths, *relations: str) -> pl.Series:
    """Every project id in the given relations, or in those that a process fills."""
    relations = relations or ("src_projects", "src_tenders", "src_contracts", "src_payments")
    found = [
        pl.scan_parquet(path).select(PROJECT).unique().collect()[PROJECT]
        for relation in relations
        for path in inputs[relation]
    ]
    empty = pl.Series(PROJECT, [], dtype=pl.String())
    return pl.concat([empty, *found]).unique().drop_nulls()


def _links(claims: pl.DataFrame) -> pl.DataFrame:
    """One link per process, as first published by a project that names it (PROJECT_LINKS)."""
    first = claims.sort("ocid", PROJECT, DAY).unique(
        ["ocid", PROJECT], keep="first", maintain_order=True
    )
    claimants = {
        ocid: sorted(rows[PROJECT]) for (ocid,), rows in first.group_by("ocid", maintain_order=True)
    }
    rows = []
    for row in first.unique("ocid", keep="first", maintain_order=True).iter_rows(named=True):
        several = claimants[row["ocid"]] if len(claimants[row["ocid"]]) > 1 else []
        listed = [{"project_id": one, "score": 1.0} for one in several]
        rows.append(
            {
                "source": row["source_file_id"].rpartition("-")[0],
                DAY: row[DAY],
                "published_project_id": row["ocid"],
                PROJECT: row["ocid"] if several else row[PROJECT],
                "method": METHOD,
                "score": 1.0,
                "status": "ambiguous" if several else "matched",
                "candidates": json.dumps(listed, ensure_ascii=False) if several else None,
            }
        )
    return pl.DataFrame(rows, schema=tables.PROJECT_LINKS)
