"""Columns of the project page: labels, units, and the way from a row to its source row."""

from __future__ import annotations

from typing import Any

import polars as pl
import streamlit as st

from dashboard.i18n import t, texts
from dashboard.widgets import rows_table
from dashboard.widgets.rows_table import Opens

# Explained once on each page that uses it: a gap must not look like a zero.
NOT_AVAILABLE = "[x]"
SOURCE = Opens("source", {"file": "source_file_id", "line": "source_line"})
# What a row of evidence carries for the engine, not for a reader.
INTERNAL = ("subject_id", "project_id", "outcome", "skip_reason", "currency", "contract_id")


def label(name: str) -> str:
    """A column's name as a reader should see it; from its own words where no text is given."""
    words = name.removesuffix("_amount").removesuffix("_id").replace("_", " ")
    return texts().get(f"project.columns.{name}", words[:1].upper() + words[1:])


def configured(rows: pl.DataFrame, names: list[str], currency: str | None) -> dict[str, Any]:
    """A column configuration for each of `names`, by the unit that its name ends in."""
    return {name: _column(name, rows.schema[name], currency) for name in names}


def _column(name: str, dtype: pl.DataType, currency: str | None) -> Any:
    shown = label(name)
    if name.endswith("_amount") or name == "amount":
        unit = f"{shown} ({currency})" if currency else shown
        return st.column_config.NumberColumn(unit, format="localized")
    if name == "source_line":
        return st.column_config.NumberColumn(shown, format="%d")
    if name.endswith(("_share", "_ratio")) or name == "value_against_latest":
        return rows_table.share(shown)
    if dtype == pl.Date:
        return rows_table.date(shown)
    if name.endswith("_days") or (dtype.is_numeric() and not dtype.is_integer()):
        return rows_table.days(shown)
    if dtype.is_integer():
        return rows_table.count(shown)
    return rows_table.text(shown)


def measured(name: str, unit: str, currency: str | None) -> Any:
    """The column of an indicator's value or threshold, in the indicator's unit."""
    shown = label(name)
    if unit in ("ratio", "share", "points"):
        return rows_table.share(shown)
    if unit == "money":
        shown = f"{shown} ({currency})" if currency else shown
    return st.column_config.NumberColumn(
        f"{shown} ({t('project.days_unit')})" if unit == "days" else shown, format="localized"
    )


def named(rows: pl.DataFrame, column: str, prefix: str) -> pl.DataFrame:
    """The rows with the codes of `column` put into words from the texts under `prefix`."""
    words = {value: texts().get(f"{prefix}.{value}", value) for value in rows[column].unique()}
    return rows.with_columns(pl.col(column).replace(words))


def without_persons(rows: pl.DataFrame) -> pl.DataFrame:
    """The rows with a note in place of the payee where that is a person."""
    return rows.with_columns(
        pl.when("is_payee_withheld")
        .then(pl.lit(t("project.person")))
        .otherwise("payee_name")
        .alias("payee_name")
    )
