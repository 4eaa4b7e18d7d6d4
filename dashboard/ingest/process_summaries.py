"""A process told twice: summed up by a project file, and in full by its own releases.

An OC4IDS project carries a summary of each contracting process (its contract's value, its changes,
its payments). Where OCDS releases of the same process are loaded too, both would count; the
releases say more, so the summary steps back, and every row that does is told as a load issue.
"""

from __future__ import annotations

from pathlib import Path

import polars as pl

from dashboard.ingest import renaming, store
from dashboard.ingest.columns import ISSUE_SCHEMA
from dashboard.ingest.follow_rule import PROJECT
from dashboard.ingest.reading import LINE
from dashboard.ingest.renaming import Paths
from dashboard.ingest.values import NULLED

CONTRACT, TENDER, AWARD = "contract_id", "tender_id", "award_id"
# The id by which a summary is known in each table: the process's own, or made from it.
ALWAYS = {
    "contracts": CONTRACT,
    "contract_amendments": CONTRACT,
    "tenders": TENDER,
    "lots": TENDER,
    "bids": TENDER,
    "awards": TENDER,
    "award_suppliers": AWARD,
}
# What the releases may leave out: it stays where they do, under the contract that they tell.
WHERE_TOLD = ("payments", "invoices", "milestones", "progress_reports")
ISSUE = "summary of a process whose releases are loaded: counted once"


def stepped_back(inputs: Paths, folder: Path, ocids: pl.Series) -> Paths:
    """`inputs` without the summaries of those processes among `ocids` whose releases give a
    contract, and with one load issue for every row left out.

    To be called before processes take their project's id: rows of releases are those whose
    project is the process itself.
    """
    told = _told(inputs, "contracts", ocids).group_by(PROJECT).agg(pl.col(CONTRACT).unique())
    if told.is_empty():
        return inputs
    only = told.select(
        pl.col(PROJECT).alias(CONTRACT),
        pl.when(pl.col(CONTRACT).list.len() == 1).then(pl.col(CONTRACT).list.first()).alias("one"),
    )
    gone_by_table = _gone(inputs, told)
    issues: list[pl.DataFrame] = []

    def kept(table: str, path: Path) -> Path | None:
        if table not in gone_by_table:
            return path
        gone = gone_by_table[table]
        (column,) = gone.columns
        rows = pl.read_parquet(path)
        if rows.join(only.rename({CONTRACT: column}), on=column, how="semi").is_empty() and (
            rows.join(gone, on=column, how="semi").is_empty()
        ):
            return path
        issues.append(_issues(table, column, rows.join(gone, on=column, how="semi")))
        rows = rows.join(gone, on=column, how="anti", maintain_order="left")
        if table in WHERE_TOLD:
            rows = _under_the_told_contract(rows, only)
        return renaming.sunk(rows.lazy(), folder / "stepped-back", path)

    done = renaming.each(inputs, kept)
    told_issues = pl.concat([pl.DataFrame(schema=_schema()), *issues])
    if told_issues.is_empty():
        return done
    folder.mkdir(parents=True, exist_ok=True)
    target = folder / "src_load_issues-of-summaries.parquet"
    store.write_parquet(told_issues, target)
    return done | {"src_load_issues": [*done.get("src_load_issues", ()), target]}


def _gone(inputs: Paths, told: pl.DataFrame) -> dict[str, pl.DataFrame]:
    """By table the ids, under the name of their column, of the summaries that step back."""
    projects = pl.col(PROJECT)
    gone = {
        table: told.select((projects + "/award" if column == AWARD else projects).alias(column))
        for table, column in ALWAYS.items()
    }
    for table in WHERE_TOLD:
        there = _told(inputs, table, told[PROJECT])[PROJECT]
        gone[table] = told.filter(projects.is_in(there.implode())).select(projects.alias(CONTRACT))
    return gone


def _told(inputs: Paths, table: str, ocids: pl.Series) -> pl.DataFrame:
    """Project and contract of the rows of `table` that releases of `ocids` gave."""
    columns = {PROJECT: pl.String(), CONTRACT: pl.String()}
    found = [
        pl.scan_parquet(path)
        .select(list(columns))
        .filter(pl.col(PROJECT).is_in(ocids.implode()))
        .collect()
        for path in inputs.get(f"src_{table}", ())
    ]
    return pl.concat([pl.DataFrame(schema=columns), *found]).unique().sort(PROJECT, CONTRACT)


def _under_the_told_contract(rows: pl.DataFrame, only: pl.DataFrame) -> pl.DataFrame:
    """`rows` of a summary under the contract of the releases; under none if there are several."""
    renamed = rows.join(only, on=CONTRACT, how="left", maintain_order="left")
    named = pl.col(CONTRACT).is_in(only[CONTRACT].implode())
    new = pl.when(named).then(pl.col("one")).otherwise(pl.col(CONTRACT))
    return renamed.with_columns(new.alias(CONTRACT)).select(rows.columns)


def _schema() -> dict[str, pl.DataType]:
    return {"source_file_id": pl.String(), **ISSUE_SCHEMA}


def _issues(table: str, column: str, rows: pl.DataFrame) -> pl.DataFrame:
    return rows.select(
        "source_file_id",
        LINE,
        pl.lit(f"{table}.{column}").alias("column_name"),
        pl.col(column).alias("raw_value"),
        pl.lit(ISSUE).alias("issue"),
        pl.lit(NULLED).alias("action"),
    )
