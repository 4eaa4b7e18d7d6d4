"""How full every column of every loaded table is, and rows that show what is missing."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

import polars as pl
import pyarrow.parquet as parquet

from dashboard.ingest import tables

EXAMPLES_KEPT = 100  # rows of a column, file and kind; the count beside them is exact
FEWEST_DATES = 20  # below that, dates that agree are no sign of a form filled in at one go
MISSING, COMMONEST = "missing", "commonest date"
LINEAGE = set(tables.LINEAGE_COLUMNS)
BY_FILE = ("source_file_id", "published_date")
# How many days may pass between two publications; house defaults, a few days over the word's own.
EXPECTED_DAYS = {
    r"\bdaily\b": 3,
    r"\bweekly\b": 10,
    r"\bmonthly\b": 35,
    r"\bquarterly\b": 100,
    r"\b(three|several) times a year\b": 130,
    r"\b(twice a year|half-yearly|every six months)\b": 190,
    r"\b(yearly|annual|annually|once a year)\b": 380,
}


@dataclass(frozen=True)
class Profiles:
    """`columns` as in COLUMN_PROFILES, `examples` as in COLUMN_EXAMPLES."""

    columns: pl.DataFrame
    examples: pl.DataFrame


def profiles(inputs: Mapping[str, list[Path]]) -> Profiles:
    """The profile of every border table in `inputs` (Parquet files by relation).

    Counts of values come from the Parquet statistics, so that a large table is not read for them;
    only dates and rows that lack something are looked up.
    """
    columns = [pl.DataFrame(schema=tables.COLUMN_PROFILES)]
    examples = [pl.DataFrame(schema=tables.COLUMN_EXAMPLES)]
    for table in tables.TABLES:
        if table in tables.NEVER_BUILT:
            continue
        for path in inputs.get(f"src_{table}", ()):
            counted = _counted(path, table)
            dated = _commonest(path, table)
            columns.append(_profile(table, counted, dated))
            examples += [
                _missing(path, table, counted),
                _with_commonest(path, table, counted, dated),
            ]
    return Profiles(pl.concat(columns), pl.concat(examples))


def _profile(table: str, counted: pl.DataFrame, dated: pl.DataFrame) -> pl.DataFrame:
    return (
        counted.join(dated, on=[*BY_FILE, "column_name"], how="left")
        .with_columns(pl.lit(table).alias("table_name"))
        .select(tables.COLUMN_PROFILES.keys())
    )


def _columns(table: str) -> list[str]:
    return [name for name in tables.polars_schema(table) if name not in LINEAGE]


def _counted(path: Path, table: str) -> pl.DataFrame:
    """Rows and known values by file, day and column."""
    schema = {
        name: tables.COLUMN_PROFILES[name]
        for name in (*BY_FILE, "column_name", "row_count", "known_count")
    }
    if (known := _from_statistics(path, table)) is not None:
        return pl.DataFrame(known, schema, orient="row")
    names = _columns(table)
    return (
        pl.scan_parquet(path)
        .group_by(BY_FILE)
        .agg(pl.len().alias("row_count"), pl.col(names).count())
        .collect()
        .sort(BY_FILE)
        .unpivot(names, index=[*BY_FILE, "row_count"], variable_name="column_name")
        .rename({"value": "known_count"})
        .select(pl.col(name).cast(dtype) for name, dtype in schema.items())
    )


def _from_statistics(path: Path, table: str) -> list[tuple] | None:
    """The counts from the statistics of a file of one publication; None where it has several."""
    metadata = parquet.ParquetFile(path).metadata
    groups = [metadata.row_group(number) for number in range(metadata.num_row_groups)]
    missing: dict[str, int] = {}
    spread: dict[str, set] = {name: set() for name in BY_FILE}
    for group in groups:
        for number in range(group.num_columns):
            column = group.column(number)
            statistics = column.statistics
            if statistics is None or not statistics.has_null_count:
                return None
            name = column.path_in_schema
            missing[name] = missing.get(name, 0) + statistics.null_count
            if name in spread:
                spread[name] |= {statistics.min, statistics.max}
    if any(len(values) != 1 or None in values for values in spread.values()):
        return None
    rows = metadata.num_rows
    lineage = [next(iter(spread[name])) for name in BY_FILE]
    return [(*lineage, name, rows, rows - missing.get(name, rows)) for name in _columns(table)]


def _dates(table: str) -> list[str]:
    schema = tables.polars_schema(table)
    return [name for name in _columns(table) if schema[name] == pl.Date]


def _commonest(path: Path, table: str) -> pl.DataFrame:
    """The commonest value of every date column by file and day, and how often it is there."""
    rows = pl.scan_parquet(path)
    counted = [
        rows.group_by(*BY_FILE, pl.col(name).alias("commonest_date"))
        .agg(pl.len().cast(pl.Int64).alias("commonest_count"))
        .drop_nulls("commonest_date")
        .sort(["commonest_count", "commonest_date"], descending=[True, False])
        .unique(BY_FILE, keep="first", maintain_order=True)
        .select(*BY_FILE, pl.lit(name).alias("column_name"), "commonest_date", "commonest_count")
        for name in _dates(table)
    ]
    schema = {
        name: tables.COLUMN_PROFILES[name]
        for name in (*BY_FILE, "column_name", "commonest_date", "commonest_count")
    }
    return pl.concat([pl.DataFrame(schema=schema), *pl.collect_all(counted)])


def _missing(path: Path, table: str, counted: pl.DataFrame) -> pl.DataFrame:
    """Rows that lack a value in a column that others of the file have."""
    partly = counted.filter(pl.col("known_count") > 0, pl.col("known_count") < pl.col("row_count"))
    rows = pl.scan_parquet(path)
    return _examples(
        table,
        MISSING,
        ((name, rows.filter(pl.col(name).is_null())) for name in partly["column_name"].unique()),
    )


def _with_commonest(
    path: Path, table: str, counted: pl.DataFrame, dated: pl.DataFrame
) -> pl.DataFrame:
    """Rows with the date that over half of a column's values have.

    That of the publication is left out: where a table has no date of its own, that one stands.
    """
    rows = pl.scan_parquet(path)
    often = dated.join(counted, on=[*BY_FILE, "column_name"]).filter(
        pl.col("known_count") >= FEWEST_DATES,
        pl.col("commonest_count") * 2 > pl.col("known_count"),
        pl.col("commonest_date") != pl.col("published_date"),
    )
    return _examples(
        table,
        COMMONEST,
        (
            (name, rows.filter(pl.col(name) == day))
            for name, day in often.select("column_name", "commonest_date").unique().iter_rows()
        ),
    )


def _examples(table: str, kind: str, found: Iterable[tuple[str, pl.LazyFrame]]) -> pl.DataFrame:
    subject = (tables.TABLES[table].primary_key() or [_columns(table)[0]])[0]
    chosen = [
        rows.select(
            *BY_FILE,
            pl.lit(table).alias("table_name"),
            pl.lit(name).alias("column_name"),
            pl.lit(kind).alias("kind"),
            "source_line",
            pl.col(subject).cast(pl.String).alias("subject_id"),
        ).head(EXAMPLES_KEPT)
        for name, rows in sorted(found, key=lambda one: one[0])
    ]
    return pl.concat([pl.DataFrame(schema=tables.COLUMN_EXAMPLES), *pl.collect_all(chosen)])


def cadences(stated: Mapping[str, str]) -> pl.DataFrame:
    """The sources with what their manifests say of their rhythm, as in SOURCE_CADENCES.

    `expected_days` is NULL where the words name no rhythm: then nothing can be late.
    """
    rows = [(source, words or None, _expected(words)) for source, words in sorted(stated.items())]
    return pl.DataFrame(rows, tables.SOURCE_CADENCES, orient="row")


def _expected(words: str) -> int | None:
    found = (days for pattern, days in EXPECTED_DAYS.items() if re.search(pattern, words.lower()))
    return next(found, None)
