"""The list of pages, in the order in which a reader needs them, and the frame around each."""

from pathlib import Path

import streamlit as st

from dashboard.i18n import t
from dashboard.widgets import frame

PAGES = Path(__file__).parents[1] / "pages"


def page(name: str, icon: str, *, is_detail: bool = False, is_first: bool = False):
    """One page of the app; a detail page is opened by link and not listed."""
    return st.Page(
        PAGES / f"{name}.py",
        title=t(f"pages.{name}"),
        icon=f":material/{icon}:",
        url_path=None if is_first else name,
        default=is_first,
        visibility="hidden" if is_detail else "visible",
    )


# A Material icon would do for the browser's tab, but Streamlit fetches that one from another host.
ICON = Path(__file__).parent / "clearworks.svg"

st.set_page_config(page_title="Clearworks", page_icon=ICON, layout="wide")
chosen = st.navigation(
    [
        page("overview", "space_dashboard", is_first=True),
        page("neighbourhoods", "map"),
        page("projects", "construction"),
        page("payments", "payments"),
        page("parties", "apartment"),
        page("indicators", "rule"),
        page("queue", "low_priority"),
        page("changes", "history"),
        page("data", "database"),
        page("mapping", "table_convert"),
        page("neighbourhood", "location_on", is_detail=True),
        page("project", "assignment", is_detail=True),
        page("party", "badge", is_detail=True),
        page("indicator", "fact_check", is_detail=True),
        page("source", "description", is_detail=True),
    ],
    position="top",
)
# A file may be mapped before anything was built.
if frame.choose_workspace() or chosen.url_path == "mapping":
    chosen.run()
