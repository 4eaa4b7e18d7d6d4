"""Manifests: what a source publishes, where each of its columns goes, and what a value may be."""

from __future__ import annotations

import datetime
import hashlib
import re
import tomllib
from dataclasses import fields, replace
from pathlib import Path
from typing import Any

from dashboard.ingest import follow_rule, party_keys, row_rules, tables
from dashboard.ingest.declarations import (
    Boundary,
    Column,
    Identity,
    Layout,
    Manifest,
    Mapping,
    PlaceRule,
)
from dashboard.ingest.ocds import options as ocds_options
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
    "moment",
    "extract",
)
# Formats that say themselves what their parts mean, so that a manifest maps nothing.
STANDARDS = ("ocds", "oc4ids")
# Formats whose publication may be a folder or a ZIP archive of files.
FOLDER_FORMATS = (*STANDARDS, "json", "jsonl", "geojson")
# Formats whose cells have types: a day in them is a day in any manifest.
TYPED_FORMATS = ("xlsx", "ods", "parquet", "shapefile", "template")
FORMAT_KINDS = ("csv", "geojson", "kml", *TYPED_FORMATS, *FOLDER_FORMATS)
ISO_DAYS = ("%Y-%m-%d", "%Y-%m-%d %H:%M:%S")
ERAS = ("", "buddhist")
# Raised when the same bytes under the same manifest would come out differently.
READING_VERSION = 4


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
    "persons",
    "joint",
    "template",
    "columns",
    "identity",
    "tables",
    "boundary",
    "follow",
}
LAYOUT_KEYS = {item.name for item in fields(Layout)}
FORMAT_KEYS = {"kind", "encodings", "delimiters", *LAYOUT_KEYS, *ocds_options.KEYS}
# `release_date`: the latest day that a release of an OCDS file speaks for.
PUBLISHED_KEYS = {"file_name", "date", "latest_of", "release_date", "template"}
MAPPING_KEYS = {"when", "first_per", "once_per", "latest", "prefer"}


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
    _known(where, "format key", layout, FORMAT_KEYS)
    format_kind = layout.get("kind", "geojson" if kind == "boundaries" else "csv")
    if format_kind not in FORMAT_KINDS:
        raise InputError(
            where,
            f"format kind '{format_kind}' is not known",
            did_you_mean(format_kind, FORMAT_KINDS),
        )
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
        format_kind=format_kind,
        encodings=_words(layout.get("encodings", ["utf-8"])),
        delimiters=_words(layout.get("delimiters", [","])),
        layout=_layout(where, layout),
        ocds=ocds_options.read(where, layout),
        personal=_words(content.get("personal", [])),
        persons=row_rules.person_rule(where, content.get("persons")),
        joint=row_rules.joint_rule(where, content.get("joint")),
        template=content.get("template", ""),
        columns={
            key: _typed_cells(_column(where, key, value), format_kind)
            for key, value in content.get("columns", {}).items()
        },
        identity=tuple(
            _identity(where, key, value) for key, value in content.get("identity", {}).items()
        ),
        mappings=tuple(
            _mapping(where, key, value) for key, value in content.get("tables", {}).items()
        ),
        boundary=_boundary(where, content["boundary"]) if "boundary" in content else None,
        follow=follow_rule.read(where, content.get("follow")),
    )
    _check(manifest)
    return _filled(manifest) if format_kind == "template" else manifest


def _filled(manifest: Manifest) -> Manifest:
    """A template's manifest names its table only: the rest comes from the border."""
    from dashboard.ingest import template_files

    if not manifest.template:
        raise InputError(manifest.where, "a manifest of format 'template' needs the key 'template'")
    return template_files.completed(manifest)


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


