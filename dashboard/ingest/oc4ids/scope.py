"""Ids inside a publication: scoped where the standard makes them unique in one project only."""

from __future__ import annotations

import hashlib
import json
import re
from dataclasses import dataclass, field

from dashboard.ingest.oc4ids.parts import Notes, Part
from dashboard.ingest.values import REPAIRED

# An id of one to four digits numbers the parties of one project; it names nobody elsewhere.
_PEOPLE = "(?:IDCARD|PASSPORT|CPF|CURP|DNI|CEDULA|NIN)"
_OF_PEOPLE = re.compile(rf"(?:^|[-_]){_PEOPLE}$", re.IGNORECASE)
_PERSONAL_ID = re.compile(rf"[A-Z]{{2,3}}[-_]{_PEOPLE}[-_]", re.IGNORECASE)
_RUNNING_NUMBER = re.compile(r"\d{1,4}")


@dataclass
class Publication:
    """What must be remembered from one project to the next."""

    projects: dict[tuple[str, object], str] = field(default_factory=dict)  # id and day to path
    processes: dict[tuple[str, object], str] = field(default_factory=dict)  # to the project


@dataclass
class Scope:
    """One project while it is read: its object, its id, and who is named in it."""

    part: Part
    project_id: str
    publication: Publication
    published: object
    parties: dict[str, str] = field(default_factory=dict)  # party_id to name
    persons: dict[str, str] = field(default_factory=dict)  # id as published to party_id

    @property
    def notes(self) -> Notes:
        return self.part.notes


def scoped(scope: str, identifier: str) -> str:
    """`identifier` after `scope`, unless it begins with it already."""
    rest = identifier.removeprefix(scope)
    if rest != identifier and (not rest or rest[0] in "-/:._"):
        return identifier
    return f"{scope}/{identifier}"


def identified(parts: list[Part], key: str = "id") -> list[tuple[str, Part]]:
    """The parts of a list with their ids, none of them twice.

    The same part twice counts once; two parts that share an id are told apart, and one without
    an id gets one made from its content. Each is said as an issue. Empty ones are no parts.
    """
    found: dict[str, Part] = {}
    alike: dict[str, list[Part]] = {}
    for part in parts:
        if not holds_anything(part.value):
            continue
        identifier = part.identifier(key)
        if identifier is None:
            identifier = f"no-id-{_content(part)[:8]}"
            part.notes.issue(f"{part.name}/{key}", "", "no id: made from the content", REPAIRED)
        earlier = alike.setdefault(identifier, [])
        if any(other.value == part.value for other in earlier):
            part.notes.issue(f"{part.name}/{key}", identifier, "repeated: counted once")
            continue
        earlier.append(part)
        unique, number = identifier, 1
        while unique in found:
            number += 1
            unique = f"{identifier}-{number}"
        if number > 1:
            issue = "the same id as an earlier part; told apart"
            part.notes.issue(f"{part.name}/{key}", identifier, issue, REPAIRED)
        found[unique] = part
    return list(found.items())


def holds_anything(value: object) -> bool:
    """Whether there is any value in it: a skeleton of empty texts has none."""
    if isinstance(value, dict):
        return any(holds_anything(one) for one in value.values())
    if isinstance(value, list):
        return any(holds_anything(one) for one in value)
    return value is not None and value != ""


def _content(part: Part) -> str:
    text = json.dumps(part.value, sort_keys=True, default=str, ensure_ascii=True)
    return hashlib.sha256(text.encode()).hexdigest()


def is_register_of_people(scheme: str | None) -> bool:
    """Whether a register numbers people: an entry makes its holder a person, whatever the name."""
    return bool(scheme and _OF_PEOPLE.search(scheme))


def person_id(scope: Scope, identifier: str) -> str:
    """The id of a natural person: made from the published one, which may be that of a card."""
    digest = hashlib.sha256(identifier.encode()).hexdigest()[:12]
    return scope.persons.setdefault(identifier, f"person-{digest}")


def party_id(scope: Scope, identifier: str) -> str:
    """The id of a party everywhere; a mere running number stays inside its project."""
    if identifier in scope.persons or _PERSONAL_ID.match(identifier):
        return person_id(scope, identifier)
    if _RUNNING_NUMBER.fullmatch(identifier):
        return scoped(scope.project_id, identifier)
    return identifier
