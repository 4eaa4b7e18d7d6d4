"""What following projects needs and the border does not hold: kept by the load, read by a build."""

from __future__ import annotations

from pathlib import Path

import polars as pl

from dashboard.ingest import follow_rule, store
from dashboard.ingest.declarations import Manifest
from dashboard.ingest.follow_rule import PROJECT, FollowRule
from dashboard.ingest.reading import LINE

KEYS_FILE = "src_project_keys.parquet"
DAY = "published_date"


def write(folder: Path, rows: pl.DataFrame, manifest: Manifest, projects: pl.DataFrame) -> None:
    """Writes the columns of the manifest's identity rule as text beside the facts, one row each.

    Only for rows that became `projects`; those set aside are none.
    Nothing is written for a source whose rule looks at the project's id alone, or has none.
    """
    if manifest.follow is None or not manifest.follow.columns:
        return
    named = [pl.col(column).cast(pl.String) for column in manifest.follow.columns]
    kept = rows.select(LINE, DAY, pl.col(PROJECT).cast(pl.String), *named)
    kept = kept.join(projects.select(LINE), on=LINE, how="semi", maintain_order="left")
    store.write_parquet(kept, folder / KEYS_FILE)


def read(loads: list[Path], rule: FollowRule) -> pl.DataFrame:
    """One row per project and publication of one source: day, id and the rule's columns, as text.

    A project in several rows speaks by its first. Columns that a load did not keep and that are no
    columns of the border either are NULL, so the keys with them match nothing.
    """
    frames = []
    for load in loads:
        kept = load / KEYS_FILE
        for path in [kept] if kept.exists() else store.parts(load, "src_projects"):
            rows = pl.scan_parquet(path)
            names = rows.collect_schema().names()
            frames.append(
                rows.select(
                    LINE,
                    DAY,
                    PROJECT,
                    *(
                        (pl.col(name) if name in names else pl.lit(None))
                        .cast(pl.String)
                        .alias(name)
                        for name in rule.columns
                    ),
                ).collect()
            )
    if not frames:
        columns = (PROJECT, *rule.columns)
        return pl.DataFrame(
            schema={LINE: pl.Int64, DAY: pl.Date} | dict.fromkeys(columns, pl.String)
        )
    rows = pl.concat(frames).sort(DAY, PROJECT, LINE)
    return rows.unique([DAY, PROJECT], keep="first", maintain_order=True)


def made_columns(manifest: Manifest) -> dict[str, list[str]]:
    """For each border table of a source, the columns whose ids hold the project's id in them."""
    made = set(follow_rule.made_from_project(manifest.identity))
    found = {
        mapping.table: [column for column, name in mapping.columns.items() if name in made]
        for mapping in manifest.mappings
    }
    return {table: columns for table, columns in found.items() if columns}
