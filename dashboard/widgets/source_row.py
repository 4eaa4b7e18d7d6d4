"""One source row: the text as published, the file it stands in, and what was made of it."""

from __future__ import annotations

from typing import Any

import polars as pl
import streamlit as st

from dashboard import session
from dashboard.i18n import formats, t
from dashboard.widgets import download, frame, rows_table
from dashboard.widgets.plain_text import plain
from dashboard.widgets.project_columns import NOT_AVAILABLE, named
from dashboard.widgets.rows_table import Opens


def show_file(file: dict[str, Any], line: int) -> None:
    """Draws which file and line this is, whose, under which licence, published when."""
    counts = {
        name: formats.count(file[f"rows_{name}"]) for name in ("read", "loaded", "quarantined")
    }
    rows = {
        "file": _text(file["file_name"]),
        "line": str(line),
        "data_set": _text(file["title"]),
        "publisher": _text(file["owner"]),
        "licence": _text(file["licence"]),
        "published": formats.day(file["published_date"]),
        "sha256": f"`{file['sha256']}`",
        "rows": t("source.rows_value", **counts),
    }
    st.table(
        {t(f"source.{name}"): text for name, text in rows.items()},
        border="horizontal",
        alt=t("source.file"),
    )


def _text(value: str | None) -> str:
    return formats.NOT_SUPPLIED if value is None else plain(value)


def show_cells(cells: dict[str, str]) -> None:
    """Draws the row column by column, and offers it as a file."""
    st.subheader(t("source.row_title"))
    st.caption(t("source.text"))
    shown = {t("source.column"): [], t("source.as_published"): []}
    for name, text in cells.items():
        shown[t("source.column")].append(plain(name))
        shown[t("source.as_published")].append(plain(text) if text.strip() else t("source.empty"))
    st.table(shown, border="horizontal", hide_index=True, alt=t("source.row_alt"))
    raw = pl.DataFrame({"column": list(cells), "as_published": list(cells.values())})
    download.csv_button(raw, "source-row")


def show_facts(source_file_id: str, line: int) -> None:
    """Draws the facts that were taken from this row; a row opens its project."""
    st.subheader(t("source.facts_title"))
    facts = session.view("source_row_facts", source_file_id=source_file_id, source_line=line)
    if facts.is_empty():
        st.markdown(t("source.facts_none"))
        return
    rows_table.show(
        named(facts, "fact_kind", "project.facts"),
        "facts",
        {
            "fact_kind": rows_table.text(t("source.fact")),
            "fact_id": rows_table.text(t("source.fact_id")),
            "project_name": rows_table.text(t("source.project"), width="large"),
        },
        alt=t("source.facts_alt"),
        opens=Opens("project", {"project": "project_id"}),
        missing=NOT_AVAILABLE,
    )


def show_remarks(source_file_id: str, line: int) -> None:
    """Draws the values of this row that were not taken as they stood, if there are any."""
    remarks = session.view("source_row_remarks", source_file_id=source_file_id, source_line=line)
    if remarks.is_empty():
        return
    st.subheader(t("source.remarks_title"))
    rows_table.show(
        remarks,
        "remarks",
        {
            "column_name": rows_table.text(t("source.remark_column")),
            "raw_value": rows_table.text(t("source.remark_value")),
            "issue": rows_table.text(t("source.remark_issue")),
            "action": rows_table.text(t("source.remark_action")),
        },
        alt=t("source.remarks_alt"),
        missing=NOT_AVAILABLE,
    )


def show_problem(text: str) -> None:
    """Says what is wrong with the address of a source row, and leads to the projects."""
    frame.title(t("source.title_unnamed"))
    st.warning(text, icon=":material/search_off:")
    frame.link("projects", t("project.to_list"))


def show_unknown_file(source_file_id: str) -> None:
    """Says that no loaded file has this name."""
    workspace = session.current().workspace.title
    show_problem(t("source.unknown_file", file=plain(source_file_id), workspace=workspace))
