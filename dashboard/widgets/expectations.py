"""How many tests were run, how many flags chance alone would raise, and how many there are."""

from __future__ import annotations

from typing import Any

import polars as pl
import streamlit as st

from dashboard import session
from dashboard.i18n import formats, t
from dashboard.widgets import rows_table
from dashboard.widgets.rows_table import Opens

BASES = {
    "by false discovery": "expected.by_discovery",
    "by chance": "expected.by_chance",
    "none": "expected.by_none",
}


def words(code: str) -> str:
    """Tests run, flags expected by chance and flags raised, of a statistical indicator; else ''."""
    found = session.view("test_expectations").filter(code=code)
    if found.is_empty():
        return ""
    row = found.row(0, named=True)
    return said(row) if row["evidence_class"] == "S" or row["basis"] != "none" else ""


def said(row: dict[str, Any]) -> str:
    """The same of one row of test_expectations."""
    return t(
        BASES[row["basis"]],
        tests=formats.count(row["test_count"]),
        expected=formats.count(_rounded(row["expected_false_count"])),
        flagged=formats.count(row["flagged_count"]),
        share=formats.share(row["stated_share"], 1),
    )


def _rounded(value: float | None) -> float | None:
    return None if value is None else round(value, 1)


def show() -> None:
    """Draws the table of all statistical indicators; a row opens its indicator."""
    order = {code: place for place, code in enumerate(session.indicators())}
    rows = (
        session.view("test_expectations")
        .filter((pl.col("evidence_class") == "S") | (pl.col("basis") != "none"))
        .filter(pl.col("test_count") > 0)
        .sort(pl.col("code").replace_strict(order, default=len(order)))
    )
    if rows.is_empty():
        st.markdown(t("expected.nothing"))
        return
    st.markdown(t("expected.text"))
    label = "expected.column."
    basis = {name: t(f"expected.basis.{name.replace(' ', '_')}") for name in BASES}
    rows_table.show(
        rows.with_columns(pl.col("basis").replace(basis)),
        "expectations",
        {
            "code": rows_table.text(t(label + "code"), width="small", pinned=True),
            "title": rows_table.text(t(label + "title"), width=230),
            "test_count": rows_table.count(t(label + "tests")),
            "expected_false_count": st.column_config.NumberColumn(
                t(label + "expected"), format="%.1f"
            ),
            "flagged_count": rows_table.count(t(label + "flagged")),
            "flagged_share": rows_table.share(t(label + "share")),
            "basis": rows_table.text(t(label + "basis"), width="large"),
        },
        alt=t("expected.alt"),
        opens=Opens("indicator", {"code": "code"}),
        missing=t("expected.not_stated"),
    )
