"""Manifests: what a source publishes, where each of its columns goes, and what a value may be."""

from __future__ import annotations

import datetime
import hashlib
import re
import tomllib
from dataclasses import fields
from pathlib import Path
from typing import Any

from dashboard.ingest import tables
from dashboard.ingest.declarations import (
    Boundary,
    Column,
    Identity,
    Manifest,
    Mapping,
    PlaceRule,
)
from dashboard.messages import InputError, did_you_mean
from dashboard.workspaces import ROOT, local_root

SOURCES = ROOT / "data" / "sources"
COLUMN_TYPES = (
    "text",
    "date",
    "money",
    "share",
    "number",
    "integer",
    "code",
    "flag",
    "coordinate",
    "extract",
)
# Formats that say themselves what their parts mean, so that a manifest maps nothing.
STANDARDS = ("ocds", "oc4ids")
# Formats whose publication may be a folder or a ZIP archive of files.
FOLDER_FORMATS = (*STANDARDS, "json")
# Raised when the same bytes under the same manifest would come out differently.
READING_VERSION = 2


TOP_KEYS = {
    "title",
    "owner",
    "licence",
    "address",
    "cadence",
    "kind",
    "files",
    "published",
    "format",
    "personal",
    "template",
    "columns",
    "identity",
    "tables",
    "boundary",
}
MAPPING_KEYS = {"when", "first_per", "once_per", "latest"}


def names() -> list[str]:
    """Every source and boundary that has a manifest."""
    return sorted(_paths())


def _paths() -> dict[str, Path]:
    """The file of every manifest by its name: those of the project, then those of this machine."""
    own = sorted(local_root().glob("*/sources/*.toml"))
    return {path.stem: path for path in [*own, *sorted(SOURCES.glob("*.toml"))]}


def read(name: str) -> Manifest:
    """The manifest called `name`. Raises InputError if there is none or it is at fault."""
    known = _paths()
    if name not in known:
        raise InputError(f"source '{name}'", "it has no manifest", did_you_mean(name, known))
    path = known[name]
    place = "data/sources" if path.parent == SOURCES else "sources"
    return parse(name, path.read_text(encoding="utf-8"), f"{place}/{name}.toml")


def parse(name: str, text: str, where: str = "") -> Manifest:
    """The manifest `name` from its TOML text; every unknown key or word is refused."""
    where = where or f"data/sources/{name}.toml"
    try:
        content = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise InputError(where, f"not valid TOML: {error}") from error
    _known(where, "manifest key", content, TOP_KEYS)
    for key in ("title", "owner", "licence", "kind", "files", "published"):
        if key not in content:
            raise InputError(where, f"the key '{key}' is missing", "", f"add {key} = …")
    kind = content["kind"]
    if kind not in ("rows", "boundaries"):
        raise InputError(where, f"kind '{kind}' is not known", "Known are: boundaries, rows")
    layout = content.get("format", {})
    _known(where, "format key", layout, {"kind", "encodings", "delimiters"})
    manifest = Manifest(
        name=name,
        title=content["title"],
        owner=content["owner"],
        licence=content["licence"],
        kind=kind,
        files=_words(content["files"]),
        published=_published(where, content["published"]),
        digest=_digest(text),
        where=where,
        address=content.get("address", ""),
        cadence=content.get("cadence", ""),
        format_kind=layout.get("kind", "geojson" if kind == "boundaries" else "csv"),
        encodings=_words(layout.get("encodings", ["utf-8"])),
        delimiters=_words(layout.get("delimiters", [","])),
        personal=_words(content.get("personal", [])),
        template=content.get("template", ""),
        columns={
            key: _column(where, key, value) for key, value in content.get("columns", {}).items()
        },
        identity=tuple(
            _identity(where, key, value) for key, value in content.get("identity", {}).items()
        ),
        mappings=tuple(
            _mapping(where, key, value) for key, value in content.get("tables", {}).items()
        ),
        boundary=_boundary(where, content["boundary"]) if "boundary" in content else None,
    )
    _check(manifest)
    return manifest


def _digest(text: str) -> str:
    border = sorted(Path(tables.__file__).parent.glob("*tables.py"))
    content = b"".join(path.read_bytes() for path in border)
    return hashlib.sha256(text.encode() + content + str(READING_VERSION).encode()).hexdigest()


def _known(where: str, what: str, content: dict, known: set[str]) -> None:
    if not isinstance(content, dict):
        raise InputError(where, f"the {what} group should be a table, not {content!r}")
    for key in content:
        if key not in known:
            raise InputError(where, f"unknown {what} '{key}'", did_you_mean(key, known))


def _words(value: str | list[str]) -> tuple[str, ...]:
    return (value,) if isinstance(value, str) else tuple(value)


def _published(where: str, rule: dict[str, Any]) -> dict[str, Any]:
    _known(where, "key of 'published'", rule, {"file_name", "date", "latest_of"})
    if len(rule) != 1:
        raise InputError(
            where, "'published' needs exactly one rule", "One of file_name, date, latest_of"
        )
    if "date" in rule and not isinstance(rule["date"], datetime.date):
        raise InputError(where, f"published date {rule['date']!r} is no date", "As in 2025-09-30")
    if "file_name" in rule:
        groups = re.compile(rule["file_name"]).groupindex
        if not {"year", "month"} <= set(groups):
            raise InputError(where, "published.file_name needs the groups 'year' and 'month'")
    return rule


