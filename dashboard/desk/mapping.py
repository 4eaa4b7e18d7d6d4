"""The mapping desk: an unknown file in, a proposed manifest out, saved once a person agrees."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import tempfile
from collections.abc import Mapping
from pathlib import Path

from dashboard import workspaces
from dashboard.engine import jurisdiction
from dashboard.ingest import load as loading
from dashboard.ingest import manifest as manifests
from dashboard.ingest.load import LoadReport
from dashboard.ingest.propose import preview, proposal, report
from dashboard.ingest.propose.fields import can_be_chosen, in_words
from dashboard.ingest.propose.manifest_text import in_words as sure_in_words
from dashboard.ingest.propose.preview import Preview
from dashboard.ingest.propose.proposal import Place, Proposal
from dashboard.ingest.values import slug
from dashboard.messages import InputError, UsageError
from dashboard.workspaces import ROOT, Workspace

__all__ = ["Preview", "Proposal", "can_be_chosen", "in_words", "report", "sure_in_words"]

LARGEST_UPLOAD_MB = 200
LIMIT = "CLEARWORKS_LARGEST_UPLOAD_MB"
UPLOADS = "uploads"  # in the workspace's folder: what was handed in and not judged yet
KEPT_UPLOADS = 20
SHORTEST_NAME, LONGEST_NAME = 2, 60
LONGEST_FILE_NAME = 120


def largest_upload_mb() -> int:
    """How large an uploaded file may be, in megabytes (environment, else 200)."""
    text = os.environ.get(LIMIT, "")
    return int(text) if text.isdecimal() and int(text) else LARGEST_UPLOAD_MB


def propose(
    path: Path,
    *,
    workspace: str | None = None,
    name: str = "",
    answers: Mapping[str, str] | None = None,
    given: Mapping[str, str] | None = None,
    sheet: str = "",
) -> Proposal:
    """The proposed manifest of a file; a workspace adds its currency and its neighbourhoods.

    Raises InputError for a file that no source can be, UsageError for an unknown workspace.
    """
    place = place_of(workspaces.read(workspace)) if workspace else Place()
    if name:
        check_name(name)
    return proposal.propose(path, name=name, place=place, answers=answers, given=given, sheet=sheet)


def place_of(workspace: Workspace) -> Place:
    """What a workspace says of the files that are loaded into it."""
    levels = [manifests.read(name).boundary for name in workspace.boundaries]
    return Place(
        currency=jurisdiction.read(workspace.jurisdiction).currency,
        levels=tuple(dict.fromkeys(rule.level for rule in levels if rule)),
    )


def check_name(name: str) -> None:
    """Raises UsageError unless `name` can be the name of a new source."""
    if not re.fullmatch(r"[a-z][a-z0-9]*(?:-[a-z0-9]+)*", name):
        raise UsageError(
            f"source '{name}'",
            "the name should be plain words joined by hyphens",
            "As in harbour-contracts",
        )
    if not SHORTEST_NAME <= len(name) <= LONGEST_NAME:
        raise UsageError(
            f"source '{name}'", f"names have {SHORTEST_NAME} to {LONGEST_NAME} letters"
        )


def check_free(name: str) -> None:
    """Raises InputError if a source or boundary of any workspace is called so already."""
    check_name(name)
    if name in manifests.names():
        raise InputError(
            f"source '{name}'", "there is a source of that name already", "", "Choose another name"
        )


def suggested_name(found: Proposal) -> str:
    """A free name for the source of a proposal, in plain letters."""
    base = re.sub(r"[^a-z0-9-]+", "-", slug(found.name)).strip("-")
    base = base if re.match(r"[a-z]", base) else f"source-{base}".strip("-")
    base = base[: LONGEST_NAME - 4].strip("-")
    taken = set(manifests.names())
    free = (one for one in [base, *(f"{base}-{n}" for n in range(2, 1000))] if one not in taken)
    return next(free)


def text_as(found: Proposal, **about: str) -> str:
    """The manifest's text with another title, owner or licence."""
    from dataclasses import replace

    return replace(found, **{key: text for key, text in about.items() if text}).text


