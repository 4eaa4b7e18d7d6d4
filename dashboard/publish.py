"""From loaded files to the build in service: one new file, published in one step."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from dashboard import __version__
from dashboard.engine import build as engine_build
from dashboard.engine import jurisdiction
from dashboard.engine.catalogue import QUERIES, ROOT
from dashboard.ingest import build_inputs, store, tables
from dashboard.messages import InputError
from dashboard.workspaces import FACTS, Workspace

KEPT_BUILDS = 10
Progress = Callable[..., None]  # (what, done) or (what, done, total)


@dataclass(frozen=True)
class Published:
    """The build in service, `run_id` being its folder's name; `is_new` is false where nothing had
    changed since the last one."""

    run_id: str
    as_of: date
    folder: Path
    is_new: bool

    @property
    def facts(self) -> Path:
        """The read-only DuckDB file."""
        return self.folder / FACTS


def build(
    workspace: Workspace,
    *,
    as_of: date | None = None,
    force: bool = False,
    progress: Progress = lambda name, done, total=1.0: None,
) -> Published:
    """Builds all that is loaded into a new DuckDB file and puts it in service.

    Without `as_of` the reporting date is the day of the newest publication. A crash or a kill at
    any moment leaves the last build in service. Raises InputError where nothing is loaded.
    """
    records = store.records(workspace)
    if not records:
        raise InputError(
            f"workspace '{workspace.name}'",
            "nothing has been loaded yet, so there is nothing to build",
            "",
            f"Load a file first: python -m dashboard load {workspace.name} "
            f"{next(iter([*workspace.sources, *workspace.boundaries]), 'SOURCE')} FILE",
        )
    as_of = as_of or newest_publication(records)
    records = known_by(records, as_of)
    pack = jurisdiction.read(workspace.jurisdiction)
    run_id = run_identity(records, pack.sha256, as_of)
    made = _finished(workspace, run_id)
    is_new = force or not made
    folder = _unused(workspace, run_id) if is_new else made[max(made)]
    if is_new:
        _make(workspace, folder, records, run_id, as_of, pack, progress)
    put_in_service(workspace, folder.name, as_of)
    remove_old_builds(workspace)
    return Published(folder.name, as_of, folder, is_new)


def _finished(workspace: Workspace, run_id: str) -> dict[int, Path]:
    """The finished builds of one run by number. A build forced again never replaces the one in
    service: it lies beside it, as `<run>-2`, `<run>-3` and so on."""
    folders = {1: workspace.builds / run_id}
    for folder in workspace.builds.glob(f"{run_id}-*"):
        number = folder.name.rpartition("-")[2]
        if number.isdecimal():
            folders[int(number)] = folder
    return {number: path for number, path in folders.items() if (path / FACTS).exists()}


def _unused(workspace: Workspace, run_id: str) -> Path:
    """Where the next build of a run goes."""
    number = max(_finished(workspace, run_id), default=0) + 1
    while True:
        folder = workspace.builds / (run_id if number == 1 else f"{run_id}-{number}")
        if not folder.exists():
            return folder
        number += 1


def newest_publication(records: list[dict]) -> date:
    """The day of the newest publication among the loaded files; boundaries count only if alone."""
    rows = [record for record in records if record["kind"] == "rows"] or records
    return max(published(record) for record in rows)


def known_by(records: list[dict], as_of: date) -> list[dict]:
    """The loads that a build as of a day may use.

    Later publications had not come yet. But a source whose first publication is later than the day
    is used for what had happened by then: without it there would be nothing to see. Boundaries
    always count.
    """
    first = {}
    for record in records:
        source = record["source"]
        first[source] = min(first.get(source, date.max), published(record))
    return [
        record
        for record in records
        if record["kind"] == "boundaries"
        or published(record) <= max(as_of, first[record["source"]])
    ]


def published(record: dict) -> date:
    """The day for which a loaded file speaks."""
    return date.fromisoformat(str(record["published_date"]))


def run_identity(records: list[dict], pack_sha256: str, as_of: date) -> str:
    """Names a build by what goes into it: files, manifests, queries, code, rules and date."""
    digest = hashlib.sha256()
    for line in sorted(
        f"{record['source_file_id']} {record['manifest_digest']}" for record in records
    ):
        digest.update(line.encode())
    code = ROOT / "dashboard"
    for folder, files in ((QUERIES, "*.sql"), (code / "engine", "*.py"), (code / "ingest", "*.py")):
        for path in sorted(folder.rglob(files)):
            digest.update(path.relative_to(folder).as_posix().encode() + path.read_bytes())
    digest.update(f"{pack_sha256} {as_of} {__version__}".encode())
    return digest.hexdigest()[:16]


def _make(
    workspace: Workspace,
    folder: Path,
    records: list[dict],
    run_id: str,
    as_of: date,
    pack: jurisdiction.Pack,
    progress: Progress,
) -> None:
    """Writes a whole build beside the others, then gives it its name."""
    unfinished = folder.with_name(f".{folder.name}-{os.getpid()}")
    shutil.rmtree(unfinished, ignore_errors=True)
    unfinished.mkdir(parents=True)
    try:
        progress("placing projects", 0, 1)
        work = unfinished / "inputs"
        work.mkdir()
        paths = build_inputs.prepare(workspace, work, records, progress)
        inputs = engine_build.Inputs(paths, tables.build_schemas(), tables.keys())
        about = {
            "run_id": run_id,
            "workspace": workspace.name,
            "title": workspace.title,
            "code_version": __version__,
        }
        engine_build.build(
            unfinished / FACTS, inputs, pack=pack, as_of=as_of, facts_about=about, progress=progress
        )
        if (work / "places").exists():
            (work / "places").rename(unfinished / "places")
        shutil.rmtree(work)
        try:
            unfinished.rename(folder)
        except OSError:
            if not (folder / FACTS).exists():  # else another build of this run was quicker
                raise
    finally:
        shutil.rmtree(unfinished, ignore_errors=True)


def put_in_service(workspace: Workspace, run_id: str, as_of: date) -> None:
    """Points the app at a build, by one atomic rename."""
    beside = workspace.pointer.with_suffix(f".{os.getpid()}")
    with beside.open("w") as stream:
        json.dump({"run_id": run_id, "as_of": as_of.isoformat()}, stream)
        stream.flush()
        os.fsync(stream.fileno())
    os.replace(beside, workspace.pointer)


def remove_old_builds(workspace: Workspace) -> None:
    """Keeps the newest ten builds, always the one in service; clears what a kill left behind."""
    in_service = workspace.published()["run_id"]
    for beside in workspace.folder.glob(f"{workspace.pointer.stem}.*"):
        if beside.suffix[1:].isdecimal() and not store.is_running(beside.suffix[1:]):
            beside.unlink(missing_ok=True)
    kept = 0
    for folder in sorted(workspace.builds.iterdir(), key=_age, reverse=True):
        if folder.name.startswith("."):
            if not store.is_running(folder.name.rpartition("-")[2]):  # .<run>-<pid>
                shutil.rmtree(folder, ignore_errors=True)
        elif folder.name != in_service:
            kept += 1
            if kept >= KEPT_BUILDS:
                shutil.rmtree(folder, ignore_errors=True)


def _age(folder: Path) -> float:
    try:
        return folder.stat().st_mtime
    except FileNotFoundError:  # another build cleared it
        return 0.0
