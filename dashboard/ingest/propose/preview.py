"""What a proposed manifest would make of the first rows of its file: loaded, set aside, and why."""

from __future__ import annotations

import tempfile
from dataclasses import dataclass, field
from pathlib import Path

import polars as pl

from dashboard.ingest import (
    columns,
    facts,
    identity,
    publication,
    reading,
    row_files,
    store,
    tables,
)
from dashboard.ingest.declarations import Manifest
from dashboard.ingest.manifest import STANDARDS
from dashboard.ingest.propose.first_rows import beginning
from dashboard.ingest.propose.proposed import Proposal
from dashboard.ingest.reading import LINE, BadRow
from dashboard.ingest.row_texts import row_text

FIRST = 1_000
LARGEST_STANDARD = 32 * 2**20
ISSUES_SHOWN = 20


@dataclass(frozen=True)
class Preview:
    """The first rows as they would load: rows read = rows loaded + rows quarantined.

    `tables`: by border table what would be loaded, without what says nothing. `issues`: column,
    issue, how often, one example. Contacts of people are in none of them.
    """

    rows_read: int
    rows_loaded: int
    rows_quarantined: int
    tables: dict[str, pl.DataFrame] = field(default_factory=dict)
    set_aside: tuple[BadRow, ...] = ()
    issues: pl.DataFrame = field(default_factory=pl.DataFrame)


def of(proposal: Proposal, manifest: Manifest | None = None, first: int = FIRST) -> Preview:
    """What becomes of the first rows under the proposal, or under `manifest` if one is given.

    Raises InputError where the file cannot be read so.
    """
    manifest = manifest or proposal.manifest()
    if manifest.format_kind in STANDARDS:
        return _of_standard(proposal.path, manifest)
    with tempfile.TemporaryDirectory(prefix="clearworks-") as folder:
        path = beginning(proposal.path, Path(folder), manifest.format_kind)
        raw = row_files.read(path, manifest)
    lines = raw.frame[LINE].unique(maintain_order=True).head(first)
    last = lines.max()
    head = raw.frame.filter(pl.col(LINE).is_in(lines.implode()))
    whole = head.height == raw.frame.height
    bad = [row for row in raw.bad_rows if whole or row.line <= (last or 0)]
    names = reading.check_columns(path, manifest, raw.frame.columns)
    manifest = row_files.as_stored(manifest, raw.layout)
    rows, issues = columns.typed(head, manifest, names)
    published = publication.published_date(proposal.path, manifest, rows)
    rows = rows.with_columns(
        pl.lit("preview").alias("source_file_id"),
        pl.lit(published, dtype=pl.Date).alias("published_date"),
    )
    rows, told_apart = identity.identified(rows, manifest)
    built = facts.build(rows, manifest)
    broken = head.filter(pl.col(LINE).is_in(list(built.reasons)))
    set_aside = [
        *bad,
        *(
            BadRow(row[LINE], built.reasons[row[LINE]], row_text(row, raw.layout))
            for row in broken.iter_rows(named=True)
        ),
    ]
    read = lines.len() + len(bad)
    quarantined = len({row.line for row in set_aside})
    return Preview(
        read,
        read - quarantined,
        quarantined,
        {name: _shown(frame) for name, frame in built.tables.items()},
        tuple(sorted(set_aside, key=lambda row: row.line)),
        _counted(pl.concat([issues, told_apart, built.issues])),
    )


def _of_standard(path: Path, manifest: Manifest) -> Preview:
    """The whole file, where it is not too large, through the loader of its standard."""
    if path.stat().st_size > LARGEST_STANDARD:
        return Preview(0, 0, 0)
    if manifest.format_kind == "ocds":
        from dashboard.ingest.ocds import fill
    else:
        from dashboard.ingest.oc4ids import fill
    with tempfile.TemporaryDirectory(prefix="clearworks-") as name:
        folder = Path(name)
        record = {
            "source_file_id": "preview-000000000000",
            "source": "preview",
            "file_name": path.name,
            "sha256": "0" * 64,
            "byte_count": path.stat().st_size,
        }
        found = fill.fill(folder, manifest, path, record, lambda what, share: None)
        shown = {}
        for table in tables.TABLES:
            parts = store.parts(folder, f"src_{table}")
            frames = [pl.read_parquet(part) for part in parts]
            frame = pl.concat(frames) if frames else pl.DataFrame()
            if frame.height:
                shown[table] = _shown(frame)
        aside = folder / "src_quarantined_rows.parquet"
        rows = pl.read_parquet(aside).rows(named=True) if aside.exists() else []
    return Preview(
        found["rows_read"],
        found["rows_loaded"],
        found["rows_quarantined"],
        shown,
        tuple(BadRow(row["source_line"], row["reason"], row["raw_text"]) for row in rows),
    )


def _shown(frame: pl.DataFrame) -> pl.DataFrame:
    """A border table without its lineage, except the line, and without columns that are empty."""
    kept = [
        name
        for name in frame.columns
        if name == LINE
        or name not in tables.LINEAGE_COLUMNS
        and frame[name].null_count() < frame.height
    ]
    return frame.select(kept)


def _counted(issues: pl.DataFrame) -> pl.DataFrame:
    return (
        issues.group_by("column_name", "issue")
        .agg(pl.len().alias("cells"), pl.col("raw_value").drop_nulls().first().alias("example"))
        .sort("cells", "column_name", "issue", descending=[True, False, False])
        .head(ISSUES_SHOWN)
    )
