"""Workspaces: one jurisdiction's data each, where it lies, and which build is in service."""

from __future__ import annotations

import json
import os
import tomllib
from dataclasses import dataclass
from pathlib import Path

from dashboard.messages import InputError, UsageError, did_you_mean

ROOT = Path(__file__).resolve().parent.parent
WORKSPACES = ROOT / "data" / "workspaces"
FACTS = "facts.duckdb"  # the read-only database of a build, in the build's folder
ABOUT = "about.json"  # what it was made of, beside it: read by who lists builds
KNOWN_KEYS = {"title", "summary", "jurisdiction", "sources", "boundaries", "is_made_up"}


def local_root() -> Path:
    """Where loads and builds are kept: `data/local`, or the folder in CLEARWORKS_LOCAL."""
    return Path(os.environ.get("CLEARWORKS_LOCAL", ROOT / "data" / "local"))


@dataclass(frozen=True)
class Workspace:
    """One jurisdiction: its sources by name, its boundaries by name, and its folders."""

    name: str
    title: str
    summary: str
    jurisdiction: str
    sources: tuple[str, ...]
    boundaries: tuple[str, ...]
    is_made_up: bool = False

    @property
    def folder(self) -> Path:
        return local_root() / self.name

    @property
    def raw(self) -> Path:
        """Byte-for-byte copies: `raw/<sha256>/<file name>`."""
        return self.folder / "raw"

    @property
    def loads(self) -> Path:
        """Typed Parquet: `loads/<source>/<sha256>/`."""
        return self.folder / "loads"

    @property
    def own_sources(self) -> Path:
        """Manifests made on this machine: `sources/<name>.toml`."""
        return self.folder / "sources"

    @property
    def decisions(self) -> Path:
        """The small database of what people decided, apart from all facts."""
        return self.folder / "decisions.sqlite"

    @property
    def builds(self) -> Path:
        return self.folder / "builds"

    @property
    def pointer(self) -> Path:
        """A small JSON file naming the build in service; replaced in one step."""
        return self.folder / "published.json"

    def published(self) -> dict | None:
        """The pointer's content (`run_id`, `as_of`, …), or None where nothing was built yet."""
        try:
            return json.loads(self.pointer.read_text())
        except FileNotFoundError:
            return None

    def published_folder(self) -> Path | None:
        """The folder of the build in service, or None."""
        pointer = self.published()
        return self.builds / pointer["run_id"] if pointer else None


def names() -> list[str]:
    """Every workspace that has a `data/workspaces/<name>/workspace.toml`."""
    return sorted(path.parent.name for path in WORKSPACES.glob("*/workspace.toml"))


def read(name: str) -> Workspace:
    """The workspace called `name`. Raises UsageError if there is none, InputError if its
    file is at fault."""
    path = WORKSPACES / name / "workspace.toml"
    if name not in names():
        raise UsageError(
            f"workspace '{name}'", "there is no such workspace", did_you_mean(name, names())
        )
    where = path.relative_to(ROOT)
    try:
        content = tomllib.loads(path.read_text())
    except tomllib.TOMLDecodeError as error:
        raise InputError(where, f"not valid TOML: {error}") from error
    for key in content.keys() - KNOWN_KEYS:
        raise InputError(where, f"unknown key '{key}'", did_you_mean(key, KNOWN_KEYS))
    for key in ("title", "jurisdiction"):
        if key not in content:
            raise InputError(where, f"the key '{key}' is missing", "", f"add {key} = …")
    own = sorted(path.stem for path in (local_root() / name / "sources").glob("*.toml"))
    return Workspace(
        name=name,
        title=content["title"],
        summary=content.get("summary", ""),
        jurisdiction=content["jurisdiction"],
        sources=tuple(dict.fromkeys([*content.get("sources", ()), *own])),
        boundaries=tuple(content.get("boundaries", ())),
        is_made_up=content.get("is_made_up", False),
    )
