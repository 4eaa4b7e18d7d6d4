"""Two files of one source that say the same of a project on the same day: it counts once.

A record package repeats the releases that are also published one by one, and a list is published
again under another name. Tables with a key take the newest row of each key anyway; in the others
the second saying would be a second phase, budget or place.
"""

from __future__ import annotations

from pathlib import Path

import polars as pl

from dashboard.ingest import renaming, store, tables
from dashboard.ingest.columns import ISSUE_SCHEMA
from dashboard.ingest.reading import LINE
from dashboard.ingest.renaming import Paths
from dashboard.ingest.values import NULLED

KEYLESS = tuple(name for name, schema in tables.TABLES.items() if not schema.primary_key())
ISSUE = "said by another file of the same day: counted once"


def once(inputs: Paths, folder: Path) -> Paths:
    """`inputs` without rows of KEYLESS tables that an earlier file of the same source holds, and
    with one load issue for each. Files of the same load are never compared."""
    issues: list[pl.DataFrame] = []
    done = dict(inputs)
    for table in KEYLESS:
        relation = f"src_{table}"
        by_source: dict[str, list[Path]] = {}
        for path in inputs.get(relation, []):
            by_source.setdefault(renaming.source_of(path), []).append(path)
        done[relation] = [
            kept
            for paths in by_source.values()
            for kept in _of_source(table, paths, folder, issues)
        ]
    if issues:
        target = folder / "src_load_issues-said-twice.parquet"
        store.write_parquet(pl.concat(issues), target)
        done["src_load_issues"] = [*done["src_load_issues"], target]
    return done


def _of_source(
    table: str, paths: list[Path], folder: Path, issues: list[pl.DataFrame]
) -> list[Path]:
    if len({path.parent.name for path in paths}) < 2:
        return paths
    own = [name for name in tables.polars_schema(table) if name not in ("source_file_id", LINE)]
    kept: list[Path] = []
    earlier: list[tuple[str, pl.DataFrame]] = []
    for path in paths:
        rows = pl.read_parquet(path)
        others = [said for load, said in earlier if load != path.parent.name]
        earlier.append((path.parent.name, rows.select(own)))
        repeated = pl.Series([False] * rows.height, dtype=pl.Boolean)
        for said in others:
            found = rows.with_row_index("row").join(said, on=own, how="semi", nulls_equal=True)
            repeated = repeated | pl.int_range(rows.height, eager=True).is_in(
                found["row"].cast(pl.Int64).implode()
            )
        if not repeated.any():
            kept.append(path)
            continue
        issues.append(_issues(table, rows.filter(repeated)))
        rest = rows.filter(~repeated)
        kept.append(renaming.sunk(rest.lazy(), folder / "said-once", path))
    return kept


def _issues(table: str, rows: pl.DataFrame) -> pl.DataFrame:
    issues = rows.select(
        "source_file_id",
        LINE,
        pl.lit(f"{table}.project_id").alias("column_name"),
        pl.col("project_id").alias("raw_value"),
        pl.lit(ISSUE).alias("issue"),
        pl.lit(NULLED).alias("action"),
    )
    return issues.select("source_file_id", *ISSUE_SCHEMA)
