"""The inputs of a build after following: ids as first seen, and nothing from after its day."""

from __future__ import annotations

import datetime
from collections.abc import Callable
from pathlib import Path

import polars as pl

from dashboard.ingest import follow_keys, store, tables
from dashboard.ingest import manifest as manifests
from dashboard.ingest.follow import RENAMED, Followed
from dashboard.ingest.follow_keys import DAY
from dashboard.ingest.follow_rule import PROJECT

Paths = dict[str, list[Path]]
KNOWN_AS = "known_as"
ENTITY_TABLES = ("documents", "party_roles")  # they name a project as entity_id


def cut(inputs: Paths, folder: Path, latest: dict[str, datetime.date]) -> Paths:
    """`inputs` without the rows that were published after the last day of their source.

    `latest` gives that day by source. Files with nothing to leave out stay as they are.
    """

    def kept(table: str, path: Path) -> Path:
        day = latest.get(source_of(path))
        if day is None:
            return path
        rows = pl.scan_parquet(path)
        if (newest := rows.select(pl.col(DAY).max()).collect().item()) is None or newest <= day:
            return path
        return sunk(rows.filter(pl.col(DAY) <= day), folder / "cut", path)

    return each(inputs, kept)


def renamed(inputs: Paths, folder: Path, found: list[dict], followed: Followed) -> Paths:
    """`inputs` with every project under the id by which it was first seen.

    In a source that follows its projects this holds for ids made from the project's as well;
    sources without projects of their own take over the ids that are new.
    """
    if not followed.renamed:
        return inputs
    with_projects = {source_of(path) for path in inputs["src_projects"]}
    made = {
        record["sha256"]: _made_ids(
            Path(record["folder"]), record["source"], followed.renamed[record["source"]]
        )
        for record in found
        if record["source"] in followed.renamed
    }
    called = pl.concat(list(followed.called.values())).sort(DAY)

    def kept(table: str, path: Path) -> Path:
        source = source_of(path)
        if source in followed.renamed:
            columns = follow_keys.made_columns(manifests.read(source)).get(table, [])
            names = followed.renamed[source]
            return _own(path, table, folder, names, made[path.parent.name], columns)
        return path if source in with_projects else _others(path, folder, called)

    return each(inputs, kept)


def _made_ids(load: Path, source: str, names: pl.DataFrame) -> dict[str, str]:
    """What becomes of the ids that hold a project's id in them, in one load: old to new."""
    new: dict[str, str] = {}
    for table, columns in follow_keys.made_columns(manifests.read(source)).items():
        for path in store.parts(load, f"src_{table}"):
            rows = pl.scan_parquet(path)
            if PROJECT not in rows.collect_schema().names():
                continue
            touched = rows.select(DAY, PROJECT, *columns).join(
                names.lazy(), on=[DAY, PROJECT], how="inner"
            )
            for row in touched.collect().iter_rows(named=True):
                for column in columns:
                    if row[column] is not None:
                        new[row[column]] = row[column].replace(row[PROJECT], row[KNOWN_AS], 1)
    return new


def _own(
    path: Path,
    table: str,
    folder: Path,
    names: pl.DataFrame,
    made: dict[str, str],
    columns: list[str],
) -> Path:
    """One file of a source that follows its projects, renamed if it holds anything to rename."""
    rows = pl.read_parquet(path)
    changed = rows
    if columns and made:
        changed = changed.with_columns(pl.col(columns).replace(made))
    for column, condition in _project_columns(table, rows.columns):
        changed = (
            changed.join(
                names.rename({PROJECT: column}), on=[DAY, column], how="left", maintain_order="left"
            )
            .with_columns(
                pl.when(condition)
                .then(pl.coalesce(KNOWN_AS, column))
                .otherwise(column)
                .alias(column)
            )
            .select(rows.columns)
        )
    return path if changed.equals(rows) else sunk(changed.lazy(), folder / "followed", path)


def _project_columns(table: str, columns: list[str]) -> list[tuple[str, pl.Expr]]:
    """The columns of a table that name a project, each with the rows in which it does."""
    found = [(PROJECT, pl.lit(True))] if PROJECT in columns else []
    if table in ENTITY_TABLES:
        found.append(("entity_id", pl.col("entity_kind") == "project"))
    return found


def _others(path: Path, folder: Path, called: pl.DataFrame) -> Path:
    """One file of a source without projects, which names them as they were called on its day."""
    rows = pl.scan_parquet(path)
    columns = rows.collect_schema().names()
    if PROJECT not in columns:
        return path
    said = rows.select(DAY, PROJECT).unique().collect()
    said = said.join(called.select(PROJECT).unique(), on=PROJECT, how="semi").sort(DAY)
    names = _as_called(said, called).filter(pl.col(PROJECT) != pl.col(KNOWN_AS))
    if names.is_empty():
        return path
    return sunk(with_names(rows, names, [DAY, PROJECT], columns), folder / "followed", path)


def _as_called(said: pl.DataFrame, called: pl.DataFrame) -> pl.DataFrame:
    """For each day and id what the build calls it: by the last list of that day, or the first."""
    earlier = said.join_asof(
        called, on=DAY, by=PROJECT, strategy="backward", check_sortedness=False
    )
    later = said.join_asof(called, on=DAY, by=PROJECT, strategy="forward", check_sortedness=False)
    names = earlier.with_columns(pl.coalesce(KNOWN_AS, later[KNOWN_AS]).alias(KNOWN_AS))
    return names.select(RENAMED.keys())


def with_names(
    rows: pl.LazyFrame, names: pl.DataFrame, on: list[str], columns: list[str]
) -> pl.LazyFrame:
    """`rows` with the project ids that `names` (the columns `on`, KNOWN_AS) gives another name."""
    return (
        rows.join(names.lazy(), on=on, how="left", maintain_order="left")
        .with_columns(pl.coalesce(KNOWN_AS, PROJECT).alias(PROJECT))
        .select(columns)
    )


def source_of(path: Path) -> str:
    """The source of a file of facts: it lies in `<source>/<sha256>/`, here and in the loads."""
    return path.parent.parent.name


def each(inputs: Paths, kept: Callable[[str, Path], Path | None]) -> Paths:
    """`inputs` with every file of a border table put through `kept(table, path)`."""
    done = dict(inputs)
    for table in tables.TABLES.keys() - tables.NEVER_BUILT:
        paths = [kept(table, path) for path in inputs.get(f"src_{table}", [])]
        done[f"src_{table}"] = [path for path in paths if path]
    return done


def sunk(rows: pl.LazyFrame, parent: Path, path: Path) -> Path:
    """`rows` written below `parent`, under the name of the load and file that they come from."""
    target = parent / source_of(path) / path.parent.name / path.name
    target.parent.mkdir(parents=True, exist_ok=True)
    rows.sink_parquet(target, compression="zstd", maintain_order=True)
    return target


def first_day(record: dict) -> datetime.date:
    """The first day of publication in a load: its own, or that of the oldest of its releases."""
    own = datetime.date.fromisoformat(str(record["published_date"]))
    days = [
        pl.scan_parquet(path).select(pl.col(DAY).min()).collect().item()
        for table in tables.TABLES
        for path in store.parts(Path(record["folder"]), f"src_{table}")
    ]
    return min([own, *(day for day in days if day)])
