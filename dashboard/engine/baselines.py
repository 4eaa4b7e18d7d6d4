"""What peers were like when a quarter closed, as a build froze it, for the builds after it."""

from __future__ import annotations

import hashlib
from datetime import date
from pathlib import Path

import polars as pl

from dashboard.engine.duck import Duck
from dashboard.engine.hooks import NO_BASELINES
from dashboard.engine.hooks.peers import baseline_date

__all__ = ["baseline_date", "digest", "of_build"]


def of_build(facts: Path, until: date) -> pl.DataFrame:
    """The baselines of the quarter ended at `until` in a built file (columns of NO_BASELINES).

    Empty where that build compared nobody, or is of another quarter or an earlier version.
    """
    engine = Duck(facts, read_only=True)
    try:
        known = engine.rows(
            "SELECT table_name FROM duckdb_tables() WHERE table_name = 'peer_baselines'"
        )
        if known.is_empty():
            return NO_BASELINES
        rows = engine.rows("SELECT * FROM peer_baselines")
    finally:
        engine.close()
    if rows.columns != NO_BASELINES.columns:
        return NO_BASELINES
    return rows.filter(pl.col("baseline_date") == until).cast(NO_BASELINES.schema)


def digest(rows: pl.DataFrame) -> str:
    """A SHA-256 of baselines whatever their order; empty where there are none."""
    if rows.is_empty():
        return ""
    ordered = rows.select(NO_BASELINES.columns).sort(NO_BASELINES.columns)
    return hashlib.sha256(ordered.write_csv().encode()).hexdigest()
