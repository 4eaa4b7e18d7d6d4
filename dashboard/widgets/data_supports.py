"""What the loaded data can answer, and which field to ask for next."""

from __future__ import annotations

import polars as pl
import streamlit as st

from dashboard import session
from dashboard.i18n import formats, t
from dashboard.widgets import rows_table
from dashboard.widgets.rows_table import Opens

LABEL = "supports.column."


def show() -> None:
    """Every indicator with the share of subjects it could judge, and the ranked requests."""
    rows = session.view("indicator_support")
    states = dict(rows.group_by("state").len().iter_rows())
    st.markdown(
        "**"
        + t(
            "supports.sentence",
            total=formats.count(rows.height),
            judged=formats.count(states.get("judged", 0)),
            part=formats.count(states.get("in part", 0)),
            none=formats.count(states.get("not judged", 0)),
            absent=formats.count(states.get("no subjects", 0)),
        )
        + "**"
    )
    _show_requests()
    _show_indicators(rows)


def _show_requests() -> None:
    st.subheader(t("supports.requests_title"))
    requests = session.view("field_requests")
    if requests.is_empty():
        st.write(t("supports.requests_none"))
        return
    worded = requests.with_row_index("rank", offset=1).with_columns(
        pl.col("table_name").str.replace_all("_", " ").alias("table_label"),
        pl.col("column_name").str.replace_all("_", " ").alias("column_label"),
        pl.Series(
            "remedy_label",
            [t(f"supports.remedy.{word.replace(' ', '_')}") for word in requests["remedy"]],
            pl.String,
        ),
    )
    rows_table.show(
        worded,
        "field-requests",
        {
            "rank": rows_table.count(t(LABEL + "rank"), width="small"),
            "table_label": rows_table.text(t(LABEL + "table")),
            "column_label": rows_table.text(t(LABEL + "field")),
            "source": rows_table.text(t(LABEL + "source")),
            "remedy_label": rows_table.text(t(LABEL + "remedy")),
            "codes": rows_table.text(t(LABEL + "codes")),
            "gained_indicators": rows_table.number(t(LABEL + "gained")),
            "unlocked_count": rows_table.count(t(LABEL + "unlocked")),
            "project_count": rows_table.count(t(LABEL + "projects")),
        },
        alt=t("supports.requests_alt"),
        missing="–",
        file=requests,
    )
    st.caption(t("supports.requests_note"))


def _show_indicators(rows: pl.DataFrame) -> None:
    st.subheader(t("supports.indicators_title"))
    words = [t(f"supports.state.{word.replace(' ', '_')}") for word in rows["state"]]
    rows_table.show(
        rows.with_columns(pl.Series("state_label", words, pl.String)),
        "indicator-support",
        {
            "code": rows_table.text(t(LABEL + "code"), width="small", pinned=True),
            "title": rows_table.text(t(LABEL + "indicator")),
            "state_label": rows_table.text(t(LABEL + "state")),
            "judged_share": rows_table.share(t(LABEL + "judged")),
            "subject_count": rows_table.count(t(LABEL + "subjects")),
            "insufficient_count": rows_table.count(t(LABEL + "insufficient")),
            "contradictory_count": rows_table.count(t(LABEL + "contradictory")),
            "commonest_reason": rows_table.text(t(LABEL + "reason"), width="large"),
        },
        alt=t("supports.indicators_alt"),
        missing="–",
        opens=Opens("indicator", {"code": "code"}),
        file=rows,
    )
    st.caption(t("supports.indicators_note"))
