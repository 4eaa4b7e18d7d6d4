"""Columns of the pages about companies: labels and units by the name of the column."""

from __future__ import annotations

from typing import Any

import polars as pl
import streamlit as st

from dashboard.i18n import t
from dashboard.widgets import rows_table
from dashboard.widgets.columns import year
from dashboard.widgets.project_columns import named

NAMES = ("cluster_name", "party_name", "project_name", "consortium_name")


def configured(rows: pl.DataFrame, names: list[str]) -> dict[str, Any]:
    """A configuration for each of `names` that any row fills."""
    return {
        name: _column(name, rows.schema[name])
        for name in names
        if rows.is_empty() or rows[name].null_count() < rows.height
    }


def _column(name: str, dtype: pl.DataType) -> Any:
    label = t(f"parties.columns.{name}")
    if name.endswith("_amount"):
        return st.column_config.NumberColumn(label, format="localized")
    if name in ("certainty", "match_probability"):
        return rows_table.share(label)
    if name == "paid_year":
        return year(label)
    if dtype == pl.Date:
        return rows_table.date(label)
    if dtype.is_numeric():
        return rows_table.number(label)
    if name == "evidence":
        return rows_table.text(label, width="large")
    return rows_table.text(label, **({"width": "medium"} if name in NAMES else {}))


def worded(rows: pl.DataFrame) -> pl.DataFrame:
    """`rows` with methods, answers and judgements in the words of the reader's language."""
    for column, prefix in (
        ("method", "parties.methods"),
        ("status", "parties.statuses"),
        ("judgement", "parties.judgements"),
    ):
        if column in rows.columns:
            rows = named(rows, column, prefix)
    return rows
