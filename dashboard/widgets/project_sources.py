"""Where a project's facts come from: its publications and every source row."""

from __future__ import annotations

import polars as pl
import streamlit as st

from dashboard import session
from dashboard.i18n import formats, t
from dashboard.widgets import rows_table
from dashboard.widgets.project_columns import NOT_AVAILABLE, SOURCE, configured, named

PUBLICATION = [
    "published_date",
    "contract_amount",
    "planned_end_date",
    "physical_share",
    "status_text",
    "row_count",
]
ROW = ["fact_kind", "fact_id", "file_name", "source_line", "published_date"]


def show_publications(project_id: str, currency: str | None) -> None:
    """What each publication said of the project; one publication is no history."""
    rows = session.relation(
        "project_publications", project_id=project_id, order_by="published_date"
    )
    st.subheader(t("project.publications.title"), anchor="publications")
    text = "text_once" if rows.height == 1 else "text"
    st.markdown(t(f"project.publications.{text}", count=formats.count(rows.height)))
    columns = configured(rows, PUBLICATION, currency)
    alt = t("project.publications.alt")
    rows_table.show(rows, "publications", columns, alt=alt, opens=SOURCE, missing=NOT_AVAILABLE)


def show(project_id: str) -> None:
    """Every source row of the project and its contracts, by kind of fact; each opens its page."""
    st.subheader(t("project.sources.title"), anchor="source-rows")
    rows = session.view("project_source_rows", project_id=project_id)
    if rows.is_empty():
        st.info(t("project.sources.none"), icon=":material/database_off:")
        return
    places = rows.select("source_file_id", "source_line").unique()
    st.markdown(
        t(
            "project.sources.text",
            count=formats.count(places.height),
            files=formats.count(places["source_file_id"].n_unique()),
        )
    )
    counts = rows.group_by("fact_kind", maintain_order=True).len()
    kinds = {kind: f"{t(f'project.facts.{kind}')} ({count:,})" for kind, count in counts.rows()}
    kind = st.selectbox(
        t("project.sources.kinds"),
        list(kinds),
        index=None,
        format_func=lambda kind: kinds.get(kind, kind),
        placeholder=t("project.sources.all", count=formats.count(rows.height)),
        key="fact_kind",
        width=320,
    )
    if kind:
        rows = rows.filter(pl.col("fact_kind") == kind)
    drawn = named(rows, "fact_kind", "project.facts")
    columns = configured(drawn, ROW, None)
    alt = t("project.sources.alt")
    rows_table.show(drawn, "source-rows", columns, alt=alt, opens=SOURCE, missing=NOT_AVAILABLE)