def _column(where: str, name: str, content: dict[str, Any]) -> Column:
    known = {item.name for item in fields(Column)} - {"name", "sources"} | {"from"}
    _known(where, f"key of column '{name}'", content, known)
    kind = content.get("type", "text")
    if kind not in COLUMN_TYPES:
        raise InputError(
            where,
            f"column '{name}' has the unknown type '{kind}'",
            did_you_mean(kind, COLUMN_TYPES),
        )
    if kind == "date" and not content.get("formats"):
        raise InputError(where, f"date column '{name}' lists no formats", 'As in ["%Y-%m-%d"]')
    if kind == "extract" and not content.get("patterns"):
        raise InputError(where, f"extract column '{name}' lists no patterns")
    for text in [content.get("pattern", ""), *content.get("patterns", {}).values()]:
        _pattern(where, name, text)
    settings = {key: value for key, value in content.items() if key not in ("from", "groups")}
    for key in ("formats", "null_codes"):
        settings[key] = _words(settings.get(key, ()))
    groups = {
        group: _column(where, group, value) for group, value in content.get("groups", {}).items()
    }
    return Column(
        name, sources=_words(content.get("from", ())), groups=groups, **settings | {"type": kind}
    )


def _pattern(where: str, name: str, text: str) -> None:
    try:
        re.compile(text)
    except re.error as error:
        raise InputError(
            where, f"column '{name}' has a pattern that cannot be read: {error}"
        ) from error


def _identity(where: str, name: str, content: dict[str, Any]) -> Identity:
    known = {item.name for item in fields(Identity)} - {"name"}
    _known(where, f"key of identity '{name}'", content, known)
    if content.get("style", "joined") not in ("joined", "readable", "slug"):
        raise InputError(
            where, f"identity '{name}' has an unknown style", "Known are: joined, readable, slug"
        )
    lists = {key: _words(content.get(key, ())) for key in ("columns", "tell_apart")}
    return Identity(name, **content | lists)


def _mapping(where: str, table: str, content: dict[str, Any]) -> Mapping:
    if table not in tables.TABLES:
        raise InputError(
            where, f"there is no border table '{table}'", did_you_mean(table, tables.TABLES)
        )
    border = set(tables.polars_schema(table)) - set(tables.LINEAGE_COLUMNS)
    _known(where, f"column of table '{table}'", content, border | MAPPING_KEYS)
    targets = {key: value for key, value in content.items() if key not in MAPPING_KEYS}
    for key, value in targets.items():
        if not isinstance(value, str) and set(value) != {"value"}:
            raise InputError(
                where, f"{table}.{key} should be a column's name or {{ value = … }}, not {value!r}"
            )
    return Mapping(
        table=table,
        columns={key: value for key, value in targets.items() if isinstance(value, str)},
        constants={key: v["value"] for key, v in targets.items() if not isinstance(v, str)},
        when=_words(content.get("when", ())),
        first_per=_words(content.get("first_per", ())),
        once_per=_words(content.get("once_per", ())),
        latest=content.get("latest", {}),
    )


def _boundary(where: str, content: dict[str, Any]) -> Boundary:
    _known(where, "key of 'boundary'", content, {item.name for item in fields(Boundary)})
    for key in ("level", "id", "name"):
        if key not in content:
            raise InputError(where, f"boundary.{key} is missing", "", f"add {key} = …")
    if not re.fullmatch(r"[a-z][a-z0-9-]*", content["level"]):
        raise InputError(
            where, f"level '{content['level']}' is no plain word", "As in barrio, school-district"
        )
    rules = {
        key: _place_rule(where, key, content[key]) for key in ("id", "parent") if key in content
    }
    return Boundary(**content | rules)


def _place_rule(where: str, key: str, content: dict[str, Any]) -> PlaceRule:
    known = {item.name for item in fields(PlaceRule)} - {"source"} | {"from"}
    _known(where, f"key of boundary.{key}", content, known)
    settings = {name: value for name, value in content.items() if name != "from"}
    return PlaceRule(source=content["from"], **settings)


def _check(manifest: Manifest) -> None:
    """Refuse a manifest whose parts do not fit each other."""
    where = manifest.where
    if manifest.kind == "boundaries":
        if manifest.boundary is None:
            raise InputError(where, "a boundary manifest needs the group [boundary]")
        return
    if manifest.template:
        if manifest.template not in tables.TABLES:
            raise InputError(
                where,
                f"there is no border table '{manifest.template}'",
                did_you_mean(manifest.template, tables.TABLES),
            )
        return
    if manifest.format_kind in STANDARDS:
        return
    if not manifest.columns or not manifest.mappings:
        raise InputError(where, "a manifest of rows needs [columns] and [tables.…], or a template")
    known = available(manifest)
    used = {
        f"tables.{mapping.table}": [
            *mapping.columns.values(),
            *mapping.when,
            *mapping.first_per,
            *mapping.once_per,
            *mapping.latest.values(),
        ]
        for mapping in manifest.mappings
    }
    used |= {f"identity.{key.name}": [*key.columns, *key.tell_apart] for key in manifest.identity}
    used["published.latest_of"] = list(manifest.published.get("latest_of", []))
    used |= {
        f"columns.{column.name}.zero_beside": [column.zero_beside]
        for column in manifest.columns.values()
        if column.zero_beside
    }
    for place, columns in used.items():
        for column in columns:
            if column not in known:
                raise InputError(
                    where,
                    f"{place} uses '{column}', which is no column of this manifest",
                    did_you_mean(column, known),
                )
    taken = {source for column in manifest.columns.values() for source in column.sources}
    for column in manifest.personal:
        if column in taken:
            raise InputError(where, f"'{column}' is both personal and read", "", "drop one of them")


def available(manifest: Manifest) -> set[str]:
    """Every column that tables and identities of the manifest may name."""
    groups = {group for column in manifest.columns.values() for group in column.groups}
    keys = {key.name for key in manifest.identity}
    return set(manifest.columns) | groups | keys | {"published_date"}
