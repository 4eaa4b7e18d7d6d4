"""Kept builds, and asking for one as the data stood on another day."""

from __future__ import annotations

import json
import subprocess
import sys
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

from dashboard.messages import InputError, UsageError, did_you_mean
from dashboard.publish import ABOUT
from dashboard.workspaces import FACTS, ROOT, Workspace

LONGEST_SECONDS = 3_600


@dataclass(frozen=True)
class Kept:
    """A finished build: its day, what had been loaded when, and when it was made."""

    run_id: str
    as_of: date | None
    known_on: datetime | None  # asked for: only what had been loaded by then
    last_loaded_at: datetime | None  # of the newest file in it
    made_at: datetime
    is_in_service: bool

    @property
    def facts_known_on(self) -> datetime | None:
        """By when its newest file had come in, or until when it was allowed to."""
        return self.known_on or self.last_loaded_at


def kept(workspace: Workspace) -> list[Kept]:
    """Every finished build of a workspace, the one in service first, then the newest."""
    in_service = (workspace.published() or {}).get("run_id")
    found = []
    for facts in workspace.builds.glob(f"[0-9a-f]*/{FACTS}"):
        about = _about(facts.parent)
        found.append(
            Kept(
                run_id=facts.parent.name,
                as_of=date.fromisoformat(about["as_of"]) if about.get("as_of") else None,
                known_on=_moment(about.get("known_on")),
                last_loaded_at=_moment(about.get("last_loaded_at")),
                made_at=datetime.fromtimestamp(facts.stat().st_mtime).astimezone(),
                is_in_service=facts.parent.name == in_service,
            )
        )
    newest_first = sorted(found, key=lambda one: (one.made_at, one.run_id), reverse=True)
    return sorted(newest_first, key=lambda one: not one.is_in_service)


def _about(folder: Path) -> dict:
    try:
        return json.loads((folder / ABOUT).read_text(encoding="utf-8"))
    except (FileNotFoundError, json.JSONDecodeError):
        return {}


def _moment(text: str | None) -> datetime | None:
    return datetime.fromisoformat(text) if text else None


def ask(workspace: Workspace, as_of: date, known_on: date | None = None) -> str:
    """Makes the build of a workspace as of a day beside the one in service; returns its run id.

    It runs in a process of its own, so that a reader's session stays light. Raises InputError with
    what that process said where it fails.
    """
    words = ["build", workspace.name, "--as-of", as_of.isoformat(), "--aside"]
    words += ["--known-on", known_on.isoformat()] if known_on else []
    try:
        done = subprocess.run(
            [sys.executable, "-m", "dashboard", *words],
            cwd=ROOT,
            capture_output=True,
            text=True,
            timeout=LONGEST_SECONDS,
        )
    except subprocess.TimeoutExpired as error:
        raise InputError(
            f"workspace '{workspace.name}'",
            f"a build as of {as_of} took longer than {LONGEST_SECONDS // 60} minutes",
            "",
            f"Make it on the command line: python -m dashboard {' '.join(words)}",
        ) from error
    if done.returncode:
        said = done.stderr.strip().splitlines()
        raise InputError(f"workspace '{workspace.name}'", said[-1] if said else "no build was made")
    return Path(done.stdout.strip().splitlines()[-1]).parent.name


def facts_of(workspace: Workspace, run_id: str) -> Path:
    """The database of a kept build. Raises UsageError where there is no such build."""
    path = workspace.builds / run_id / FACTS
    known = [one.run_id for one in kept(workspace)]
    if run_id not in known:
        raise UsageError(f"run '{run_id}'", "it is not kept", did_you_mean(run_id, known))
    return path


def pair(workspace: Workspace, before: str | None, after: str | None) -> tuple[str, str]:
    """Which two builds to compare: the one in service with the one before it, unless said.

    Raises InputError where there is no build in service or none before it.
    """
    pointer = workspace.published()
    if pointer is None:
        raise InputError(f"workspace '{workspace.name}'", "it has no build", "", "Build it first")
    after = after or pointer["run_id"]
    if before is None:
        before = previous(workspace, after)
    if before is None:
        raise InputError(
            f"workspace '{workspace.name}'",
            f"there is no build before run {after} to compare it with",
            "",
            "Name one with --from, or build once more after something has changed",
        )
    return before, after


def previous(workspace: Workspace, run_id: str) -> str | None:
    """The build to compare a build with: the one in service before it, else the next older one."""
    builds = kept(workspace)
    pointer = workspace.published() or {}
    known = {one.run_id for one in builds}
    if pointer.get("run_id") == run_id and pointer.get("previous") in known:
        return pointer["previous"]
    made = {one.run_id: one.made_at for one in builds}
    older = [one for one in builds if run_id in made and one.made_at < made[run_id]]
    return max(older, key=lambda one: one.made_at).run_id if older else None
