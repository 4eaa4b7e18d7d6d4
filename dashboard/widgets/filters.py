"""The reader's filters: in the sidebar, in the URL, and named when they leave nothing."""

from __future__ import annotations

import streamlit as st

from dashboard import session
from dashboard.i18n import t
from dashboard.session import Scope
from dashboard.widgets import linked_choice


def sidebar() -> Scope:
    """Draws the filters that this workspace has values for, and returns what is chosen."""
    options = session.view("filter_options")
    chosen = {}
    with st.sidebar:
        st.subheader(t("filters.title"))
        for name in ("agency", "sector", "status", "neighbourhood_id"):
            found = options.filter(options["filter"] == name)
            if found.is_empty():
                continue
            labels = dict(zip(found["value"], found["label"], strict=True))
            chosen[name] = linked_choice.select(
                t(f"filters.{name}"), labels, key=name, placeholder=t("filters.all")
            )
    return Scope(**chosen)


def show_nothing_left(scope: Scope, what: str) -> None:
    """Says which filters emptied a result, or that nothing was supplied at all."""
    filters = ", ".join(
        f"{t(f'filters.{name}')} = {value}" for name, value in scope.described().items()
    )
    if filters:
        st.info(t("filters.emptied", what=what, filters=filters), icon=":material/filter_alt_off:")
    else:
        st.info(t("filters.not_supplied", what=what), icon=":material/database_off:")
