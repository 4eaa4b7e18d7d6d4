"""What the project list asks beside the common filters: words, a flag, and what ranks it."""

from __future__ import annotations

from typing import Any

import streamlit as st

from dashboard import session
from dashboard.i18n import t
from dashboard.session import Scope
from dashboard.widgets import linked_choice

RANKINGS = ("cost_growth", "flags", "slip", "stalled", "overdue")
SEVERITIES = ("watch", "high", "critical")


def chosen() -> dict[str, Any]:
    """Draws the search and returns it as parameters of the views over matching projects."""
    titles = {
        code: f"{code} {query.header['title']}"
        for code, query in session.indicators().items()
        if query.header["subject"] != "neighbourhood"
    }
    with st.container(horizontal=True, vertical_alignment="bottom"):
        search = st.text_input(
            t("projects.search"),
            type="search",
            placeholder=t("projects.search_placeholder"),
            key="search",
            bind="query-params",
            width=320,
        )
        flag = linked_choice.select(
            t("projects.flag"), titles, key="flag", placeholder=t("projects.any_flag"), width=280
        )
        severity = linked_choice.select(
            t("projects.severity"),
            {name: t(f"projects.severities.{name}") for name in SEVERITIES},
            key="severity",
            placeholder=t("projects.any_severity"),
            width=160,
        )
        ranking = linked_choice.select(
            t("projects.ranking"),
            {name: t(f"projects.rankings.{name}") for name in RANKINGS},
            key="rank",
            default=RANKINGS[0],
            width=240,
        )
    words = " ".join((search or "").split()) or None
    return {"search": words, "flag": flag, "severity": severity, "ranking": ranking}


def show_nothing_left(scope: Scope, asked: dict[str, Any]) -> None:
    """Says which filters and which search emptied the list."""
    labels = {
        "search": t("projects.search"),
        "flag": t("projects.flag"),
        "severity": t("projects.severity"),
    }
    named = [f"{t(f'filters.{name}')} = {value}" for name, value in scope.described().items()]
    named += [f"{text} = {asked[name]}" for name, text in labels.items() if asked[name]]
    if not named:
        st.info(t("filters.not_supplied", what=t("projects.what")), icon=":material/database_off:")
        return
    st.info(
        t("filters.emptied", what=t("projects.what"), filters=", ".join(named)),
        icon=":material/filter_alt_off:",
    )
