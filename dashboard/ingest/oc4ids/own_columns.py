"""Our own extension read back: border columns under their names in camelCase, by their types."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from typing import Any

import polars as pl

from dashboard.ingest import tables
from dashboard.ingest.oc4ids.parts import Part

Reader = Callable[[Part, str], Any]
# Lists of whole border rows that the standard has no object for.
OWN_LISTS = {
    "subcontracts": "subcontracts",
    "invoices": "invoices",
    "lowerTierPayments": "payments",
    "suspensions": "contract_suspensions",
    "scheduleVersions": "project_schedules",
    "items": "contract_items",
}


@cache
def camel(column: str) -> str:
    """`signed_date` as `signedDate`."""
    first, *rest = column.split("_")
    return first + "".join(word.capitalize() for word in rest)


@cache
def _readers(table: str) -> dict[str, tuple[str, Reader]]:
    """By the name of our extension: the column of `table`, and what reads it as its type."""
    return {
        camel(name): (name, _reader(name, dtype))
        for name, dtype in tables.polars_schema(table).items()
        # Which project it belongs to is said by where it stands.
        if name not in (*tables.LINEAGE_COLUMNS, "project_id")
    }


@cache
def _has_project(table: str) -> bool:
    return "project_id" in tables.polars_schema(table)


def _reader(name: str, dtype: pl.DataType) -> Reader:
    if isinstance(dtype, pl.Decimal):
        return Part.amount
    if dtype == pl.String:
        return Part.identifier if name.endswith("_id") else Part.text
    return {
        pl.Float64(): Part.number,
        pl.Int64(): Part.count,
        pl.Boolean(): Part.flag,
        pl.Date(): Part.day,
    }.get(dtype, Part.moment)


def own_columns(part: Part, table: str) -> dict[str, Any]:
    """What the object `part` says about columns of `table`, each read as its type.

    An explicit null says that the value is not known, whatever the standard's own property says.
    """
    if not part.value:
        return {}
    found = {}
    for key, (name, read) in _readers(table).items():
        if key in part.value:
            value = read(part, key)
            if value is not None or part.value[key] is None:
                found[name] = value
    return found


def own_lists(own: Part, project_id: str) -> None:
    """Whole rows that our own extension of a project carries, into their border tables."""
    for key, table in OWN_LISTS.items():
        for part in own.parts(key):
            row = own_columns(part, table)
            if _has_project(table):
                row["project_id"] = project_id
            if table == "project_schedules" and part.text("basis") == "publication":
                continue  # said by no source: it was only seen in one publication
            own.notes.add(table, part, **row)
