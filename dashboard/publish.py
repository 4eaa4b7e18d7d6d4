"""From loaded files to the build in service: one new file, published in one step."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path

import polars as pl

from dashboard import __version__, decisions, frozen_baselines
from dashboard.engine import baselines, digests, hooks, jurisdiction, scoring_rules
from dashboard.engine import build as engine_build
from dashboard.engine.catalogue import QUERIES, ROOT
from dashboard.ingest import build_inputs, renaming, store, tables
from dashboard.ingest.parties import rules as party_rules
from dashboard.messages import InputError
from dashboard.workspaces import ABOUT, FACTS, Workspace

KEPT_BUILDS = 10
Progress = Callable[..., None]  # (what, done) or (what, done, total)


@dataclass(frozen=True)
class Published:
    """A finished build, `run_id` being its folder's name; `is_new` is false where nothing had
    changed since the last one, `is_in_service` where it was made to lie beside that one."""

    run_id: str
    as_of: date
    folder: Path
    is_new: bool
    is_in_service: bool = True

    @property
    def facts(self) -> Path:
        """The read-only DuckDB file."""
        return self.folder / FACTS


def build(
    workspace: Workspace,
    *,
    as_of: date | None = None,
    known_on: datetime | None = None,
    aside: bool = False,
    force: bool = False,
    new_baselines: bool = False,
    progress: Progress = lambda name, done, total=1.0: None,
) -> Published:
    """Builds all that is loaded into a new DuckDB file and puts it in service.

    Without `as_of` the reporting date is the day of the newest publication. With `known_on` only
    what had been loaded by that moment counts. `aside` leaves the build in service where it is.
    Peers are those that the last build of the same quarter froze, unless `new_baselines`. A
    crash or a kill at any moment leaves the last build in service. Raises InputError where nothing
    is loaded.
    """
    records = store.records(workspace)
    if records and known_on and not loaded_by(records, known_on):
        raise InputError(
            f"workspace '{workspace.name}'",
            f"nothing had been loaded by {known_on:%Y-%m-%d %H:%M} UTC",
            f"The first load was at {min(map(loaded_at, records)):%Y-%m-%d %H:%M} UTC",
        )
    records = loaded_by(records, known_on) if known_on else records
    if not records:
        raise InputError(
            f"workspace '{workspace.name}'",
            "nothing has been loaded yet, so there is nothing to build",
            "",
            f"Load a file first: python -m dashboard load {workspace.name} "
            f"{next(iter([*workspace.sources, *workspace.boundaries]), 'SOURCE')} FILE",
        )
    store.refuse_damaged(records)
    as_of = as_of or newest_publication(records)
    records = known_by([with_first_day(record) for record in records], as_of)
    pack = jurisdiction.read(workspace.jurisdiction)
    judgements = decisions.standing(workspace, known_on)
    peers = hooks.NO_BASELINES
    if not new_baselines:
        peers = frozen_baselines.newest(workspace, as_of, known_on)
    version = baselines.digest(peers)
    decided = decisions.digest(judgements)
    inputs_id = run_identity(records, pack.sha256, as_of, known_on, decided)
    run_id = inputs_id
    if version:
        run_id = run_identity(records, pack.sha256, as_of, known_on, decided, version)
    # A build of the same that froze these very peers has another name, and the same contents.
    same = frozen_baselines.same_build(workspace, inputs_id, version)
    run_id = same or run_id
    made = _finished(workspace, run_id)
    is_new = force or not made
    folder = _unused(workspace, run_id) if is_new else made[max(made)]
    if is_new:
        about = _about(records, as_of, known_on) | {
            "inputs_id": inputs_id,
            "baselines_from": version,
        }
        manifest = {
            "run_id": run_id,
            "inputs_digest": inputs_digest(records),
            "code_version": __version__,
            "code_digest": code_digest(),
            "queries_digest": digests.of_folder(QUERIES, "*.sql"),
            "pack_digest": pack.sha256,
            "decisions_digest": decided,
        }
        made_before = None if force else _newest_facts(workspace)
        _make(
            workspace,
            folder,
            records,
            pack,
            progress,
            about,
            judgements,
            manifest,
            peers,
            made_before,
        )
    if aside:
        folder.touch()  # asked for again, so it counts as new when old builds are cleared
    else:
        frozen_baselines.allow(folder)
        put_in_service(workspace, folder.name, as_of)
    remove_old_builds(workspace)
    return Published(folder.name, as_of, folder, is_new, is_in_service=not aside)


def loaded_at(record: dict) -> datetime:
    """The moment at which the bytes of a load first came in; long ago where none was noted."""
    text = record.get("first_loaded_at") or record.get("loaded_at")
    return datetime.fromisoformat(text) if text else datetime.min.replace(tzinfo=UTC)


def loaded_by(records: list[dict], moment: datetime) -> list[dict]:
    """The loads that were there at a moment."""
    return [record for record in records if loaded_at(record) <= moment]


def with_first_day(record: dict) -> dict:
    """A record with `first_published_date`: of a file of releases, the day of the oldest."""
    if record["kind"] != "rows" or "first_published_date" in record:
        return record
    return record | {"first_published_date": renaming.first_day(record).isoformat()}


def _about(records: list[dict], as_of: date, known_on: datetime | None) -> dict:
    """What a list of builds says of one: its day, and what had been loaded when."""
    loaded = max(map(loaded_at, records))
    return {
        "as_of": as_of.isoformat(),
        "known_on": known_on.isoformat(timespec="seconds") if known_on else None,
        "last_loaded_at": loaded.isoformat(timespec="seconds") if loaded.year > 1 else None,
        "file_count": len(records),
    }


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
    latest = latest_days(records, as_of)
    return [
        record
        for record in records
        if record["kind"] == "boundaries" or first_published(record) <= latest[record["source"]]
    ]


def latest_days(records: list[dict], as_of: date) -> dict[str, date]:
    """For each source the last day whose publications a build as of a day may use."""
    first: dict[str, date] = {}
    for record in records:
        source = record["source"]
        first[source] = min(first.get(source, date.max), first_published(record))
    return {source: max(as_of, day) for source, day in first.items()}


def first_published(record: dict) -> date:
    """The first day for which a loaded file speaks."""
    return date.fromisoformat(str(record.get("first_published_date") or record["published_date"]))


def published(record: dict) -> date:
    """The day for which a loaded file speaks."""
    return date.fromisoformat(str(record["published_date"]))


def run_identity(
    records: list[dict],
    pack_sha256: str,
    as_of: date,
    known_on: datetime | None = None,
    decided: str = "",
    baseline_version: str = "",
) -> str:
    """Names a build by what goes into it: files, manifests, queries, code, rules, scoring, seed,
    dates, frozen peers, and what people decided."""
    digest = hashlib.sha256()
    for part in (
        inputs_digest(records),
        digests.of_folder(QUERIES, "*.sql"),
        code_digest(),
        f"{pack_sha256} {scoring_rules.digest()} {party_rules.digest()}",
        f"{as_of} {__version__} {hooks.SEED}{decided}",
        known_on.astimezone(UTC).isoformat() if known_on else "",
        baseline_version,
    ):
        digest.update(part.encode() + b"\n")
    return digest.hexdigest()[:16]


def inputs_digest(records: list[dict]) -> str:
    """A SHA-256 over the loaded files and their manifests, in any order."""
    lines = sorted(f"{record['source_file_id']} {record['manifest_digest']}" for record in records)
    return hashlib.sha256("\n".join(lines).encode()).hexdigest()


def code_digest() -> str:
    """A SHA-256 over the code that makes a build, hooks included."""
    code = ROOT / "dashboard"
    return digests.of_folder(code / "engine", "*.py") + digests.of_folder(code / "ingest", "*.py")


def _make(
    workspace: Workspace,
    folder: Path,
    records: list[dict],
    pack: jurisdiction.Pack,
    progress: Progress,
    made_of: dict,
    judgements: pl.DataFrame,
    manifest: dict,
    peers: pl.DataFrame,
    made_before: Path | None,
) -> None:
    """Writes a whole build beside the others, then gives it its name.

    What would come out as in `made_before` is taken over from there.
    """
    unfinished = folder.with_name(f".{folder.name}-{os.getpid()}")
    shutil.rmtree(unfinished, ignore_errors=True)
    unfinished.mkdir(parents=True)
    as_of = date.fromisoformat(made_of["as_of"])
    try:
        progress("placing projects", 0, 1)
        work = unfinished / "inputs"
        work.mkdir()
        latest = latest_days(records, as_of)
        paths = build_inputs.prepare(workspace, work, records, progress, latest, judgements)
        inputs = engine_build.Inputs(paths, tables.build_schemas(), tables.keys())
        about = {
            "run_id": manifest["run_id"],
            "workspace": workspace.name,
            "title": workspace.title,
            "code_version": __version__,
        }
        seconds = engine_build.build(
            unfinished / FACTS,
            inputs,
            pack=pack,
            as_of=as_of,
            facts_about=about,
            progress=progress,
            frozen_baselines=peers,
            manifest=manifest,
            previous=made_before,
        )
        if (work / "places").exists():
            (work / "places").rename(unfinished / "places")
        shutil.rmtree(work)
        said = made_of | {"seconds": seconds}
        (unfinished / ABOUT).write_text(json.dumps(said) + "\n", encoding="utf-8")
        try:
            unfinished.rename(folder)
        except OSError:
            if not (folder / FACTS).exists():  # else another build of this run was quicker
                raise
    finally:
        shutil.rmtree(unfinished, ignore_errors=True)


def _newest_facts(workspace: Workspace) -> Path | None:
    """The database of the build that was made last, if there is one."""
    found = [path for path in workspace.builds.glob(f"*/{FACTS}") if path.parent.name[0] != "."]
    return max(found, key=_age, default=None)


def put_in_service(workspace: Workspace, run_id: str, as_of: date) -> None:
    """Points the app at a build, by one atomic rename; `previous` is the one before it."""
    was = workspace.published() or {}
    previous = was.get("previous") if was.get("run_id") == run_id else was.get("run_id")
    pointer = {"run_id": run_id, "as_of": as_of.isoformat(), "previous": previous}
    beside = workspace.pointer.with_suffix(f".{os.getpid()}")
    with beside.open("w") as stream:
        json.dump(pointer, stream)
        stream.flush()
        os.fsync(stream.fileno())
    os.replace(beside, workspace.pointer)


def remove_old_builds(workspace: Workspace) -> None:
    """Keeps the newest ten builds, always the one in service; clears what a kill left behind."""
    in_service = (workspace.published() or {}).get("run_id")
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
