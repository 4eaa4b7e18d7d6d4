"""The ranked list of projects, a page at a time."""

from __future__ import annotations

from typing import Any

import polars as pl
import streamlit as st

from dashboard import session
from dashboard.i18n import formats, t
from dashboard.session import Scope
from dashboard.widgets import project_columns, rows_table
from dashboard.widgets.plain_text import plain
from dashboard.widgets.rows_table import Opens

PAGE_SIZE = 200
UNITS = {"slip": "days", "stalled": "days", "flags": "count"}


def show_reading(matches: dict[str, Any], first: dict[str, Any], ranking: str) -> None:
    """One sentence: how many match, what stands first, and how many cannot be ranked."""
    count, word = formats.count(matches["project_count"]), t(f"projects.rankings.{ranking}")
    if first["ranked_value"] is None:
        st.markdown(t("projects.sentence_unranked", count=count, ranking=word))
        return
    unit = UNITS.get(ranking, "money")
    value = formats.measured(first["ranked_value"], unit, first["currency"])
    text = t(
        "projects.sentence",
        count=count,
        ranking=word,
        name=plain(first["project_name"]),
        value=value,
    )
    left = matches["project_count"] - matches["ranked_count"]
    if left:
        text += " " + t("projects.unranked", count=formats.count(left), ranking=word)
    st.markdown(text)
    if matches["currency_count"] > 1:
        st.caption(t("projects.mixed_currencies"))


def page_start(total: int, question: tuple) -> int:
    """Draws the page numbers of the list; returns how many projects lie before the page.

    Another `question` (filters, search, ranking) starts again at page 1.
    """
    if st.session_state.setdefault("listed_projects", question) != question:
        st.session_state["listed_projects"] = question
        st.session_state["projects_page"] = 1
    pages = -(-total // PAGE_SIZE)
    number = 1
    with st.container(horizontal=True, vertical_alignment="center"):
        if pages > 1:
            number = st.pagination(pages, key="projects_page", bind="query-params")
        first = (number - 1) * PAGE_SIZE
        st.caption(
            t(
                "projects.showing",
                first=formats.count(first + 1),
                last=formats.count(min(total, first + PAGE_SIZE)),
                total=formats.count(total),
            )
        )
    return first


def show(rows: pl.DataFrame, scope: Scope, asked: dict[str, Any]) -> None:
    """The rows of one page; a row opens its project. The file holds every matching project."""
    judged = pl.concat_str("judged_count", pl.lit(" / "), "applicable_count")
    label, helped = "projects.columns.", "projects.help."
    rows_table.show(
        rows.with_columns(
            judged.alias("judged"), pl.col("flagged_codes").fill_null(t("projects.no_flags"))
        ),
        "projects",
        {
            "project_name": rows_table.text(t(label + "project_name"), width="medium", pinned=True),
            "cost_growth_amount": rows_table.money(
                t(label + "cost_growth_amount"), help=t(helped + "cost_growth_amount")
            ),
            "cost_growth_ratio": rows_table.share(t(label + "cost_growth_ratio")),
            "flagged_count": rows_table.count(t(label + "flagged_count")),
            "flagged_codes": rows_table.text(t(label + "flagged_codes")),
            "slip_days": rows_table.days(t(label + "slip_days"), help=t(helped + "slip_days")),
            "stalled_days": rows_table.days(
                t(label + "stalled_days"), help=t(helped + "stalled_days")
            ),
            "past_due_amount": rows_table.money(
                t(label + "past_due_amount"), help=t(helped + "past_due_amount")
            ),
            "judged": rows_table.text(
                t(label + "judged"), help=t(helped + "judged"), alignment="right"
            ),
            "agency": rows_table.text(t(label + "agency")),
            "sector": rows_table.text(t(label + "sector")),
            "status": rows_table.text(t(label + "status")),
            "neighbourhood_names": rows_table.text(t(label + "neighbourhood_names")),
            "project_id": rows_table.text(t(label + "project_id")),
        },
        alt=t("projects.alt"),
        missing=project_columns.NOT_AVAILABLE,
        opens=Opens("project", {"project": "project_id"}),
        units=t("projects.units"),
        file=lambda: session.view("project_download", scope, **asked),
    )
