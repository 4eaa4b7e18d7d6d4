"""Thresholds that somebody tries out: kept under a name, never the official ones."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path

from dashboard import scenarios
from dashboard.messages import InputError, UsageError
from dashboard.scenarios import Scenario
from dashboard.scenarios.stored import Stored
from dashboard.workspaces import Workspace

__all__ = ["Scenario", "Stored", "drawn", "names", "read", "save"]


def names(workspace: Workspace) -> list[str]:
    """The scenarios that are kept in a workspace."""
    return scenarios.names(workspace)


def read(workspace: Workspace, name: str) -> Scenario | None:
    """A kept scenario; None where there is none of that name, or its file cannot be read."""
    try:
        return scenarios.read(workspace, name)
    except (InputError, UsageError):
        return None


def save(
    workspace: Workspace,
    name: str,
    note: str,
    code: str,
    thresholds: Mapping[tuple[str, str], float],
) -> Path:
    """Keeps thresholds of one indicator, (measure, severity) to number, in a named scenario.

    Those of other indicators in the same scenario stay as they are. Returns its file. Raises
    InputError for a name of which no file name can be made.
    """
    plain = re.sub(r"[^a-z0-9]+", "-", name.lower()).strip("-")[:60].strip("-")
    before = read(workspace, plain) or Scenario(plain)
    others = {key: number for key, number in before.thresholds.items() if key[0] != code}
    mine = {(code, *place): float(number) for place, number in thresholds.items()}
    kept = Scenario(plain, note or before.note, others | mine, before.points, before.weights)
    return scenarios.save(workspace, kept)


def drawn(build: Path) -> Stored | None:
    """What the random scenarios of a build said; None where none were drawn for it."""
    return scenarios.stored(build)
