"""What every column of the border means, how it is written, and an example: one place for all."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import dataframely as dy

from dashboard.ingest import border, tables

MEANINGS = Path(__file__).with_name("column_meanings.toml")
SHARE_SUFFIX = "_share"
FORMS = {
    "money": "amount in whole units of the currency, never in thousands",
    "date": "day, as in 2025-09-30",
    "moment": "day and time in UTC, as in 2025-09-30 14:30:00",
    "share": "share from 0 to 1, or a percentage with its sign",
    "number": "number",
    "integer": "whole number",
    "flag": "true or false; empty where not known",
    "text": "text",
}


@dataclass(frozen=True)
class Meaning:
    """A border column in words. `kind` is a manifest's column type, `words` its closed list."""

    table: str
    column: str
    kind: str
    means: str
    form: str
    example: str
    required: bool
    words: tuple[str, ...] = ()


def of_table(table: str) -> list[Meaning]:
    """The columns of `table` in their order, without lineage. Raises KeyError for a column that
    nobody has described."""
    columns = tables.TABLES[table].columns()
    return [
        _meaning(table, name, column)
        for name, column in columns.items()
        if name not in tables.LINEAGE_COLUMNS
    ]


def _meaning(table: str, name: str, column: dy.Column) -> Meaning:
    texts = _texts()
    said = texts.get(table, {}).get(name) or texts["shared"][name]
    words = border.words_of(column)
    kind = kind_of(name, column)
    form = said.get("form") or (f"one of: {', '.join(words)}" if words else FORMS[kind])
    return Meaning(
        table, name, kind, said["means"], form, said["example"], not column.nullable, words
    )


def kind_of(name: str, column: dy.Column) -> str:
    """The manifest's column type that reads into `column`."""
    if isinstance(column, dy.Float64):
        return "share" if name.endswith(SHARE_SUFFIX) else "number"
    kinds = {
        dy.Decimal: "money",
        dy.Date: "date",
        dy.Datetime: "moment",
        dy.Int64: "integer",
        dy.Bool: "flag",
    }
    return next((kind for type_, kind in kinds.items() if isinstance(column, type_)), "text")


def description(table: str) -> str:
    """What a row of `table` is, in a sentence or two."""
    return " ".join((tables.TABLES[table].__doc__ or "").split())


@cache
def _texts() -> dict[str, dict[str, dict[str, str]]]:
    return tomllib.loads(MEANINGS.read_text(encoding="utf-8"))
