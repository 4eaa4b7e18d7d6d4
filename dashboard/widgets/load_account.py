"""The account of the load: files row for row, values with an issue, rows that were kept out."""

from __future__ import annotations

import polars as pl
import streamlit as st

from dashboard import session
from dashboard.i18n import formats, t
from dashboard.widgets import frame, rows_table
from dashboard.widgets.plain_text import plain
from dashboard.widgets.rows_table import Opens

LABEL = "data.column."
ROWS_SHOWN = 200
SOURCE_ROW = Opens("source", {"file": "source_file_id", "line": "source_line"})


def show_files() -> None:
    """Every loaded file: whose, under which licence, how many rows, how many of them placed."""
    files = session.view("loaded_files")
    st.subheader(t("data.files_title"))
    if files.is_empty():
        st.info(t("data.nothing"), icon=":material/database_off:")
        return
    issues = session.view("issues_by_column")
    st.markdown(
        "**"
        + t(
            "data.sentence",
            files=formats.count(files.height),
            sources=formats.count(files["source"].n_unique()),
            read=formats.count(files["rows_read"].sum()),
            loaded=formats.count(files["rows_loaded"].sum()),
            quarantined=formats.count(files["rows_quarantined"].sum()),
            issues=formats.count(issues["n"].sum()),
        )
        + "**"
    )
    unbalanced = files.filter(~pl.col("is_accounted_for")).height
    if unbalanced:
        st.error(t("data.unbalanced", count=unbalanced), icon=":material/balance:")
    rows_table.show(
        files.with_columns(pl.col("sha256").str.slice(0, 12).alias("sha")),
        "files",
        {
            "file_name": rows_table.text(t(LABEL + "file"), pinned=True),
            "source": rows_table.text(t(LABEL + "source")),
            "published_date": rows_table.date(t(LABEL + "published")),
            "rows_read": rows_table.count(t(LABEL + "read")),
            "rows_loaded": rows_table.count(t(LABEL + "loaded")),
            "rows_quarantined": rows_table.count(t(LABEL + "quarantined")),
            "placed_share": rows_table.share(t(LABEL + "placed")),
            "placed_by_code_count": rows_table.count(t(LABEL + "by_code")),
            "placed_by_name_count": rows_table.count(t(LABEL + "by_name")),
            "placed_by_alias_count": rows_table.count(t(LABEL + "by_alias")),
            "placed_by_shape_count": rows_table.count(t(LABEL + "by_shape")),
            "placed_by_point_count": rows_table.count(t(LABEL + "by_point")),
            "placed_near_point_count": rows_table.count(t(LABEL + "near_point")),
            "placed_by_address_count": rows_table.count(t(LABEL + "by_address")),
            "contradicted_count": rows_table.count(t(LABEL + "contradicted")),
            "shared_count": rows_table.count(t(LABEL + "shared")),
            "owner": rows_table.text(t(LABEL + "owner")),
            "licence": rows_table.text(t(LABEL + "licence")),
            "title": rows_table.text(t(LABEL + "title")),
            "sha": rows_table.text(t(LABEL + "sha")),
        },
        alt=t("data.files_alt"),
        missing="–",
        file=files,
    )
    st.caption(t("data.files_note"))


def show_issues() -> None:
    """Values that could not be taken as they stood; a row leads to the source rows behind it."""
    chosen = {name: st.query_params.get(name) for name in ("file", "column", "issue")}
    if all(chosen.values()):
        _show_behind(chosen["file"], chosen["column"], chosen["issue"])
        return
    st.subheader(t("data.issues_title"))
    issues = session.view("issues_by_column")
    if issues.is_empty():
        st.write(t("data.no_issues"))
    else:
        rows_table.show(
            issues.with_columns(pl.lit("issues").alias("part")),
            "issues",
            {
                "file_name": rows_table.text(t(LABEL + "file")),
                "column_name": rows_table.text(t(LABEL + "column")),
                "issue": rows_table.text(t(LABEL + "issue")),
                "action": rows_table.text(t(LABEL + "action")),
                "n": rows_table.count(t(LABEL + "n")),
                "examples": rows_table.text(t(LABEL + "examples"), width="large"),
            },
            alt=t("data.issues_alt"),
            opens=Opens(
                "data",
                {
                    "part": "part",
                    "file": "source_file_id",
                    "column": "column_name",
                    "issue": "issue",
                },
            ),
        )
        st.caption(t("data.issues_note"))
    _show_quarantine()


def _show_behind(file: str, column: str, issue: str) -> None:
    """The source rows behind one kind of issue; each opens as it stands in its file."""
    frame.link("data", t("data.behind_back"), part="issues")
    rows = session.relation(
        "load_issues",
        source_file_id=file,
        column_name=column,
        issue=issue,
        order_by="source_line",
        limit=ROWS_SHOWN,
    )
    if rows.is_empty():
        st.warning(t("data.behind_unknown"), icon=":material/search_off:")
        return
    st.subheader(t("data.behind_title", issue=plain(issue), column=plain(column)))
    rows_table.show(
        rows,
        "issue-rows",
        {
            "source_line": rows_table.count(t(LABEL + "line")),
            "raw_value": rows_table.text(t(LABEL + "raw"), width="large"),
            "action": rows_table.text(t(LABEL + "action")),
        },
        alt=t("data.behind_alt"),
        opens=SOURCE_ROW,
    )
    counted = session.relation(
        "issues_by_column", source_file_id=file, column_name=column, issue=issue
    )
    total = formats.count(counted["n"].sum())
    st.caption(t("data.behind_note", shown=formats.count(rows.height), total=total))


def _show_quarantine() -> None:
    """Why rows were kept out, and the rows with their raw text."""
    st.subheader(t("data.quarantine_title"))
    reasons = session.view("quarantine_reasons")
    if reasons.is_empty():
        st.write(t("data.no_quarantine"))
        return
    st.write(t("data.quarantine_note"))
    rows_table.show(
        reasons,
        "quarantine-reasons",
        {
            "file_name": rows_table.text(t(LABEL + "file")),
            "reason": rows_table.text(t(LABEL + "reason"), width="large"),
            "n": rows_table.count(t(LABEL + "rows")),
        },
        alt=t("data.quarantine_alt"),
    )
    files = reasons.select("source_file_id", "file_name").unique()
    rows = (
        session.relation("quarantined_rows", order_by="source_file_id", limit=ROWS_SHOWN)
        .join(files, on="source_file_id", how="left")
        .sort("file_name", "source_line")
    )
    rows_table.show(
        rows,
        "quarantined-rows",
        {
            "file_name": rows_table.text(t(LABEL + "file")),
            "source_line": rows_table.count(t(LABEL + "line")),
            "reason": rows_table.text(t(LABEL + "reason")),
            "raw_text": rows_table.text(t(LABEL + "raw"), width="large"),
        },
        alt=t("data.quarantine_rows_alt"),
        opens=SOURCE_ROW,
    )
    total = formats.count(reasons["n"].sum())
    st.caption(t("data.quarantine_rows_note", shown=formats.count(rows.height), total=total))