def save(found: Proposal, workspace: str, name: str = "", text: str = "") -> Path:
    """Writes the manifest into the sources of a workspace, to which it belongs from then on.

    `text`: the manifest as a person changed it. Raises InputError where the name is taken or the
    text is no manifest of rows, UsageError for a name that is none.
    """
    place = workspaces.read(workspace)
    name, text = name or suggested_name(found), text or found.text
    check_free(name)
    made = manifests.parse(name, text, f"sources/{name}.toml")
    if made.kind != "rows":
        raise InputError(made.where, "the mapping desk makes sources of rows only")
    place.own_sources.mkdir(parents=True, exist_ok=True)
    target = place.own_sources / f"{name}.toml"
    try:
        with target.open("x", encoding="utf-8") as file:
            file.write(text)
    except FileExistsError as error:
        raise InputError(f"source '{name}'", "there is a source of that name already") from error
    return target


def try_rows(found: Proposal, text: str = "") -> Preview:
    """What becomes of the first rows, under the text of a manifest if one is given."""
    made = manifests.parse(found.name, text, f"sources/{found.name}.toml") if text else None
    return preview.of(found, made)


def load(workspace: str, source: str, path: Path) -> LoadReport:
    """Loads a file of a source: rows read = rows loaded + rows quarantined."""
    return loading.load_files(workspaces.read(workspace), source, [path])[0]


def safe_file_name(name: str) -> str:
    """A file name without path, control characters and signs that file systems obey."""
    last = re.split(r"[/\\]", name)[-1]
    plain = "".join(sign if sign.isprintable() and sign not in '<>:"|?*' else "_" for sign in last)
    plain = plain.strip(" .") or "upload"
    stem, dot, ending = plain.rpartition(".")
    room = LONGEST_FILE_NAME - len(ending) - 1
    return f"{stem[:room]}{dot}{ending[:20]}" if dot and stem else plain[:LONGEST_FILE_NAME]


def keep_upload(workspace: str, name: str, content: bytes) -> Path:
    """Stores an uploaded file, under a safe name and in a folder of its own; returns its path.

    Nothing is unpacked or run. Raises InputError for a file that is too large.
    """
    limit = largest_upload_mb() * 2**20
    if len(content) > limit:
        raise InputError(
            safe_file_name(name),
            f"it has {len(content):,} bytes",
            f"At most {largest_upload_mb():,} MB",
            "Load it on the command line instead",
        )
    parent = workspaces.read(workspace).folder / UPLOADS
    parent.mkdir(parents=True, exist_ok=True)
    _clear_old(parent)
    folder = Path(tempfile.mkdtemp(dir=parent))
    path = folder / safe_file_name(name)
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        file.write(content)
    return path


def forget_upload(path: Path) -> None:
    """Takes an uploaded file and its folder away; one that is gone already is no error."""
    path.unlink(missing_ok=True)
    if path.parent.parent.name == UPLOADS and path.parent.is_dir():
        path.parent.rmdir()


def _clear_old(parent: Path) -> None:
    """Keeps the newest uploads only: what nobody saved is not kept for ever."""
    folders = sorted(parent.iterdir(), key=lambda one: one.stat().st_mtime, reverse=True)
    for folder in folders[KEPT_UPLOADS - 1 :]:
        for file in folder.iterdir():
            file.unlink(missing_ok=True)
        folder.rmdir()


def start_build(workspace: str) -> subprocess.Popen:
    """A build of the workspace in a process of its own, so that pages stay quick."""
    workspaces.read(workspace)
    return subprocess.Popen(
        [sys.executable, "-m", "dashboard", "build", workspace],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )


def build_outcome(process: subprocess.Popen) -> tuple[bool, str] | None:
    """None while a build runs; then whether it ended well, and the last line that it said."""
    if process.poll() is None:
        return None
    said = [line for line in (process.stdout.read() if process.stdout else "").splitlines() if line]
    line = next(
        (one for one in said if process.returncode or "run" in one), said[-1] if said else ""
    )
    return process.returncode == 0, line.strip()
