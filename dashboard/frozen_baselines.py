"""Which earlier build's peers a new build is compared with.

Peers are frozen at the end of a quarter: every build of the next quarter reads them from the last
one that was in service, so that a flag does not move because others' data came in.
"""

from __future__ import annotations

import json
from datetime import UTC, date, datetime
from pathlib import Path

import polars as pl

from dashboard.engine import baselines
from dashboard.engine.hooks import NO_BASELINES
from dashboard.workspaces import ABOUT, FACTS, Workspace


def newest(workspace: Workspace, as_of: date, known_on: datetime | None = None) -> pl.DataFrame:
    """The peers frozen by the newest build of the same quarter that was in service, if any.

    With `known_on` only builds that knew no more than that. Columns of hooks.NO_BASELINES.
    """
    until = baselines.baseline_date(as_of)
    found = []
    for folder in _finished(workspace):
        about = read_about(folder)
        if not about.get("gives_baselines") or not about.get("as_of"):
            continue
        if baselines.baseline_date(date.fromisoformat(about["as_of"])) != until:
            continue
        if known_on and _known_on(about) > known_on.astimezone(UTC):
            continue
        # The day of the facts themselves: a folder looks new to whoever only read in it.
        found.append(((folder / FACTS).stat().st_mtime_ns, folder.name, folder))
    for _, _, folder in sorted(found, reverse=True):
        rows = baselines.of_build(folder / FACTS, until)
        if not rows.is_empty():
            return rows
    return NO_BASELINES


def same_build(workspace: Workspace, inputs_id: str, version: str) -> str | None:
    """The run id of a finished build of the same inputs that holds these very peers, if any."""
    if not version:
        return None
    for folder in sorted(_finished(workspace)):
        about = read_about(folder)
        if not about or about.get("inputs_id") != inputs_id:
            continue
        until = baselines.baseline_date(date.fromisoformat(about["as_of"]))
        if baselines.digest(baselines.of_build(folder / FACTS, until)) == version:
            return folder.name.partition("-")[0]
    return None


def allow(folder: Path) -> None:
    """Notes that a build has been in service, so that those after it may read its peers."""
    about = read_about(folder)
    if about and not about.get("gives_baselines"):
        beside = folder / f".{ABOUT}"
        beside.write_text(json.dumps(about | {"gives_baselines": True}) + "\n", encoding="utf-8")
        beside.replace(folder / ABOUT)


def read_about(folder: Path) -> dict:
    """What a build says it was made of; nothing where it says nothing that can be read."""
    try:
        return json.loads((folder / ABOUT).read_text(encoding="utf-8"))
    except (FileNotFoundError, NotADirectoryError, json.JSONDecodeError):
        return {}


def _finished(workspace: Workspace) -> list[Path]:
    return [facts.parent for facts in workspace.builds.glob(f"[0-9a-f]*/{FACTS}")]


def _known_on(about: dict) -> datetime:
    text = about.get("known_on") or about.get("last_loaded_at")
    return (
        datetime.fromisoformat(text).astimezone(UTC) if text else datetime.max.replace(tzinfo=UTC)
    )
