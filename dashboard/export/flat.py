"""Every model table as CSV or Parquet, with a list of what was written."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import polars as pl
import pyarrow.parquet

from dashboard.export import writing
from dashboard.export.build_reading import Build

MANIFEST = "manifest.json"
# A spreadsheet takes a text for a formula by its first sign; a plain number is none.
DANGEROUS = r"^[=+\-@\t\r]"
PLAIN_NUMBER = r"^[+\-]?\d+(\.\d+)?$"
MOMENT = "%Y-%m-%dT%H:%M:%S"
Progress = Callable[[str, float], None]


@dataclass(frozen=True)
class Written:
    """One table as it was written."""

    table: str
    file: str
    rows: int
    sha256: str


def write(build: Build, kind: str, folder: Path, progress: Progress) -> list[Written]:
    """Write every model table of `build` into the new `folder`, and `manifest.json` beside them.

    `kind` is csv or parquet. CSV is UTF-8 with commas, ISO dates, true and false, and empty cells
    for what is not known; a text that a spreadsheet would run gets an apostrophe before it.
    """
    written = []
    with writing.new_folder(folder) as beside:
        models = build.models()
        for number, model in enumerate(models):
            progress(model, number / len(models))
            path = beside / f"{model}.{kind}"
            frames = build.batches(model)
            rows = _csv(path, frames) if kind == "csv" else _parquet(path, frames)
            with path.open("rb") as stream:
                digest = hashlib.file_digest(stream, "sha256").hexdigest()
            written.append(Written(model, path.name, rows, digest))
        _manifest(build, kind, written, beside / MANIFEST)
    return written


def _csv(path: Path, frames: Iterator[pl.DataFrame]) -> int:
    rows = 0
    with path.open("wb") as stream:
        for number, frame in enumerate(frames):
            frame.with_columns(harmless(frame)).write_csv(
                stream, include_header=number == 0, datetime_format=MOMENT
            )
            rows += frame.height
    return rows


def harmless(frame: pl.DataFrame) -> list[pl.Expr]:
    """The text columns of `frame` without a cell that a spreadsheet would run."""
    return [
        pl.when(pl.col(name).str.contains(DANGEROUS) & ~pl.col(name).str.contains(PLAIN_NUMBER))
        .then("'" + pl.col(name))
        .otherwise(pl.col(name))
        .alias(name)
        for name, dtype in frame.schema.items()
        if dtype == pl.String
    ]


def _parquet(path: Path, frames: Iterator[pl.DataFrame]) -> int:
    rows, first = 0, next(frames).to_arrow(compat_level=pl.CompatLevel.oldest())
    with pyarrow.parquet.ParquetWriter(path, first.schema, compression="zstd") as writer:
        for frame in frames:
            writer.write_table(frame.to_arrow(compat_level=pl.CompatLevel.oldest()))
            rows += frame.height
        if not rows:
            writer.write_table(first)
    return rows


def _manifest(build: Build, kind: str, written: list[Written], path: Path) -> None:
    content = {
        "workspace": build.workspace.name,
        "title": build.workspace.title,
        "is_made_up": build.workspace.is_made_up,
        "run_id": build.run_id,
        "as_of": build.as_of.isoformat(),
        "format": kind,
        "tables": [
            {"table": one.table, "file": one.file, "rows": one.rows, "sha256": one.sha256}
            for one in written
        ],
        "sources": build.rows(
            "SELECT source, title, owner, licence, file_name, sha256, "
            "CAST(published_date AS VARCHAR) AS published_date "
            "FROM source_files ORDER BY source, published_date, sha256"
        ),
    }
    path.write_text(json.dumps(content, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
