"""Columns of tables beside those of `rows_table`, and leaving out those that hold nothing."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import polars as pl
import polars.selectors as cs
import streamlit as st


def number(label: str) -> Any:
    """A column of counts that may hold parts of one, as where a project lies in two areas."""
    return st.column_config.NumberColumn(label, format="localized")


def year(label: str) -> Any:
    """A column of calendar years, without a thousands separator."""
    return st.column_config.NumberColumn(label, format="%d")


def rounded(rows: pl.DataFrame) -> pl.DataFrame:
    """The rows as a screen shows them: shares to a tenth of a per cent."""
    return rows.with_columns(cs.float().round(3))


def with_values(rows: pl.DataFrame, columns: Mapping[str, Any]) -> dict[str, Any]:
    """The columns that hold anything: one that this city never fills only takes room."""
    return {name: shown for name, shown in columns.items() if rows[name].null_count() < rows.height}
