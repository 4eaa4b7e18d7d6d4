"""The parts of a manifest: columns, ids, mappings to border tables, boundaries."""

from __future__ import annotations

import fnmatch
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from dashboard.ingest.follow_rule import FollowRule
from dashboard.ingest.ocds.options import Options as OcdsOptions
from dashboard.ingest.row_rules import JointRule, PersonRule


@dataclass(frozen=True)
class Column:
    """One incoming column: its name there (`sources`, the first that exists is taken), its type."""

    name: str
    type: str
    sources: tuple[str, ...] = ()
    required: bool = False
    optional: bool = False  # a file that lacks it has NULL there
    formats: tuple[str, ...] = ()  # of dates, as in strptime, or "spreadsheet day"
    era: str = ""  # the era that years are counted in, where it is not the common one: buddhist
    null_codes: tuple[str, ...] = ()  # letters that stand for "no value"
    codes: dict[str, str] = field(default_factory=dict)
    scale: float = 1
    decimal: str = ""  # the decimal mark, where the file's own evidence should not decide
    percent: bool | str = False  # "mixed": only a % sign or a value above 1 says which it is
    up_to_one: str = ""  # in a mixed column, what 0 to 1 without a sign is: share or percent
    unit_words: dict[str, float] = field(default_factory=dict)  # {million = 1e6} behind an amount
    minimum: float | None = None
    maximum: float | None = None
    remove: str = ""  # a regular expression of what is taken out before reading
    pattern: str = ""  # what the whole text must look like
    patterns: dict[str, str] = field(default_factory=dict)  # of an extract, by outcome
    groups: dict[str, Column] = field(default_factory=dict)
    zero_is_placeholder: bool = False
    zero_beside: str = ""  # a zero beside a non-zero amount in this column is not known
    corrections: dict[str, str] = field(default_factory=dict)  # slips of the source, each told
    only_where: str = ""  # NULL in rows where this other column has no value


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
    prefer: str = ""  # of several rows, one where this column has a value comes first
    # Of party_keys: columns that hold a contact, by its kind; an address may take several.
    coded: dict[str, tuple[str, ...]] = field(default_factory=dict)


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
    deprivation: str = ""  # an index; higher is poorer
    aliases: dict[str, str] = field(default_factory=dict)
    dissolve: bool = False


@dataclass(frozen=True)
class Layout:
    """Where the table lies in a file of rows: which sheet, where its header is, where it ends."""

    sheet: str | int = ""  # a name, or a number counted over the sheets that are not hidden
    header_line: int = 0  # the first line of the header; 0 where it is to be found
    header_lines: int = 1  # 2 for a doubled header: the names are joined from above
    skip_after_header: int = 0  # lines between header and data, such as column numbers
    columns: str = ""  # B:H, where other things lie beside the table
    totals: str = ""  # a regular expression of the first cell of lines that add up others
    ends_at: str = ""  # the same, of the line from which on nothing belongs to the table
    fill_down: tuple[str, ...] = ()  # header names whose blank cells repeat the cell above
    crs: str = ""  # of a shapefile that does not say its own, as in EPSG:5367
    records: str = ""  # where the records of a JSON document are, as in data.contracts
    unfold: str = ""  # the list inside each record of which every item makes a row


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
    layout: Layout = field(default_factory=Layout)
    ocds: OcdsOptions = field(default_factory=OcdsOptions)
    personal: tuple[str, ...] = ()
    persons: PersonRule | None = None
    joint: JointRule | None = None
    template: str = ""
    columns: dict[str, Column] = field(default_factory=dict)
    identity: tuple[Identity, ...] = ()
    mappings: tuple[Mapping, ...] = ()
    boundary: Boundary | None = None
    follow: FollowRule | None = None

    @property
    def withheld(self) -> set[str]:
        """The columns of this manifest whose values may be kept as codes only."""
        codes = {"party_keys": "key_code", "payments": "payee_account_id"}
        named = {
            mapping.columns.get(codes[mapping.table])
            for mapping in self.mappings
            if mapping.table in codes
        }
        coded = {
            name for mapping in self.mappings for one in mapping.coded.values() for name in one
        }
        # Of an extract the whole text holds what its group does.
        return {
            column.name
            for column in self.columns.values()
            if not (named | coded).isdisjoint({column.name, *column.groups})
        }

    def matches(self, path: Path) -> bool:
        """Whether the name of `path` is one of this source's file patterns."""
        return any(fnmatch.fnmatch(path.name, pattern) for pattern in self.files)
