"""The same rows in the same order, to the last digit, however many threads worked on them.

Threads end in any order: rows of a join arrive as they come, and a sum of floating point numbers
depends on the order of its terms in its last digits. So a stored relation is sorted by its grain,
and every DOUBLE in it is kept to twelve significant digits, three fewer than it could hold.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from functools import cache
from typing import Any

import polars as pl
import sqlglot

from dashboard.engine.duck import Duck, quoted, used_params

SIGNIFICANT_DIGITS = 12
BATCH_ROWS = 200_000


def sql(engine: Duck, query: str, params: Mapping[str, Any], grain: Iterable[str] | None) -> str:
    """`query` with its rows sorted, its DOUBLEs kept to `SIGNIFICANT_DIGITS`, its sums in 64 bits.

    Sorted by its own order, then by `grain`; by every column where the grain is not one of them.
    Without a grain nothing is sorted.
    """
    described = engine.rows(f"DESCRIBE {query}", used_params(query, params))
    names = described["column_name"].to_list()
    replaced = ", ".join(
        f"{AS_STORED[kind](name)} AS {quoted(name)}"
        for name, kind in described.select("column_name", "column_type").rows()
        if kind in AS_STORED
    )
    stored = f"SELECT * {f'REPLACE ({replaced})' if replaced else ''} FROM"
    if grain is None:
        return f"{stored} ({query})"
    by = list(grain) if set(grain) <= set(names) else names
    listed = ", ".join(quoted(column) for column in by)
    if _has_order(query):
        return f"{stored} ({query}, {listed})"
    # Before they are sorted, since the narrower rows are moved faster.
    return f"{stored} ({query}) ORDER BY {listed}"


@cache
def _has_order(query: str) -> bool:
    """Whether the query as a whole is ordered. Few are, and reading SQL takes its time."""
    if "ORDER BY" not in query:
        return False
    return sqlglot.parse_one(query, read="duckdb").args.get("order") is not None


def kept(column: str) -> str:
    """SQL for a DOUBLE column to its significant digits; NaN and infinity stay.

    Zero has no sign: which of the two a difference gives depends on the order of its terms.
    """
    name = quoted(column)
    places = f"{SIGNIFICANT_DIGITS - 1} - CAST(FLOOR(LOG10(ABS({name}))) AS INTEGER)"
    return (
        f"CASE WHEN {name} = 0 THEN 0.0::DOUBLE WHEN NOT ISFINITE({name}) THEN {name} "
        f"ELSE ROUND({name}, {places}) END"
    )


def _in_64_bits(column: str) -> str:
    return f"CAST({quoted(column)} AS BIGINT)"


# DuckDB adds whole numbers up in 128 bits, which take twice the room and time to sort and store.
AS_STORED = {"DOUBLE": kept, "HUGEINT": _in_64_bits}


def digests(engine: Duck) -> dict[str, dict[str, int | str]]:
    """For every table of a build its row count and a SHA-256 over columns, types and rows.

    The database file itself differs from run to run in a few bytes that DuckDB draws at random
    (the file's own identifier and what is derived from it); its contents do not.
    """
    found: dict[str, dict[str, int | str]] = {}
    names = engine.rows(
        "SELECT table_name FROM duckdb_tables() WHERE NOT temporary AND NOT internal ORDER BY 1"
    )["table_name"]
    for name in names:
        digest = hashlib.sha256()
        described = engine.rows(f"DESCRIBE {quoted(name)}")
        digest.update(repr(described.select("column_name", "column_type").rows()).encode())
        cursor = engine.connection.cursor()
        count = 0
        try:
            batches = cursor.sql(f"SELECT * FROM {quoted(name)}").to_arrow_reader(BATCH_ROWS)
            for batch in batches:
                frame = pl.from_arrow(batch)
                count += frame.height
                digest.update(frame.write_csv(include_header=False, null_value="\u2400").encode())
        finally:
            cursor.close()
        found[name] = {"rows": count, "sha256": digest.hexdigest()}
    return found
