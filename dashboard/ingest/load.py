"""Loading: files in, typed Parquet out, every row accounted for."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path

import polars as pl

from dashboard.ingest import (
    archive,
    boundaries,
    columns,
    facts,
    follow_keys,
    identity,
    party_keys,
    publication,
    reading,
    row_files,
    store,
    template,
    template_files,
)
from dashboard.ingest import manifest as manifests
from dashboard.ingest.declarations import Manifest
from dashboard.ingest.places import SHAPES_FILE
from dashboard.ingest.reading import LINE, BadRow, RawTable
from dashboard.ingest.row_texts import row_text
from dashboard.messages import InputError, UsageError, did_you_mean
from dashboard.workspaces import Workspace

BOUNDARIES = "boundaries"
Progress = Callable[[str, float], None]


@dataclass(frozen=True)
class LoadReport:
    """What became of one file: rows read = rows loaded + rows quarantined."""

    source: str
    file_name: str
    rows_read: int
    rows_loaded: int
    rows_quarantined: int
    issues: int
    repeated: bool = False  # these bytes were loaded before; nothing changed
    note: str = ""


def load_files(
    workspace: Workspace, source: str, paths: Iterable[Path | str], progress: Progress | None = None
) -> list[LoadReport]:
    """Load `paths` as `source` of the workspace, and the boundaries that lie beside them.

    `source` may also be a boundary, or the word "boundaries": each file is then matched to a
    boundary by its name; or the word "template": each file is then a filled template.
    `progress(file name, share done)` is called on the way. Raises UsageError for an unknown
    source, InputError for a file of which nothing can be read; files before it stay loaded.
    """
    known = {*workspace.sources, *workspace.boundaries}
    if source == template_files.SOURCE and source not in known:
        return [one for path in paths for one in _load_template(workspace, Path(path), progress)]
    if source not in known | {BOUNDARIES}:
        raise UsageError(
            f"source '{source}'",
            f"the workspace '{workspace.name}' has no such source",
            did_you_mean(source, known | {BOUNDARIES, template_files.SOURCE}),
        )
    outlines = {name: manifests.read(name) for name in workspace.boundaries}
    own = manifests.read(source) if source in workspace.sources else None
    reports: list[LoadReport] = []
    for path in map(Path, paths):
        if not path.is_dir():
            reading.check_file(path)
        fitting = [manifest for manifest in outlines.values() if manifest.matches(path)]
        if own is None or (fitting and not own.matches(path)):
            reports += _load_boundaries(workspace, source, path, fitting, outlines, progress)
            continue
        reports.append(_load(workspace, own, path, progress))
        reports += _missing_boundaries(workspace, path, outlines, progress)
    return reports


def _load_template(workspace: Workspace, path: Path, progress: Progress | None) -> list[LoadReport]:
    """Each filled sheet of a template workbook as a source of its own, or a CSV as one.

    The sources belong to the workspace from then on: their manifests are written beside its loads.
    """
    reports = []
    for table in template_files.tables_in(path, set(workspace.sources)):
        name, text = template_files.source_name(table), template_files.manifest_text(table)
        manifest = manifests.parse(name, text, f"sources/{name}.toml")
        reports.append(_load(workspace, manifest, path, progress, f"as the table '{table}'"))
        store.keep_manifest(workspace, name, text)
    return reports


def _load_boundaries(
    workspace: Workspace,
    source: str,
    path: Path,
    fitting: list[Manifest],
    outlines: dict[str, Manifest],
    progress: Progress | None,
) -> list[LoadReport]:
    """`path` under every boundary whose file pattern it matches."""
    if source in outlines and outlines[source] not in fitting:
        fitting = [outlines[source]]  # named expressly: its file may have any name
    if not fitting:
        patterns = [pattern for manifest in outlines.values() for pattern in manifest.files]
        raise InputError(
            path.name,
            f"it is no boundary file of the workspace '{workspace.name}'",
            f"Their names are: {', '.join(patterns) or 'none'}",
            "Name the boundary it belongs to",
        )
    reports = []
    for manifest in fitting:
        note = "" if source == manifest.name else f"loaded as the boundary '{manifest.name}'"
        reports.append(_load(workspace, manifest, path, progress, note))
    return reports


def _missing_boundaries(
    workspace: Workspace, path: Path, outlines: dict[str, Manifest], progress: Progress | None
) -> list[LoadReport]:
    """Boundaries of the workspace not loaded yet whose file lies beside `path`."""
    reports = []
    for manifest in outlines.values():
        if any((workspace.loads / manifest.name).glob(f"[0-9a-f]*/{store.RECORD}")):
            continue
        beside = [file for file in sorted(path.parent.iterdir()) if manifest.matches(file)]
        for file in beside[:1]:
            note = f"boundary '{manifest.name}', found beside {path.name}"
            reports.append(_load(workspace, manifest, file, progress, note))
    return reports


def _load(
    workspace: Workspace,
    manifest: Manifest,
    path: Path,
    progress: Progress | None,
    note: str = "",
) -> LoadReport:
    """Load one file, or a folder as one, under one manifest, unless that was done before."""
    if manifest.format_kind not in manifests.FOLDER_FORMATS:
        reading.check_file(path)
    with archive.as_file(path) as file:
        return _load_file(workspace, manifest, file, progress, note)


def _load_file(
    workspace: Workspace, manifest: Manifest, path: Path, progress: Progress | None, note: str
) -> LoadReport:
    say = progress or (lambda what, share: None)
    say(path.name, 0.0)
    digest = store.sha256(path)
    known = store.existing(workspace, manifest.name, digest)
    is_known = known and known["manifest_digest"] == manifest.digest
    if is_known and party_keys.is_current(known):
        say(path.name, 1.0)
        return _report(known, note or "loaded before; nothing changed", repeated=True)
    with store.new_load(workspace, manifest.name, digest) as folder:
        loaded_at = datetime.datetime.now(datetime.UTC).isoformat(timespec="seconds")
        record = {
            "source_file_id": store.source_file_id(manifest.name, digest),
            "source": manifest.name,
            "kind": manifest.kind,
            "file_name": path.name,
            "sha256": digest,
            "byte_count": path.stat().st_size,
            "title": manifest.title,
            "owner": manifest.owner,
            "licence": manifest.licence,
            "manifest_digest": manifest.digest,
            "loaded_at": loaded_at,
            # Reading the same bytes again under another manifest does not make them news.
            "first_loaded_at": _first_loaded(known) or loaded_at,
        }
        if manifest.kind == "boundaries":
            record |= _fill_boundaries(folder, manifest, path, record)
        elif manifest.format_kind in manifests.STANDARDS:
            record |= _fill_standard(folder, manifest, path, record, say)
        elif manifest.template and not _is_workbook(manifest, path):
            record |= template.fill(folder, manifest, path, record, say)
        else:
            record |= _fill_rows(folder, manifest, path, record)
        if manifest.format_kind == template_files.FORMAT:
            record |= template_files.about(path)
        record |= party_keys.of_load(folder)
        store.keep_raw(workspace, path, digest)
        store.write_record(folder, record)
    say(path.name, 1.0)
    return _report(record, note)


def _is_workbook(manifest: Manifest, path: Path) -> bool:
    return manifest.format_kind == template_files.FORMAT and template_files.is_workbook(path)


def _first_loaded(known: dict | None) -> str | None:
    """When bytes that were loaded before first came in."""
    return (known.get("first_loaded_at") or known.get("loaded_at")) if known else None


def _report(record: dict, note: str, repeated: bool = False) -> LoadReport:
    return LoadReport(
        source=record["source"],
        file_name=record["file_name"],
        rows_read=record["rows_read"],
        rows_loaded=record["rows_loaded"],
        rows_quarantined=record["rows_quarantined"],
        issues=record["issues"],
        repeated=repeated,
        note=note,
    )


def _fill_rows(folder: Path, manifest: Manifest, path: Path, record: dict) -> dict:
    """Write the tables of a file of rows into `folder`; returns what the record lacks."""
    raw = row_files.withheld(row_files.read(path, manifest), manifest)
    available = [name for name in raw.frame.columns if name != LINE]
    names = reading.check_columns(path, manifest, available)
    manifest = row_files.as_stored(manifest, raw.layout)
    rows, issues = columns.typed(raw.frame, manifest, names)
    published = publication.published_date(path, manifest, rows)
    rows = rows.with_columns(
        pl.lit(record["source_file_id"]).alias("source_file_id"),
        pl.lit(published, dtype=pl.Date).alias("published_date"),
    )
    rows, told_apart = identity.identified(rows, manifest)
    built = facts.build(rows, manifest)
    for table, frame in built.tables.items():
        store.write_parquet(frame, folder / f"src_{table}.parquet")
    if "projects" in built.tables:
        follow_keys.write(folder, rows, manifest, built.tables["projects"])
    bad_rows = [*raw.bad_rows, *_set_aside(raw, built.reasons)]
    failed = columns.failed_cells(raw.cell_issues, names)
    issues = pl.concat([failed, issues, told_apart, built.issues])
    issues = columns.withheld(issues, manifest)
    return store.write_rest(
        folder, record["source_file_id"], raw.record_count, bad_rows, issues
    ) | {"published_date": published, "layout": raw.layout}


def _fill_standard(
    folder: Path, manifest: Manifest, path: Path, record: dict, say: Progress
) -> dict:
    """Write the tables of an OCDS or OC4IDS file into `folder`; returns what the record lacks."""
    if manifest.format_kind == "ocds":
        from dashboard.ingest.ocds import fill
    else:
        from dashboard.ingest.oc4ids import fill
    return fill.fill(folder, manifest, path, record, say)


def _fill_boundaries(folder: Path, manifest: Manifest, path: Path, record: dict) -> dict:
    """Write the neighbourhoods of a boundary file into `folder`."""
    found = boundaries.read(path, manifest, record["source_file_id"])
    store.write_parquet(found.shapes, folder / SHAPES_FILE)
    layout = {"kind": "geojson", "columns": [], "personal": list(manifest.personal)}
    published = publication.published_date(path, manifest, None)
    return store.write_rest(
        folder, record["source_file_id"], found.rows_read, found.bad_rows, found.issues
    ) | {"published_date": published, "layout": layout}


def _set_aside(raw: RawTable, reasons: dict[int, str]) -> list[BadRow]:
    """The rows that broke a check, as they were, personal columns and contacts taken out."""
    if not reasons:
        return []
    found = raw.frame.filter(pl.col(LINE).is_in(list(reasons))).unique(LINE, keep="first")
    return [
        BadRow(row[LINE], reasons[row[LINE]], row_text(row, raw.layout))
        for row in found.iter_rows(named=True)
    ]