def _layout(where: str, content: dict[str, Any]) -> Layout:
    settings = {item.name: content[item.name] for item in fields(Layout) if item.name in content}
    for key, kind in (("header_line", int), ("header_lines", int), ("skip_after_header", int)):
        if not isinstance(settings.get(key, 0), kind) or settings.get(key, 0) < 0:
            raise InputError(where, f"format.{key} should be a whole number from 0 on")
    if settings.get("header_lines", 1) not in (1, 2, 3):
        raise InputError(where, "format.header_lines should be 1, 2 or 3")
    if settings.get("columns") and not re.fullmatch("[A-Z]{1,3}:[A-Z]{1,3}", settings["columns"]):
        raise InputError(where, "format.columns should be a range of columns", "As in B:H")
    for key in ("totals", "ends_at"):
        _pattern(where, f"format.{key}", settings.get(key, ""))
    return Layout(**settings | {"fill_down": _words(settings.get("fill_down", ()))})


def _published(where: str, rule: dict[str, Any]) -> dict[str, Any]:
    _known(where, "key of 'published'", rule, PUBLISHED_KEYS)
    # A date may stand beside the rule of the file name: it is that of a name that says none.
    if len(rule) != 1 and set(rule) != {"file_name", "date"}:
        raise InputError(
            where,
            "'published' needs exactly one rule",
            f"One of {', '.join(sorted(PUBLISHED_KEYS))}",
        )
    if rule.get("release_date", True) is not True:
        raise InputError(where, "published.release_date should be true, or another rule taken")
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
    if kind in ("date", "moment") and not content.get("formats"):
        raise InputError(where, f"{kind} column '{name}' lists no formats", 'As in ["%Y-%m-%d"]')
    if content.get("era", "") not in ERAS:
        raise InputError(where, f"column '{name}' has an unknown era", "Known is: buddhist")
    if content.get("percent", False) not in (True, False, "mixed"):
        raise InputError(
            where, f"percent of column '{name}' is not known", 'Known are: true, false, "mixed"'
        )
    if content.get("up_to_one", "") not in ("", "share", "percent"):
        raise InputError(
            where, f"up_to_one of column '{name}' is not known", "Known are: share, percent"
        )
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


def _typed_cells(column: Column, format_kind: str) -> Column:
    """`column`, knowing also how a day that was stored as one comes out of a typed cell."""
    if format_kind not in TYPED_FORMATS or column.type not in ("date", "moment"):
        return column
    return replace(column, formats=tuple(dict.fromkeys([*column.formats, *ISO_DAYS])))


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
    kinds = set(party_keys.KINDS) if table == "party_keys" else set()
    _known(where, f"column of table '{table}'", content, border | MAPPING_KEYS | kinds)
    targets = {key: value for key, value in content.items() if key not in MAPPING_KEYS | kinds}
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
        prefer=content.get("prefer", ""),
        coded={kind: _words(content[kind]) for kind in sorted(kinds & set(content))},
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
        follow_rule.check(where, manifest.follow, set(tables.polars_schema(manifest.template)))
        return
    if manifest.format_kind in STANDARDS:
        follow_rule.check(where, manifest.follow, set(tables.polars_schema("projects")))
        return
    if not manifest.columns or not manifest.mappings:
        raise InputError(where, "a manifest of rows needs [columns] and [tables.…], or a template")
    known = available(manifest)
    follow_rule.check(where, manifest.follow, known, manifest.identity)
    used = {
        f"tables.{mapping.table}": [
            *mapping.columns.values(),
            *(name for names in mapping.coded.values() for name in names),
            *mapping.when,
            *mapping.first_per,
            *mapping.once_per,
            *mapping.latest.values(),
            *filter(None, [mapping.prefer]),
        ]
        for mapping in manifest.mappings
    }
    used |= {f"identity.{key.name}": [*key.columns, *key.tell_apart] for key in manifest.identity}
    used["published.latest_of"] = list(manifest.published.get("latest_of", []))
    used |= {
        f"columns.{column.name}.{key}": [getattr(column, key)]
        for column in manifest.columns.values()
        for key in ("zero_beside", "only_where")
        if getattr(column, key)
    }
    for place, columns in used.items():
        for column in columns:
            if column not in known:
                raise InputError(
                    where,
                    f"{place} uses '{column}', which is no column of this manifest",
                    did_you_mean(column, known),
                )
    for key in manifest.identity:
        for column in manifest.withheld & {*key.columns, *key.tell_apart}:
            raise InputError(
                where,
                f"identity '{key.name}' uses '{column}', which is kept as a code only",
                "",
                "make the id from other columns",
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
