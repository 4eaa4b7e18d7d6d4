"""What random scenarios said of the build that is shown: how firm each tier is."""

from __future__ import annotations

from pathlib import Path

import polars as pl
import streamlit as st

from dashboard import session
from dashboard.desk import scenarios
from dashboard.i18n import formats


@st.cache_resource(max_entries=4, show_spinner=False)
def _drawn(folder: str, stamp: int) -> scenarios.Stored | None:
    return scenarios.drawn(Path(folder))


def drawn() -> scenarios.Stored | None:
    """The scenarios of the build that is shown; None where none were drawn."""
    folder = session.current().folder
    made = folder / "scenarios"
    return _drawn(str(folder), made.stat().st_mtime_ns if made.exists() else 0)


def kept_share(kind: str, entity_id: str) -> str | None:
    """In what share of the scenarios an entity kept its tier; None where none were drawn."""
    found = drawn()
    if found is None:
        return None
    mine = found.stability.filter(entity_kind=kind, entity_id=entity_id)
    return None if mine.is_empty() else formats.share(mine["kept_share"][0])


def with_kept_share(rows: pl.DataFrame) -> pl.DataFrame:
    """Rows with entity_kind and entity_id, and beside them `kept_share`, NULL where unknown."""
    found = drawn()
    if found is None:
        return rows.with_columns(pl.lit(None, dtype=pl.Float64).alias("kept_share"))
    shares = found.stability.select("entity_kind", "entity_id", "kept_share")
    return rows.join(shares, on=["entity_kind", "entity_id"], how="left", maintain_order="left")
