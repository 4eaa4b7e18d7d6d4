"""A proposed manifest, with everything that a person needs to judge it."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from dashboard.ingest import manifest as manifests
from dashboard.ingest.declarations import Manifest
from dashboard.ingest.propose.choosing import Choice
from dashboard.ingest.propose.manifest_text import manifest_text
from dashboard.ingest.propose.questions import Question
from dashboard.messages import InputError

NOT_STATED = "not stated"


@dataclass(frozen=True)
class Place:
    """What a workspace knows that a file does not say: currency, levels, the names it has taken."""

    currency: str = ""
    levels: tuple[str, ...] = ()


@dataclass(frozen=True)
class ProposedColumn:
    """A column of the manifest: its keys, and how sure it is that they are right."""

    keys: dict[str, Any]
    confidence: float
    reasons: tuple[str, ...]


@dataclass(frozen=True)
class Proposal:
    """A manifest in the making, with everything that a person needs to judge it."""

    path: Path
    name: str
    format: dict[str, Any]
    published: dict[str, Any]
    published_reason: str
    title: str = ""
    owner: str = NOT_STATED
    licence: str = NOT_STATED
    files: tuple[str, ...] = ()
    row_kind: str = ""
    language: str = ""
    choice: Choice | None = None
    columns: dict[str, ProposedColumn] = field(default_factory=dict)
    identity: tuple[dict[str, Any], ...] = ()
    key_reasons: dict[str, str] = field(default_factory=dict)
    tables: dict[str, dict[str, Any]] = field(default_factory=dict)
    personal: tuple[str, ...] = ()
    unmapped: dict[str, str] = field(default_factory=dict)
    questions: tuple[Question, ...] = ()
    notes: tuple[str, ...] = ()
    sheets: tuple[str, ...] = ()

    @property
    def is_standard(self) -> bool:
        """Whether the format says itself what its parts mean."""
        return self.format["kind"] in manifests.STANDARDS

    @property
    def can_load(self) -> bool:
        """Whether the manifest fills a table as it stands."""
        return self.is_standard or bool(self.tables)

    @property
    def open_questions(self) -> tuple[Question, ...]:
        """The questions without an answer."""
        return tuple(question for question in self.questions if question.is_open)

    @property
    def text(self) -> str:
        """The manifest."""
        return manifest_text(self)

    def manifest(self) -> Manifest:
        """The manifest as it would be read. Raises InputError where no table can be filled."""
        if not self.can_load:
            raise InputError(
                self.path.name,
                "nothing in it can be mapped yet",
                "Expected were columns that fill a table",
                "Answer the open questions, or map its columns by hand",
            )
        return manifests.parse(self.name, self.text, f"sources/{self.name}.toml")


def title_of_file(path: Path) -> str:
    """A title out of the name of a file."""
    return " ".join(re.sub(r"[_-]+", " ", path.stem).split()) or path.name
