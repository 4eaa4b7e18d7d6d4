"""Which thresholds matter: how many tiers change when each alone is moved by a fifth."""

from __future__ import annotations

import polars as pl
import streamlit as st

from dashboard import session
from dashboard.i18n import t
from dashboard.widgets import drawn_scenarios, rows_table
from dashboard.widgets.rows_table import Opens


def show() -> None:
    """Draws the thresholds that move any tier, the most first; a row opens its indicator."""
    st.subheader(t("tornado.title"), anchor="tornado")
    found = drawn_scenarios.drawn()
    if found is None:
        st.caption(t("queue.not_drawn", workspace=session.current().workspace.name))
        return
    st.markdown(t("tornado.text"))
    rows = found.tornado.filter(
        (pl.col("lower_change_count") > 0) | (pl.col("higher_change_count") > 0)
    )
    rows_table.show(
        rows,
        "tornado",
        {
            "code": rows_table.text(t("tornado.code"), width="small", pinned=True),
            "severity": rows_table.text(t("tornado.severity"), width="small"),
            "threshold": st.column_config.NumberColumn(t("tornado.threshold"), format="%.4g"),
            "lower_change_count": rows_table.count(t("tornado.lower")),
            "higher_change_count": rows_table.count(t("tornado.higher")),
            "measure": rows_table.text(t("tornado.measure")),
            "verification": rows_table.text(t("tornado.verification"), width="small"),
        },
        alt=t("tornado.alt"),
        opens=Opens("indicator", {"code": "code"}),
    )
