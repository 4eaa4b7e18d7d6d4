"""Parquet files to rows of text: one row a record, numbered from 1."""

from __future__ import annotations

import contextlib
import json
from collections.abc import Iterator
from pathlib import Path

import polars as pl
import pyarrow
from pyarrow import parquet

from dashboard.ingest.declarations import Manifest
from dashboard.ingest.reading import LINE, RawTable, check_file
from dashboard.ingest.sheet_cells import number_text
from dashboard.ingest.workbook_safety import LARGEST_GRID, MOST_CELL_TEXT
from dashboard.messages import InputError

GEOMETRY_KEY = b"geo"  # of the file's own remarks, in GeoParquet
EXPECTED = "Expected was a Parquet file"


def read_rows(path: Path, manifest: Manifest) -> RawTable:
    """Every record as text: days in ISO form, numbers in plain digits, lists and structures as
    JSON; of a GeoParquet file the place as in `feature_rows.place_columns`.

    Raises InputError for what is no whole Parquet file or holds more than memory should.
    """
    check_file(path)
    with _opened(path) as file:
        rows, columns = file.metadata.num_rows, len(file.schema_arrow.names)
        if rows * max(columns, 1) > LARGEST_GRID or _unpacked(file) > MOST_CELL_TEXT:
            raise InputError(
                path.name,
                f"it holds {rows:,} rows of {columns:,} columns, {_unpacked(file):,} bytes of them",
                f"At most {LARGEST_GRID:,} cells and {MOST_CELL_TEXT:,} bytes",
                "Split it, or drop the columns that are not needed",
            )
        remarks = (file.schema_arrow.metadata or {}).get(GEOMETRY_KEY)
        frame = _checked(file.read())
    shape_column = _shape_column(path, remarks) if remarks else None
    places = _places(path, frame, shape_column, manifest) if shape_column else {}
    names = [name for name in frame.columns if name != shape_column]
    texts = [text_column(frame[name]) for name in names]
    numbers = pl.Series(LINE, range(1, frame.height + 1), dtype=pl.Int64)
    layout = {"kind": "parquet", "columns": names, "personal": list(manifest.personal)}
    columns = [numbers, *texts, *(series.alias(name) for name, series in places.items())]
    return RawTable(pl.DataFrame(columns), [], layout)


def record(path: Path, layout: dict, number: int) -> dict[str, str] | None:
    """The record `number` as text by column; None where there is none."""
    with _opened(path) as file:
        before = 0
        for group in range(file.num_row_groups):
            height = file.metadata.row_group(group).num_rows
            if number <= before + height:
                rows = file.read_row_group(group, columns=layout["columns"])
                found = _checked(rows.slice(number - before - 1, 1))
                return {name: text_column(found[name])[0] or "" for name in layout["columns"]}
            before += height
    return None


@contextlib.contextmanager
def _opened(path: Path) -> Iterator[parquet.ParquetFile]:
    """The file, to be read inside the block. Raises InputError for what is no whole one."""
    try:
        with parquet.ParquetFile(path) as file:
            yield file
    except (pyarrow.ArrowException, OSError, ValueError, pl.exceptions.PolarsError) as error:
        raise InputError(
            path.name,
            "it is no whole Parquet file",
            EXPECTED,
            "If it is cut off, fetch it again",
        ) from error


def _checked(table: pyarrow.Table) -> pl.DataFrame:
    """`table` once its texts are known to be text. Raises ArrowInvalid."""
    table.validate(full=True)
    return pl.from_arrow(table.replace_schema_metadata(None))


def _unpacked(file: parquet.ParquetFile) -> int:
    """The bytes of its columns as the file says, before any is unpacked."""
    groups = (file.metadata.row_group(number) for number in range(file.num_row_groups))
    return sum(group.total_byte_size for group in groups)


def text_column(series: pl.Series) -> pl.Series:
    """`series` as text, as a spreadsheet would store it; NULL and NaN stay NULL."""
    dtype = series.dtype
    if dtype == pl.String:
        return series
    if dtype.is_float():
        return series.fill_nan(None).cast(pl.String).replace(_plain_numbers(series))
    if dtype == pl.Datetime:
        if dtype.time_zone:
            series = series.dt.convert_time_zone("UTC")
        texts = series.dt.strftime("%Y-%m-%d %H:%M:%S")
        return texts.str.strip_suffix(" 00:00:00")
    if dtype == pl.Binary:
        return series.cast(pl.String, strict=False)
    if dtype.is_nested():
        cells = [
            None if value is None else json.dumps(value, ensure_ascii=False, default=str)
            for value in series.to_list()
        ]
        return pl.Series(series.name, cells, dtype=pl.String)
    return series.cast(pl.String)


def _plain_numbers(series: pl.Series) -> dict[str, str]:
    """For each number that Polars writes with a point zero or an exponent its plain digits."""
    texts = series.fill_nan(None).cast(pl.String).drop_nulls().unique()
    odd = texts.filter(texts.str.contains(r"\.0$|e|E"))
    return {text: number_text(text.removesuffix(".0")) for text in odd}


def _shape_column(path: Path, remarks: bytes) -> str:
    try:
        return json.loads(remarks)["primary_column"]
    except (ValueError, KeyError, TypeError) as error:
        raise InputError(path.name, "what it says of its geometry cannot be read") from error


def _places(path: Path, frame: pl.DataFrame, name: str, manifest: Manifest) -> dict[str, pl.Series]:
    import geopandas

    from dashboard.ingest.feature_rows import place_columns

    if name not in frame.columns:
        raise InputError(path.name, f"the column '{name}' of its geometry is missing")
    try:
        shapes = geopandas.read_parquet(path, columns=[name]).geometry.to_crs(4326)
    except (ValueError, TypeError, OSError) as error:
        raise InputError(
            path.name, f"its geometry cannot be read ({str(error)[:80]})", EXPECTED
        ) from error
    return place_columns(list(shapes), manifest)
