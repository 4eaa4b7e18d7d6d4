"""The parts of a manifest: columns, ids, mappings to border tables, boundaries."""

from __future__ import annotations

import fnmatch
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any


@dataclass(frozen=True)
class Column:
    """One incoming column: its name there (`sources`, the first that exists is taken), its type."""

    name: str
    type: str
    sources: tuple[str, ...] = ()
    required: bool = False
    formats: tuple[str, ...] = ()  # of dates, as in strptime
    null_codes: tuple[str, ...] = ()  # letters that stand for "no value"
    codes: dict[str, str] = field(default_factory=dict)
    scale: float = 1
    decimal: str = ""  # the decimal mark, where the file's own evidence should not decide
    percent: bool = False
    minimum: float | None = None
    maximum: float | None = None
    remove: str = ""  # a regular expression of what is taken out before reading
    pattern: str = ""  # what the whole text must look like
    patterns: dict[str, str] = field(default_factory=dict)  # of an extract, by outcome
    groups: dict[str, Column] = field(default_factory=dict)
    zero_is_placeholder: bool = False
    zero_beside: str = ""  # a zero beside a non-zero amount in this column is not known


@dataclass(frozen=True)
class Identity:
    """An id made from columns, the same for the same thing in every publication."""

    name: str
    columns: tuple[str, ...]
    style: str = "joined"  # joined, readable (slug and short hash), slug
    prefix: str = ""
    first_of: bool = False  # the first column that has a value, instead of all of them
    tell_apart: tuple[str, ...] = ()  # one after the other, until no two rows share the id
    ordinal: bool = False


@dataclass(frozen=True)
class Mapping:
    """How one border table is filled from the typed columns."""

    table: str
    columns: dict[str, str]
    constants: dict[str, Any]
    when: tuple[str, ...] = ()  # only rows where one of these columns has a value
    first_per: tuple[str, ...] = ()  # the first row per value, silently
    once_per: tuple[str, ...] = ()  # the first row per value, later ones are said to be repeated
    latest: dict[str, str] = field(default_factory=dict)  # {by = column, per = column}


@dataclass(frozen=True)
class PlaceRule:
    """How an id is made from a property: prefix, and the property as code or slug."""

    source: str
    prefix: str = ""
    style: str = "code"
    digits: int = 0  # padded with zeros to this length
    characters: int = 0  # only the first so many


@dataclass(frozen=True)
class Boundary:
    """What the features of a boundary file are."""

    level: str
    id: PlaceRule
    name: str
    name_prefix: str = ""
    name_style: str = ""
    name_english: str = ""
    parent: PlaceRule | None = None
    population: str = ""
    population_year: int | None = None
    aliases: dict[str, str] = field(default_factory=dict)
    dissolve: bool = False


@dataclass(frozen=True)
class Manifest:
    """A whole manifest; `digest` changes when it, or the border it loads into, changes."""

    name: str
    title: str
    owner: str
    licence: str
    kind: str
    files: tuple[str, ...]
    published: dict[str, Any]
    digest: str
    where: str
    address: str = ""
    cadence: str = ""
    format_kind: str = "csv"
    encodings: tuple[str, ...] = ("utf-8",)
    delimiters: tuple[str, ...] = (",",)
    personal: tuple[str, ...] = ()
    template: str = ""
    columns: dict[str, Column] = field(default_factory=dict)
    identity: tuple[Identity, ...] = ()
    mappings: tuple[Mapping, ...] = ()
    boundary: Boundary | None = None

    def matches(self, path: Path) -> bool:
        """Whether the name of `path` is one of this source's file patterns."""
        return any(fnmatch.fnmatch(path.name, pattern) for pattern in self.files)
